"""crm.timers: what will happen by itself, and what could not."""

from __future__ import annotations

import builtins

from autocrm.sdk.connection import Connection, as_id
from autocrm.sdk.rows import Timer
from autocrm.sdk.tickets import Tickets

COLUMNS = "id, ticket_id, kind, due_at, state, attempts, last_error, ran_at, created_at"


class Timers:
    """Warnings, breaches, reminders, wake-ups and the like. Members see those of their tickets."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def list(
        self, *, state: str | None = None, ticket: str | int | None = None, limit: int = 50
    ) -> builtins.list[Timer]:
        """The next ones first; `state` is waiting, done or failed."""
        query = self._connection.table("timers").select(COLUMNS)
        if state:
            query = query.eq("state", state)
        if ticket is not None:
            query = query.eq("ticket_id", await self._tickets.id_of(ticket))
        return await self._connection.rows(query.order("due_at").order("id").limit(limit), Timer)

    async def retry(self, *timers: Timer | str) -> int:
        """Give failed timers all their attempts again (admins): these, or, when none is named, all
        that have failed. Returns how many. Raises Conflict when one of them has not failed."""
        ids = [as_id(one.id if isinstance(one, Timer) else one) for one in timers]
        done = await self._connection.call("retry_timers", p_timer_ids=ids or None)
        return int(done["retried"])
