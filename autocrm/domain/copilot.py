"""What a copilot gives a member: read by a person, never sent by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Tone = Literal["shorter", "friendlier", "formal"]
Waiting = Literal["us", "customer", "nobody"]
LOCAL = "local"  # the name of what was made without a hosted model


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was said. `author` and `interaction_id`: of the turn in which it was."""

    text: str
    author: str
    interaction_id: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a thread comes to. In local mode every text stands in the thread, word for word.

    `open`: what nobody has answered yet. `dropped`: points of a model that its turns do not bear
    out, and that are therefore not shown.
    """

    headline: str
    wants: tuple[Point, ...]
    promised: tuple[Point, ...]
    open: tuple[Point, ...]
    waiting_for: Waiting
    model: str
    note: str = ""
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A text written anew. `done`: what was changed, in words. `warnings`: what to look at."""

    text: str
    done: tuple[str, ...]
    warnings: tuple[str, ...]
    model: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of an answer about a ticket, and where it stands: turns, articles or both."""

    text: str
    interactions: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What was asked about a ticket. Not `answerable`: `found` is what comes nearest."""

    answerable: bool
    found: tuple[Found, ...]
    model: str
    note: str = ""
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a question about figures may use: what is called so, by its name in lower
    case. `reports`: name to what it is about."""

    reports: dict[str, str]
    teams: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportWish:
    """One named report with its parameters. `by` None: the report's own lines."""

    report: str
    by: tuple[str, ...] | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    where: dict[str, Any] = field(default_factory=dict)
