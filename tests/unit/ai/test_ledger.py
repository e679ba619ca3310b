"""How two decisions are compared: by their bytes as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from autocrm.ai.ledger import Difference, as_bytes, differences


@pytest.mark.parametrize(
    ("then", "now"),
    [({"b": 1, "a": 2.0}, {"a": 2, "b": 1.0}), ([0.0], (-0.0,)), ("ü", "ü"), (None, None)],
)
def test_the_same_value_gives_the_same_bytes(then: Any, now: Any) -> None:
    assert as_bytes(then) == as_bytes(now)
    assert differences(then, now) == []


@pytest.mark.parametrize(
    ("then", "now", "path"),
    [
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, "a.b.1"),
        ({"a": 0.1}, {"a": 0.1 + 1e-17 + 1e-16}, "a"),
        ({"a": 1}, {}, "a"),
        ([1], [1, 2], ""),
        ({"a": True}, {"a": 1}, "a"),
    ],
)
def test_a_difference_is_told_with_its_place(then: Any, now: Any, path: str) -> None:
    [found] = differences(then, now)
    assert isinstance(found, Difference)
    assert found.path == path
