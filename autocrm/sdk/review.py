"""crm.review: drafts that wait for a person, and what became of them."""

from __future__ import annotations

import builtins
from typing import Any

from autocrm.sdk.connection import Connection, as_id
from autocrm.sdk.rows import Draft, Feedback
from autocrm.sdk.tickets import Tickets


class Review:
    """Each draft is decided on once; the second of two who do is told who was quicker."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def list(
        self, *, ticket: str | int | None = None, limit: int = 50
    ) -> builtins.list[Draft]:
        """Drafts that wait, oldest first."""
        query = self._connection.table("drafts").select("*").eq("state", "pending")
        if ticket is not None:
            query = query.eq("ticket_id", await self._tickets.id_of(ticket))
        return await self._connection.rows(
            query.order("created_at").order("id").limit(limit), Draft
        )

    async def approve(
        self,
        draft_id: str,
        text: str | None = None,
        *,
        anyway: bool = False,
        status: str | None = None,
        version: int | None = None,
    ) -> Draft:
        """Send a draft, or `text` instead of it. Raises Conflict when it waits no more, or when
        the customer has written since and it shall not be sent `anyway`.

        `status` and `version` as in `crm.tickets.reply`; `crm.tickets.unsend` takes it back.
        """
        optional: dict[str, Any] = {"p_status": status, "p_version": version}
        given = {key: value for key, value in optional.items() if value is not None}
        if anyway:
            given["p_anyway"] = True
        await self._connection.call(
            "approve_draft", p_draft_id=as_id(draft_id), p_text=text, **given
        )
        return await self._get(draft_id)

    async def reject(self, draft_id: str, reason: str = "") -> Draft:
        """Throw a draft away. Raises Conflict when it waits no more."""
        await self._connection.call("reject_draft", p_draft_id=as_id(draft_id), p_reason=reason)
        return await self._get(draft_id)

    async def feedback(
        self, *, ticket: str | int | None = None, kind: str | None = None, limit: int = 50
    ) -> builtins.list[Feedback]:
        """What people made of the drafts, newest first; `kind` is approve, edit or reject."""
        query = self._connection.table("feedback").select("*")
        if ticket is not None:
            query = query.eq("ticket_id", await self._tickets.id_of(ticket))
        if kind:
            query = query.eq("kind", kind)
        query = query.order("created_at", desc=True).order("id").limit(limit)
        return await self._connection.rows(query, Feedback)

    async def _get(self, draft_id: str) -> Draft:
        query = self._connection.table("drafts").select("*").eq("id", draft_id)
        return await self._connection.one(query, Draft, "The draft has gone.")
