"""The SDK is also tried on a whole desk, as a user would."""

from tests.flows.conftest import empty_desk, seeded_desk

__all__ = ["empty_desk", "seeded_desk"]
