"""crm.calendars and crm.sla: when we work, and what we promise by that."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from autocrm.sdk.connection import Connection
from autocrm.sdk.rows import Calendar, Clock, SlaPolicy
from autocrm.sdk.tickets import Tickets

CALENDAR = (
    "key, name, time_zone, is_default, hours:calendar_hours(weekday, opens, closes), "
    "holidays(day, starts, ends, name, yearly)"
)
POLICY = (
    "key, name, position, active, category, priority, pause_on, warn_share, next_from, "
    "customer:customers(email), company:companies(name), team:teams(key), "
    "calendar:calendars(key), targets:sla_targets(metric, priority, seconds)"
)
Target = timedelta | Mapping[int, timedelta] | None  # for all priorities, by priority, or none


class Calendars:
    """Business hours and holidays. Admins set them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self) -> builtins.list[Calendar]:
        """All calendars by key."""
        query = self._connection.table("calendars").select(CALENDAR).order("key")
        return await self._connection.rows(query, Calendar)

    async def get(self, key: str) -> Calendar:
        """One calendar. Raises NotFound."""
        query = self._connection.table("calendars").select(CALENDAR).eq("key", key)
        return await self._connection.one(query, Calendar, f"There is no calendar {key!r}.")

    async def set(
        self,
        key: str,
        *,
        time_zone: str | None = None,
        hours: Mapping[str, Iterable[str]] | None = None,
        name: str | None = None,
        default: bool | None = None,
    ) -> Calendar:
        """Make or change a calendar; what is not given stays, `hours` are replaced as a whole.

        `hours`: {"mon": ["09:00-12:00", "13:00-17:00"], …}; what closes at or before it opens
        ends on the next day. Raises Invalid.
        """
        spans = None if hours is None else {day: [*found] for day, found in hours.items()}
        await self._connection.call(
            "set_calendar", p_key=key, p_name=name, p_time_zone=time_zone, p_hours=spans,
            p_default=default,
        )  # fmt: skip
        return await self.get(key)

    async def add_holiday(
        self,
        key: str,
        day: date,
        name: str = "",
        *,
        starts: time | None = None,
        ends: time | None = None,
        yearly: bool = False,
    ) -> Calendar:
        """Close for a day, or from `starts` to `ends`. Raises NotFound, Invalid."""
        part = {
            **({"p_starts": starts.isoformat()} if starts else {}),
            **({"p_ends": ends.isoformat()} if ends else {}),
        }
        await self._connection.call(
            "set_holiday", p_calendar=key, p_day=day.isoformat(), p_name=name, p_yearly=yearly,
            **part,
        )  # fmt: skip
        return await self.get(key)

    async def remove_holiday(self, key: str, day: date) -> Calendar:
        """Open again on a day. Raises NotFound."""
        await self._connection.call("remove_holiday", p_calendar=key, p_day=day.isoformat())
        return await self.get(key)


class Sla:
    """Service levels: policies, which admins set, and the clocks of tickets."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def list(self) -> builtins.list[SlaPolicy]:
        """All policies in their order: the first active one that fits a ticket holds."""
        query = self._connection.table("sla_policies").select(POLICY)
        return await self._connection.rows(query.order("position").order("key"), SlaPolicy)

    async def get(self, key: str) -> SlaPolicy:
        """One policy. Raises NotFound."""
        query = self._connection.table("sla_policies").select(POLICY).eq("key", key)
        return await self._connection.one(query, SlaPolicy, f"There is no policy {key!r}.")

    async def set(
        self, key: str, *, targets: Mapping[str, Target] | None = None, **policy: Any
    ) -> SlaPolicy:
        """Make or change a policy; what is not given stays. Open tickets follow within seconds.

        `targets`: first_response, next_response, resolution, each a timedelta of the calendar's
        time, or one by priority {1: …}, or None for no promise. `policy`: name, position, active,
        pause_on, warn_share, next_from; and for whom it is, None for anybody: customer (address),
        company (domain or name), team, category, priority; and calendar, None for around the
        clock. Raises Invalid.
        """
        if targets is not None:
            policy["targets"] = {metric: _seconds(target) for metric, target in targets.items()}
        await self._connection.call("set_sla_policy", p_key=key, p_policy=policy)
        return await self.get(key)

    async def clocks(self, ticket: str | int) -> builtins.list[Clock]:
        """What was and is measured on a ticket, oldest first."""
        ticket_id = await self._tickets.id_of(ticket)
        query = self._connection.table("sla_clocks").select("*").eq("ticket_id", ticket_id)
        return await self._connection.rows(query.order("started_at").order("id"), Clock)


def _seconds(target: Target) -> Any:
    if target is None:
        return None
    if isinstance(target, timedelta):
        return round(target.total_seconds())
    return {str(priority): round(length.total_seconds()) for priority, length in target.items()}
