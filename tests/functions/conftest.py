"""The functions are tested on a whole desk, through its gateway."""

from tests.flows.conftest import empty_desk, seeded_desk

__all__ = ["empty_desk", "seeded_desk"]
