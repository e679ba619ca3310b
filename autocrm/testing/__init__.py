"""Fakes that are shipped: each implements a port, for tests, demos and trials."""
