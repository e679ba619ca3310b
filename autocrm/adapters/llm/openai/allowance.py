"""How many calls and how much time one mail may take, through all steps and repeats.

The steps of one mail run in one asyncio task, and each job in a task of its own: so a context
variable that `triage` sets is what the embedding and the draft of the same mail find.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

CALLS_A_TICKET = 4
_current: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@dataclass
class Allowance:
    """What is left for one mail. `ends`: seconds on the clock that `begin` was given."""

    ticket_id: str
    interaction_id: str
    ends: float
    calls: int = CALLS_A_TICKET


def begin(
    ticket_id: str,
    interaction_id: str,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Allowance:
    """A new mail in this task: from now on its calls and its time are counted."""
    allowance = Allowance(ticket_id, interaction_id, clock() + seconds)
    _current.set(allowance)
    return allowance


def current() -> Allowance | None:
    """That of the mail this task works on, if it works on one."""
    return _current.get()


def of(interaction_id: str) -> Allowance | None:
    """The same, unless it belongs to another mail."""
    allowance = _current.get()
    return allowance if allowance and allowance.interaction_id == interaction_id else None
