"""crm.reports and crm.ratings: figures, and how content customers were."""

from __future__ import annotations

import builtins
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from typing import Any

from autocrm.sdk.connection import Connection, parsed
from autocrm.sdk.rows import Rated, Rating, Report, ReportInfo
from autocrm.sdk.tickets import Tickets

Filter = Mapping[str, Any]
PAGE = 1000


class Reports:
    """Figures over what you may see. For members and the secret key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self) -> builtins.list[ReportInfo]:
        """Which reports there are."""
        query = self._connection.table("reports").select("name, title, about, keys")
        return await self._connection.rows(query.order("position"), ReportInfo)

    async def get(
        self,
        name: str,
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
        where: Filter | None = None,
        by: Iterable[str] | None = None,
    ) -> Report:
        """A report over [begins, ends), by default the last thirty days.

        `where`: facts that must hold, like {"team": "front", "priority": [1, 2], "assignee": None};
        facts are team, category, priority, channel, language, assignee (an address), status and
        tag. `by`: other lines than the report's own, by these facts or "at" (the day, week or
        month); [] for the total only. Raises NotFound, Invalid, Forbidden.
        """
        answer = await self._connection.call(
            "report", p_name=name, **_period(begins, ends, where),
            p_by=None if by is None else [*by],
        )  # fmt: skip
        return parsed(Report, answer)

    async def rows(
        self,
        name: str,
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
        where: Filter | None = None,
        line: Filter | None = None,
    ) -> AsyncIterator[dict[str, Any]]:
        """What a report counts, one dict each; `line`: only what this line of it counts.

        Give both ends of the period: `get` tells them. Else each page has a later now.
        """
        offset, more = 0, True
        while more:
            page = await self._connection.call(
                "report_rows", p_name=name, **_period(begins, ends, where),
                p_line=dict(line or {}), p_limit=PAGE, p_offset=offset,
            )  # fmt: skip
            for row in page["rows"]:
                yield row
            offset, more = offset + PAGE, page["more"]


class Ratings:
    """How content customers were with what was solved, from 1 to 5."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def list(
        self, *, ticket: str | int | None = None, at_most: int = 5, limit: int = 50
    ) -> builtins.list[Rating]:
        """Newest first. The comment is there for the customer and for who has opened the ticket."""
        query = self._connection.table("csat_ratings").select("*, csat_comments(comment)")
        if ticket is not None:
            query = query.eq("ticket_id", await self._tickets.id_of(ticket))
        query = query.lte("score", at_most).order("created_at", desc=True).order("ticket_id")
        return await self._connection.rows(query.limit(limit), Rating)

    async def give(self, ticket: str | int, score: int, comment: str | None = None) -> Rated:
        """Rate the last solving of a ticket, as its customer. Raises NotFound, Conflict, Invalid.

        It can be changed for a day. A bad one may open the ticket again: `reopened`.
        """
        answer = await self._connection.call(
            "rate_ticket", p_ticket_id=await self._tickets.id_of(ticket), p_score=score,
            p_comment=comment,
        )  # fmt: skip
        return parsed(Rated, answer)

    async def form(self, token: str) -> Rated:
        """What a rating link is about, for whoever has it. Raises Forbidden."""
        return parsed(Rated, await self._connection.call("feedback_form", p_token=token))

    async def give_by_link(self, token: str, score: int, comment: str | None = None) -> Rated:
        """Rate by a link: nobody need be signed in. Raises Forbidden, Conflict, Invalid."""
        answer = await self._connection.call(
            "give_feedback", p_token=token, p_score=score, p_comment=comment
        )
        return parsed(Rated, answer)


def _period(begins: datetime | None, ends: datetime | None, where: Filter | None) -> dict[str, Any]:
    return {
        "p_from": begins.isoformat() if begins else None,
        "p_to": ends.isoformat() if ends else None,
        "p_filter": dict(where or {}),
    }
