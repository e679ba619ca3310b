"""Rows of crm.orders and crm.calls."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from autocrm.sdk.rows.base import Row


class CategoryTool(Row):
    """A tool that a category may use."""

    category: str
    tool: str


class Order(Row):
    """`status` is placed, packed, shipped, delivered, cancelled or returned."""

    number: str
    customer_id: str
    status: str
    placed_at: datetime
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    carrier: str
    tracking: str
    expected_on: date | None = None
    total: Decimal | None = None
    currency: str


class Imported(Row):
    """How many orders are new, and how many were brought up to date."""

    new: int
    changed: int


class Call(Row):
    """Half an hour from `starts_at`. `state` is booked or cancelled; `draft_id`: the answer that
    booked it."""

    id: str
    ticket_id: str
    team_id: str | None = None
    draft_id: str | None = None
    starts_at: datetime
    phone: str
    state: str


class Slot(Row):
    """`local`: as the clock on the wall shows it. `free`: of one that was offered before."""

    starts_at: datetime
    local: str
    free: bool = True


class Slots(Row):
    """Free half hours of the next three open days, and those that an answer offered."""

    zone: str | None = None
    free: tuple[Slot, ...]
    offered: tuple[Slot, ...]
