"""Measurements, not timed tests: each prints ratios within one run."""
