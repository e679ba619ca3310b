"""crm.assist: the agents' copilot. For members and the secret key; nothing is sent."""

from __future__ import annotations

import builtins
from typing import Literal

from autocrm.sdk.connection import Connection
from autocrm.sdk.rows.assist import Figures, Similar, Summary, Told, Written
from autocrm.sdk.rows.base import Row
from autocrm.sdk.tickets import Tickets


class _Similars(Row):
    results: tuple[Similar, ...]


class Assist:
    """All raise Forbidden for whoever is no member, NotFound for tickets they do not see."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def summarise(self, ticket: str | int, *, language: str = "en") -> Summary:
        """Who wants what, what was promised, what is open."""
        body = {"ticket_id": await self._tickets.id_of(ticket), "language": language}
        return await self._connection.function("assist/summarise", body, Summary)

    async def ask(self, ticket: str | int, question: str, *, language: str = "en") -> Told:
        """A question about a ticket, from its thread and the articles."""
        body = {
            "ticket_id": await self._tickets.id_of(ticket),
            "question": question,
            "language": language,
        }
        return await self._connection.function("assist/ask", body, Told)

    async def similar(self, ticket: str | int, limit: int = 5) -> builtins.list[Similar]:
        """Tickets like this one, among those you see."""
        body = {"ticket_id": await self._tickets.id_of(ticket), "limit": limit}
        found = await self._connection.function("assist/similar", body, _Similars)
        return [*found.results]

    async def rewrite(self, text: str, tone: Literal["shorter", "friendlier", "formal"]) -> Written:
        """Your own text in another tone."""
        body = {"text": text, "tone": tone}
        return await self._connection.function("assist/rewrite", body, Written)

    async def translate(self, text: str, language: str) -> Written:
        """Raises Unavailable (code "not_configured") without a hosted model."""
        body = {"text": text, "language": language}
        return await self._connection.function("assist/translate", body, Written)

    async def data(self, question: str) -> Figures:
        """A question about figures, answered by one named report with your rights."""
        return await self._connection.function("assist/data", {"question": question}, Figures)
