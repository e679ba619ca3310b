"""What a tool found for a message, and what it would do once somebody lets the answer go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autocrm.domain.knowledge import Evidence


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to be done in the transaction that releases the draft, and not before.

    `tool` names it; `arguments` are JSON, of a form that the database checks.
    """

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tool's result comes to. `evidence.questions` name the sentences that it answers."""

    evidence: Evidence
    wish: Wish | None = None
