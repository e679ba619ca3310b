"""Service levels through the SDK, as admin, agent and customer, on a real PostgREST."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from autocrm import errors
from autocrm.adapters.supabase.timers import SupabaseTimers
from autocrm.testing import FixedClock
from autocrm.usecases.run_timers import run_timers
from tests.conftest import RestApi
from tests.sdk.conftest import As

WEEK = {day: ["08:00-12:00", "13:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


async def test_an_admin_sets_a_calendar(as_: As) -> None:
    anna = as_("anna")
    made = await anna.calendars.set("office", time_zone="Europe/Zurich", hours=WEEK, default=True)
    assert (made.time_zone, made.is_default, len(made.hours)) == ("Europe/Zurich", True, 10)
    await anna.calendars.add_holiday("office", date(2026, 12, 25), "Christmas", yearly=True)
    closed = await anna.calendars.add_holiday("office", date(2026, 12, 24), starts=time(12))
    assert sorted((h.day, h.starts, h.ends) for h in closed.holidays) == [
        (date(2026, 12, 24), "12:00:00", "24:00:00"),
        (date(2026, 12, 25), "00:00:00", "24:00:00"),
    ]
    opened = await anna.calendars.remove_holiday("office", date(2026, 12, 24))
    assert [h.name for h in opened.holidays] == ["Christmas"]
    renamed = await anna.calendars.set("office", name="The office")
    assert (renamed.name, len(renamed.hours)) == ("The office", 10)


async def test_what_is_wrong_is_said(as_: As) -> None:
    anna = as_("anna")
    with pytest.raises(errors.Invalid, match="time zone"):
        await anna.calendars.set("moon", time_zone="Moon/Crater", hours=WEEK)
    with pytest.raises(errors.NotFound, match="no calendar"):
        await anna.calendars.add_holiday("moon", date(2026, 1, 1))
    with pytest.raises(errors.Invalid, match="number of seconds"):
        await anna.sla.set("odd", targets={"resolution": timedelta(0)})
    with pytest.raises(errors.Invalid, match="no calendar 'moon'"):
        await anna.sla.set("odd", calendar="moon")
    with pytest.raises(errors.NotFound):
        await anna.sla.get("odd")


async def test_who_is_no_admin_changes_nothing(as_: As) -> None:
    await as_("anna").calendars.set("office", time_zone="UTC", hours=WEEK)
    for who in ("hannah", "reto"):
        with pytest.raises(errors.Forbidden):
            await as_(who).sla.set("mine", targets={"resolution": timedelta(days=900)})
        with pytest.raises(errors.Forbidden):
            await as_(who).calendars.set("office", name="Mine")
    assert await as_("hannah").calendars.list() == []
    assert [c.key for c in await as_("reto").calendars.list()] == ["office"]


async def test_a_ticket_is_warned_of_and_breached_as_time_goes_on(as_: As, world: RestApi) -> None:
    """The worker's run, with the time it is given, from the promise to the breach."""
    anna, secret = as_("anna"), as_("service_role")
    made = await anna.sla.set(
        "all", targets={"first_response": timedelta(hours=10)}, warn_share=0.5, calendar=None
    )
    assert {(t.priority, t.seconds) for t in made.targets} == {(n, 36000) for n in range(1, 5)}
    ticket = await secret.tickets.create("Kettle", "It leaks.", customer="hannah@postbox.example")
    [clock] = [c for c in await as_("reto").sla.clocks(ticket.number) if c.metric != "resolution"]
    assert clock.due_at == ticket.created_at + timedelta(hours=10)
    with pytest.raises(errors.NotFound):
        await as_("mathilde").sla.clocks(ticket.number)  # another team's
    assert await as_("hannah").sla.clocks(ticket.number) == []  # not for requesters

    timers = SupabaseTimers(secret._connection.client)
    hands = FixedClock(datetime.now(UTC))
    services: Any = type("House", (), {"timers": timers, "clock": hands})()

    async def states() -> tuple[bool, bool]:
        await run_timers(services, hands.now())
        [now] = await anna.sla.clocks(ticket.id)
        return now.warned_at is not None, now.breached_at is not None

    hands.advance(3600)
    assert await states() == (False, False)
    hands.advance(4 * 3600 + 60)
    assert await states() == (True, False)
    hands.advance(5 * 3600)
    assert await states() == (True, True)


async def test_failed_timers_are_tried_again(as_: As, world: RestApi) -> None:
    with world.database.connect("postgres") as connection:
        connection.execute(
            "insert into public.timers (kind, key, due_at, state, attempts, last_error) "
            "select 'missing', k, now(), 'failed', 5, 'no' from unnest(array['a', 'b']) k"
        )
    anna = as_("anna")
    one, _ = await anna.timers.list(state="failed")
    assert (one.kind, one.attempts, one.last_error) == ("missing", 5, "no")
    with pytest.raises(errors.Forbidden, match="Only an admin"):
        await as_("reto").timers.retry(one)
    assert await anna.timers.retry(one) == 1
    with pytest.raises(errors.Conflict, match="Only a failed timer"):
        await anna.timers.retry(one)
    assert await anna.timers.retry() == 1
    assert await anna.timers.list(state="failed") == []


async def test_a_policy_can_promise_by_priority_and_be_turned_off(as_: As) -> None:
    anna = as_("anna")
    made = await anna.sla.set(
        "urgent", position=1, team="front", pause_on=["on_hold"],
        targets={"next_response": {1: timedelta(minutes=30)}},
    )  # fmt: skip
    assert [(t.metric, t.priority, t.seconds) for t in made.targets] == [("next_response", 1, 1800)]
    assert (made.team, made.pause_on) == ({"key": "front"}, ("on_hold",))
    off = await anna.sla.set("urgent", active=False, team=None, targets={"next_response": None})
    assert (off.active, off.team, off.targets) == (False, None, ())
