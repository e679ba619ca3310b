"""crm.learning: what the desk did not know, and the articles that would tell it."""

from __future__ import annotations

from typing import Any

from autocrm.sdk.connection import Connection, as_id, parsed
from autocrm.sdk.rows import Effect, Gap, Suggestion
from autocrm.sdk.tickets import Tickets

_GAP = (
    "id, title, language, category, state, created_at, updated_at, "
    "signals:gap_signals(id, ticket_id, interaction_id, kind, note, at, gap_id, question, answer)"
)


class Learning:
    """Members see the gaps of tickets they see; admins see all and decide."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def record_feedback(self, ticket: str | int, note: str = "") -> str:
        """Say that the desk did not know, or knew it wrong; the id of the signal.

        Edits, rejections, bad ratings and reopenings are signals by themselves.
        """
        said = await self._connection.call(
            "record_feedback", p_ticket_id=await self._tickets.id_of(ticket), p_note=note
        )
        return str(said["signal_id"])

    async def gaps(self, *, state: str | None = "open", limit: int = 50) -> list[Gap]:
        """The latest; `state` is open, closed or dismissed, None for all."""
        query = self._connection.table("knowledge_gaps").select(_GAP)
        if state:
            query = query.eq("state", state)
        query = query.order("updated_at", desc=True).order("id").limit(limit)
        return await self._connection.rows(query, Gap)

    async def gap(self, gap_id: str) -> Gap:
        """One gap. Raises NotFound."""
        query = self._connection.table("knowledge_gaps").select(_GAP).eq("id", as_id(gap_id))
        return await self._connection.one(query, Gap, "There is no such gap on your tickets.")

    async def suggestions(
        self, *, state: str | None = "pending", gap: str | None = None, limit: int = 50
    ) -> list[Suggestion]:
        """The latest; `state` is pending, approved or rejected, None for all."""
        query = self._connection.table("kb_suggestions").select("*")
        if state:
            query = query.eq("state", state)
        if gap:
            query = query.eq("gap_id", as_id(gap))
        query = query.order("created_at", desc=True).order("id").limit(limit)
        return await self._connection.rows(query, Suggestion)

    async def suggestion(self, suggestion_id: str) -> Suggestion:
        """One suggested article. Raises NotFound."""
        query = self._connection.table("kb_suggestions").select("*").eq("id", as_id(suggestion_id))
        return await self._connection.one(
            query, Suggestion, "There is no such suggestion on your tickets."
        )

    async def approve(
        self,
        suggestion_id: str,
        *,
        title: str | None = None,
        content: str | None = None,
        slug: str | None = None,
        visibility: str = "public",
        reason: str = "",
    ) -> Suggestion:
        """Make it an article, perhaps changed; with the `slug` of one that is there, its next
        version. Raises Forbidden for who is no admin, Conflict when it waits no more."""
        optional: dict[str, Any] = {"p_title": title, "p_content": content, "p_slug": slug}
        given = {key: value for key, value in optional.items() if value is not None}
        await self._connection.call(
            "approve_suggestion",
            p_suggestion_id=as_id(suggestion_id),
            p_visibility=visibility,
            p_reason=reason,
            **given,
        )
        return await self.suggestion(suggestion_id)

    async def reject(self, suggestion_id: str, reason: str) -> Suggestion:
        """Its gap is dismissed. Raises Forbidden, Conflict, and Invalid without a reason."""
        await self._connection.call(
            "reject_suggestion", p_suggestion_id=as_id(suggestion_id), p_reason=reason
        )
        return await self.suggestion(suggestion_id)

    async def effect(self, suggestion_id: str, days: int = 30) -> Effect:
        """What an approved one has changed. Raises Conflict for one that was not approved."""
        said = await self._connection.call(
            "suggestion_effect", p_suggestion_id=as_id(suggestion_id), p_days=days
        )
        return parsed(Effect, said)
