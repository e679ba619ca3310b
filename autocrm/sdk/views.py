"""crm.views: saved filters of tickets, how many each holds, and their pages."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

from autocrm import errors
from autocrm.sdk.connection import Connection, parsed
from autocrm.sdk.rows import TicketPage, View, ViewCount


class Views:
    """Views are named by their key (`mine`, `unassigned`, `open`, …), their name or their id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self) -> builtins.list[View]:
        """Your own, those of your teams and those for all, in their order."""
        query = self._connection.table("views").select("*")
        return await self._connection.rows(query.order("position").order("name").order("id"), View)

    async def counts(self) -> builtins.list[ViewCount]:
        """How many tickets you see in each, from counters that are kept, not by counting."""
        rows = await self._connection.call("view_counts")
        return [parsed(ViewCount, row) for row in rows]

    async def get(self, view: str) -> View:
        """Raises NotFound, or Conflict when two views have this name."""
        found = [
            v for v in await self.list() if view in (v.key, v.id) or view.lower() == v.name.lower()
        ]
        exact = [v for v in found if view in (v.key, v.id)] or found
        if not exact:
            raise errors.NotFound(f"There is no view {view!r}, or it is somebody else's.")
        if len(exact) > 1:
            raise errors.Conflict(f"There are {len(exact)} views {view!r}: name one by its id.")
        return exact[0]

    async def tickets(
        self,
        view: str | None = None,
        *,
        query: str | None = None,
        filter: dict[str, Any] | None = None,
        sort: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> TicketPage:
        """A page of a view, narrowed by a query (as for a search) or a filter, or of these alone.

        `sort`: queue (priority, then the longest waiting), newest, oldest, updated or due.
        """
        found = await self._connection.call(
            "list_tickets", p_view=(await self.get(view)).id if view else None, p_query=query,
            p_filter=filter, p_sort=sort, p_limit=limit, p_after=after,
        )  # fmt: skip
        return parsed(TicketPage, found)

    async def save(
        self,
        name: str | None = None,
        query: str | None = None,
        *,
        view: str | None = None,
        filter: dict[str, Any] | None = None,
        scope: str | None = None,
        team: str | None = None,
        columns: Sequence[str] | None = None,
        sort: str | None = None,
        position: int | None = None,
    ) -> View:
        """Make a view, or change `view`; what is not given stays. `scope`: own, team, all (admins).

        Raises Invalid for what cannot be understood, Conflict when the name is taken.
        """
        done = await self._connection.call(
            "save_view", p_name=name, p_query=query, p_filter=filter, p_scope=scope, p_team=team,
            p_columns=None if columns is None else list(columns), p_sort=sort,
            p_position=position, p_view_id=(await self.get(view)).id if view else None,
        )  # fmt: skip
        return parsed(View, done)

    async def delete(self, view: str) -> None:
        """Delete a view, not its tickets."""
        await self._connection.call("delete_view", p_view_id=(await self.get(view)).id)
