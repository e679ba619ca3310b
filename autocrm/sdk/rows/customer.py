"""Customers and their companies: addresses, history, merges, blocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from autocrm.sdk.rows.base import Row


class Customer(Row):
    """Somebody who writes to us."""

    id: str
    email: str
    name: str = ""
    locale: str | None = None
    time_zone: str | None = None
    company_id: str | None = None
    auth_user_id: str | None = None
    created_at: datetime
    metadata: dict[str, Any] = Field(default_factory=dict)
    merged_into: str | None = None


class CustomerFound(Row):
    """A customer that a search found; a higher `rank` is better."""

    id: str
    email: str
    name: str = ""
    company: str | None = None
    rank: float


class CustomerAddress(Row):
    """How a customer is known on a channel. Answers go to the primary mail address.

    `verified`: somebody has shown or vouched that it is theirs.
    """

    channel: str
    address: str
    customer_id: str = ""
    verified: bool = False
    primary: bool = False


class CustomerNote(Row):
    """An internal remark about a customer, who never sees it."""

    id: str
    customer_id: str
    content: str
    author_id: str | None = None
    author: str | None = None
    created_at: datetime


class CustomerCounts(Row):
    """Tickets of a customer that you see."""

    total: int
    by_status: dict[str, int]


class CustomerTicket(Row):
    """A ticket in a customer's history."""

    id: str
    number: int
    subject: str
    status: str
    priority: int
    category: str | None = None
    created_at: datetime
    updated_at: datetime
    solved_at: datetime | None = None


class CustomerBlock(Row):
    """Why a customer's messages make no tickets."""

    id: str
    kind: str
    reason: str
    messages: int


class CustomerOrigin(Row):
    """Who was merged into a customer."""

    merge_id: str
    customer_id: str
    email: str
    reason: str
    merged_at: datetime


class Company(Row):
    """Whom customers work for. `shares_tickets`: they see each other's."""

    id: str
    name: str
    domain: str | None = None
    shares_tickets: bool
    created_at: datetime


class CustomerHistory(Row):
    """All that a member may know of a customer: facts and subjects, no words of a thread."""

    customer: Customer
    company: Company | None = None
    addresses: tuple[CustomerAddress, ...]
    blocked: CustomerBlock | None = None
    merged_from: tuple[CustomerOrigin, ...]
    notes: tuple[CustomerNote, ...]
    counts: CustomerCounts
    first_contact_at: datetime | None = None
    last_contact_at: datetime | None = None
    tickets: tuple[CustomerTicket, ...]


class CustomerMerged(Row):
    """What a merge or its undo has moved. `customer_id`: who has it now."""

    merge_id: str
    customer_id: str
    tickets: int
    addresses: int


class CustomerMerge(Row):
    """A merge of two customers. `moved` is what its undo gives back."""

    id: str
    source_id: str
    target_id: str
    reason: str
    moved: dict[str, Any]
    merged_by: str | None = None
    merged_at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None


class Block(Row):
    """Whose messages make no tickets. `kind` is customer, address or domain.

    `messages`: how many it has kept out.
    """

    id: str
    kind: str
    customer_id: str | None = None
    pattern: str | None = None
    reason: str
    messages: int
    last_message_at: datetime | None = None
    created_by: str | None = None
    created_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None
