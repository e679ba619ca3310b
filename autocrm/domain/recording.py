"""What came from outside while one decision was made: kept for the ledger, fed in by a replay.

A step is named ("inputs", "search", "triage", "draft"); its output is JSON. Where nobody
records, keeping does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Recording:
    """`kept`: output by step. `fed`: what models said then; None where models are asked."""

    kept: dict[str, Any] = field(default_factory=dict)
    fed: Mapping[str, Any] | None = None


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def recording(fed: Mapping[str, Any] | None = None) -> Iterator[Recording]:
    """Record what happens in this block; with `fed` no model is asked in it."""
    begun = Recording(fed=fed)
    token = _current.set(begun)
    try:
        yield begun
    finally:
        _current.reset(token)


def keep(step: str, output: Any) -> None:
    """Keep what came of a step. The first time counts: a step happens once a decision."""
    now = _current.get()
    if now is not None:
        now.kept.setdefault(step, output)


def is_fed() -> bool:
    """Whether models are not to be asked, since what they said is known."""
    now = _current.get()
    return now is not None and now.fed is not None


def fed(step: str) -> Any:
    """What was recorded for a step; None when nothing was, or where models are asked."""
    now = _current.get()
    return now.fed.get(step) if now is not None and now.fed is not None else None
