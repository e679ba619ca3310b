"""Lists of tickets, and the views that are saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from autocrm.sdk.rows.base import Row


class View(Row):
    """A saved filter of tickets. `scope`: own, team or all; `key` names one that came with us.

    `query` is the filter as it was typed, "" when it was given as data.
    """

    id: str
    key: str | None = None
    name: str
    scope: str
    owner_id: str | None = None
    team_id: str | None = None
    query: str = ""
    filter: dict[str, Any]
    columns: tuple[str, ...]
    sort: str
    position: int


class ViewCount(Row):
    """How many tickets a view holds; None where the counters do not know (tags, words, times)."""

    id: str
    key: str | None = None
    name: str
    scope: str
    count: int | None = None


class Requester(Row):
    """Whose ticket it is, as a list shows them; `company` is a name."""

    id: str
    name: str
    email: str
    company: str | None = None


class ListedTicket(Row):
    """A ticket as lists and searches have it. Requesters get no tags, team, assignee or due time,
    and of their colleagues no `customer`. `team` is a key, `assignee` a name."""

    id: str
    number: int
    subject: str
    status: str
    priority: int
    category: str | None = None
    channel: str
    language: str | None = None
    version: int
    customer_id: str
    customer: Requester | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    tags: tuple[str, ...] = ()
    team: str | None = None
    assignee: str | None = None
    team_id: str | None = None
    assignee_id: str | None = None
    is_snoozed: bool = False
    snoozed_until: datetime | None = None
    next_due_at: datetime | None = None
    merged_into: str | None = None
    reopen_count: int = 0
    created_at: datetime
    updated_at: datetime
    first_response_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None


class TicketPage(Row):
    """One page of a list; hand `after` back for the next, None is the end."""

    tickets: tuple[ListedTicket, ...]
    after: str | None = None
