"""Adapters of the LLM port."""
