"""Orders, calls and which tools may be used, through the SDK, on a real PostgREST."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autocrm import errors
from tests.sdk.conftest import As


async def test_admins_say_which_tools_are_used(as_: As) -> None:
    anna, reto = as_("anna"), as_("reto")
    await anna.ai.set_policy("billing", "review")
    assert await anna.tools.set("billing", ["order_status", "book_call"]) == (
        "book_call",
        "order_status",
    )
    assert (await reto.tools.allowed())["billing"] == ("book_call", "order_status")
    assert await as_("hannah").tools.allowed() == {}
    assert await anna.tools.set("billing", []) == ()
    with pytest.raises(errors.Forbidden, match="admin"):
        await reto.tools.set("billing", ["order_status"])


async def test_orders_are_brought_in_and_seen_by_their_customer(as_: As) -> None:
    row = {
        "number": "S-20001", "email": "tobias@postbox.example",
        "total": "12.55", "currency": "CHF", "placed_at": datetime(2026, 11, 22, tzinfo=UTC),
    }  # fmt: skip
    done = await as_("anna").orders.bring_in([row])
    assert (done.new, done.changed) == (1, 0)
    assert (await as_("anna").orders.bring_in([row])).changed == 1
    [order, *_] = await as_("tobias").orders.list()
    assert (order.number, order.status, str(order.total)) == ("S-20001", "placed", "12.55")
    assert "S-20001" not in {o.number for o in await as_("hannah").orders.list()}
    with pytest.raises(errors.Conflict, match="another customer"):
        await as_("anna").orders.bring_in([{**row, "email": "hannah@postbox.example"}])
    with pytest.raises(errors.Forbidden, match="admin"):
        await as_("reto").orders.bring_in([row])


async def test_calls_are_booked_by_hand_and_cancelled(as_: As) -> None:
    anna = as_("anna")
    day = {"mon": ["00:00-24:00"], "tue": ["00:00-24:00"], "wed": ["00:00-24:00"]}
    await anna.calendars.set("calls", time_zone="UTC", hours=day, default=True)
    [ticket, *_] = await as_("reto").tickets.list()
    slots = await as_("reto").calls.slots(ticket.number)
    assert (len(slots.free), slots.offered, slots.zone) == (3, (), "UTC")
    call = await as_("reto").calls.book(ticket.number, slots.free[0].starts_at, "079 555 12 34")
    [booked] = [c for c in await anna.calls.list() if c.id == call]
    assert booked.starts_at == slots.free[0].starts_at
    with pytest.raises(errors.Conflict, match="taken or outside"):
        await as_("reto").calls.book(ticket.number, datetime.now(UTC) - timedelta(days=1))
    with pytest.raises(errors.NotFound, match="no such"):
        await as_("mathilde").calls.cancel(call)
    await as_("reto").calls.cancel(call)
    assert call not in {c.id for c in await anna.calls.list()}
