"""crm.tools, crm.orders and crm.calls: what answers may read of a customer's own, and book."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from autocrm.sdk.connection import Connection, as_id
from autocrm.sdk.rows.tools import Call, CategoryTool, Imported, Order, Slots
from autocrm.sdk.tickets import Tickets

ORDER = (
    "number, customer_id, status, placed_at, shipped_at, delivered_at, carrier, tracking, "
    "expected_on, total, currency"
)
CALL = "id, ticket_id, team_id, draft_id, starts_at, phone, state"


class Tools:
    """Which category may use which tool. Members look, admins change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def allowed(self) -> dict[str, tuple[str, ...]]:
        """The tools by category; a category that may use none is left out."""
        query = self._connection.table("category_tools").select("category, tool")
        found: dict[str, tuple[str, ...]] = {}
        rows = await self._connection.rows(query.order("category").order("tool"), CategoryTool)
        for row in rows:
            found[row.category] = (*found.get(row.category, ()), row.tool)
        return found

    async def set(self, category: str, tools: Iterable[str]) -> tuple[str, ...]:
        """All that a category may use from now on. Raises Forbidden, NotFound, Invalid."""
        said = await self._connection.call(
            "set_category_tools", p_category=category, p_tools=[*tools]
        )
        return tuple(said["tools"])


class Orders:
    """What customers ordered. Customers see their own; admins bring them in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self, *, customer_id: str = "", limit: int = 50) -> builtins.list[Order]:
        """The latest first."""
        query = self._connection.table("orders").select(ORDER)
        if customer_id:
            query = query.eq("customer_id", as_id(customer_id))
        query = query.order("placed_at", desc=True).order("number").limit(limit)
        return await self._connection.rows(query, Order)

    async def bring_in(self, rows: Iterable[Mapping[str, Any]]) -> Imported:
        """Make orders, or bring those of the same number up to date; all or nothing.

        A row: {"number", "email", "placed_at"}, and what else an `Order` has. Raises Forbidden,
        Conflict (the number is another customer's), Invalid.
        """
        said = await self._connection.call("import_orders", p_rows=[_plain(row) for row in rows])
        return Imported.model_validate(said)


class Calls:
    """Calls that customers were promised. Members see those of tickets they see."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def list(self, *, state: str = "booked", limit: int = 50) -> builtins.list[Call]:
        """The next first; `state` is booked, cancelled or "" for both."""
        query = self._connection.table("calls").select(CALL)
        if state:
            query = query.eq("state", state)
        return await self._connection.rows(query.order("starts_at").order("id").limit(limit), Call)

    async def slots(self, ticket: str | int) -> Slots:
        """Free half hours for a call about a ticket, and those its customer was offered."""
        said = await self._connection.call(
            "call_slots", p_ticket_id=await self._tickets.id_of(ticket)
        )
        return Slots.model_validate(said)

    async def book(self, ticket: str | int, starts_at: datetime, phone: str = "") -> str:
        """Book one by hand, its id; a ticket's earlier one goes. Raises Conflict when taken."""
        said = await self._connection.call(
            "book_call",
            p_ticket_id=await self._tickets.id_of(ticket),
            p_starts_at=starts_at.isoformat(),
            p_phone=phone,
        )
        return str(said["id"])

    async def cancel(self, call_id: str) -> None:
        """The half hour is free again. Raises Conflict when it is cancelled already."""
        await self._connection.call("cancel_call", p_call_id=as_id(call_id))


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if value is not None
    }
