"""What the documentation shows is run on a whole desk."""

from tests.flows.conftest import empty_desk, seeded_desk

__all__ = ["empty_desk", "seeded_desk"]
