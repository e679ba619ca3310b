"""What the copilot gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from autocrm.sdk.rows.base import Row


class Point(Row):
    """One thing that was said, and where."""

    text: str
    author: str
    interaction_id: str


class Summary(Row):
    """`waiting_for`: us, customer or nobody. `model`: "local" or the hosted one."""

    headline: str
    wants: tuple[Point, ...]
    promised: tuple[Point, ...]
    open: tuple[Point, ...]
    waiting_for: str
    model: str
    note: str
    dropped: int


class Written(Row):
    """`done`: what was changed. `warnings`: what to check before it is sent."""

    text: str
    done: tuple[str, ...]
    warnings: tuple[str, ...]
    model: str
    note: str


class Found(Row):
    """A sentence, and the interactions or articles (slugs) that say it."""

    text: str
    interactions: tuple[str, ...]
    slugs: tuple[str, ...]


class Told(Row):
    """Not `answerable`: `found` is only what comes nearest."""

    answerable: bool
    found: tuple[Found, ...]
    model: str
    note: str
    dropped: int


class Similar(Row):
    """`score` 0..1, `cosine` -1..1. `answer`: what solved it, redacted, or ""."""

    ticket_id: str
    number: int
    subject: str
    status: str
    score: float
    cosine: float
    snippet: str
    answer: str


class Wish(Row):
    """A named report with its parameters."""

    report: str
    by: tuple[str, ...] | None
    begins: datetime | None
    ends: datetime | None
    where: dict[str, Any]


class Figures(Row):
    """`wish` None: no report tells it."""

    text: str
    wish: Wish | None
    report: dict[str, Any] | None
    model: str
    note: str
