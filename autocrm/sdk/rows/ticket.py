"""Tickets: one, with its facts, and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from autocrm.sdk.rows.base import Row


class Ticket(Row):
    """One request of a customer. `priority`: 1 urgent, 2 high, 3 normal, 4 low."""

    id: str
    number: int
    subject: str
    status: str
    priority: int
    category: str | None = None
    channel: str
    language: str | None = None
    customer_id: str
    team_id: str | None = None
    assignee_id: str | None = None
    created_at: datetime
    updated_at: datetime
    first_response_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    reopen_count: int = 0
    metadata: dict[str, Any] = Field(default_factory=dict)
    version: int = 1
    is_snoozed: bool = False
    snoozed_until: datetime | None = None
    merged_into: str | None = None
    follows_ticket_id: str | None = None


class TicketFacts(Ticket):
    """A ticket with its custom fields (key to value) and tags, as members see it."""

    fields: dict[str, Any] = Field(default_factory=dict)
    tags: tuple[str, ...] = ()


class Changed(Row):
    """What became of one ticket of many. `error` is the sentence when it is not `ok`."""

    ticket_id: str
    ok: bool
    number: int | None = None
    version: int | None = None
    code: str | None = None
    error: str | None = None


class Watch(Row):
    """Whether a member watches a ticket."""

    ticket_id: str
    member_id: str
    watching: bool


class Watcher(Row):
    """A member who watches; `why` is self, added or mention."""

    member_id: str
    name: str
    why: str


class Link(Row):
    """`from_id` relates_to, is duplicate_of, blocks or is caused_by `to_id`."""

    from_id: str
    kind: str
    to_id: str


class LinkedTicket(Row):
    """A ticket at the other end; `direction` is to, from or both. No subject: it is not yours."""

    kind: str
    direction: str
    ticket_id: str
    number: int
    status: str
    subject: str | None = None
