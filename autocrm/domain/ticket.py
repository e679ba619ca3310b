"""Tickets: names of states, priorities, and what the AI is shown of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["new", "open", "pending", "on_hold", "solved", "closed"]

URGENT, HIGH, NORMAL, LOW = 1, 2, 3, 4
PRIORITY_NAMES = {URGENT: "urgent", HIGH: "high", NORMAL: "normal", LOW: "low"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One interaction of a ticket as the AI sees it."""

    id: str
    author: Literal["customer", "agent", "ai", "system"]
    text: str
    automatic: str = ""


@dataclass(frozen=True, slots=True)
class TicketContext:
    """What `answer_ticket` works on: the thread, oldest first, and who wrote."""

    ticket_id: str
    number: int
    subject: str
    status: str
    channel: str
    customer_id: str
    customer_name: str
    customer_email: str
    interaction_id: str  # the interaction to be answered
    turns: tuple[Turn, ...]

    def customer_turns(self, last: int = 3) -> tuple[Turn, ...]:
        """The last few things the customer said, oldest first."""
        return tuple(t for t in self.turns if t.author == "customer")[-last:]

    def question(self) -> str:
        """Subject and the customer's last message, as one text."""
        mine = self.customer_turns(last=1)
        return "\n".join(part for part in (self.subject, mine[0].text if mine else "") if part)
