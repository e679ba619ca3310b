"""What a copilot reads for a member, with that member's own rights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autocrm.adapters.supabase.client import rpc, run
from autocrm.adapters.supabase.tickets import SupabaseTickets
from autocrm.domain.copilot import ReportWish, Vocabulary
from autocrm.domain.ticket import TicketContext
from autocrm.errors import Forbidden, NotFound
from supabase import AsyncClient


class SupabaseAssist:
    """ports.Assisting on the caller's client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def check_member(self) -> None:
        """Raises Unauthenticated for a wrong token, Forbidden for whoever is no member."""
        # The policy on reports lets members see them and nobody else.
        if not await run(self._client.table("reports").select("name").limit(1)):
            raise Forbidden("Only members may ask the copilot: sign in as one.")

    async def check_ticket(self, ticket_id: str) -> None:
        """Raises NotFound where the caller sees no such ticket."""
        if not await run(self._client.table("tickets").select("id").eq("id", ticket_id)):
            raise NotFound("There is no such ticket in your teams.")

    async def context(self, ticket_id: str) -> TicketContext:
        """The thread, without notes; the reading is on record. Raises NotFound."""
        return await SupabaseTickets(self._client).context_as_member(ticket_id)

    async def find_tickets(self, query: str, limit: int) -> list[dict[str, Any]]:
        """Tickets by words, best first; what is shown of their messages is on record."""
        found = await rpc(self._client, "search_tickets", p_query=query, p_limit=limit)
        tickets: list[dict[str, Any]] = found["tickets"]
        return tickets

    async def tickets(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Number, subject and status of those that the caller sees."""
        query = self._client.table("tickets").select("id, number, subject, status")
        rows: list[dict[str, Any]] = await run(query.in_("id", list(ids)))
        return rows

    async def zone(self) -> tzinfo:
        """That of the default calendar, whose days reports count; else UTC."""
        rows = await run(self._client.table("calendars").select("time_zone").eq("is_default", True))
        try:
            return ZoneInfo(rows[0]["time_zone"]) if rows else UTC
        except ZoneInfoNotFoundError:  # this machine has no such zone
            return UTC

    async def vocabulary(self) -> Vocabulary:
        """What a question about figures may name."""
        table = self._client.table
        reports = await run(table("reports").select("name, title, about").order("position"))
        teams = await run(table("teams").select("key, name").order("key"))
        categories = await run(table("ticket_categories").select("key, label").order("key"))
        tags = await run(table("tags").select("key").order("key").limit(500))
        members = await run(table("members").select("name, email").eq("active", True))
        return Vocabulary(
            reports={r["name"]: f"{r['title']}: {r['about']}" for r in reports},
            teams=_called(teams, "name"),
            categories=_called(categories, "label"),
            tags={row["key"]: row["key"] for row in tags},
            members={
                name.casefold(): row["email"]
                for row in members
                for name in (row["name"], row["name"].split(" ")[0])
            },
        )

    async def report(self, wish: ReportWish) -> dict[str, Any]:
        """The figures, of what the caller may see. Raises Invalid, NotFound."""
        answer: dict[str, Any] = await rpc(
            self._client,
            "report",
            p_name=wish.report,
            p_from=wish.begins.isoformat() if wish.begins else None,
            p_to=wish.ends.isoformat() if wish.ends else None,
            p_filter=wish.where,
            p_by=None if wish.by is None else list(wish.by),
        )
        return answer


def _called(rows: Sequence[dict[str, Any]], name: str) -> dict[str, str]:
    """Key by name and by key."""
    return {called.casefold(): r["key"] for r in rows for called in (r["key"], r[name]) if called}
