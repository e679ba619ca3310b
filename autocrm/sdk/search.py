"""crm.search: articles by what they say, tickets by words and operators."""

from __future__ import annotations

from collections.abc import AsyncIterator

from autocrm.sdk.answers import Hit
from autocrm.sdk.connection import Connection, parsed
from autocrm.sdk.rows import FoundPage, FoundTicket, Row


class _Hits(Row):
    results: tuple[Hit, ...]


class Search:
    """`await crm.search(...)` looks through articles, `await crm.search.tickets(...)` tickets."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def __call__(
        self, query: str, limit: int = 8, *, for_customer: str | None = None
    ) -> list[Hit]:
        """The pieces of articles that fit best, best first, of those you may read.

        `for_customer`: a customer's id, to look through their eyes.
        """
        body = {"query": query, "limit": limit, "for_customer": for_customer}
        return list((await self._connection.function("search", body, _Hits)).results)

    async def tickets(self, query: str, limit: int = 25, *, after: str | None = None) -> FoundPage:
        """A page of the tickets you may see that fit, best first; members search notes too.

        `is:open assignee:me team:billing tag:refund priority:<=2 before:2026-01-31 -tag:spam
        "exact words" refund or credit subject:lamp field.order:4711 sort:newest`. Raises Invalid
        with the place and, where one is near, what was probably meant. What is shown of messages
        to members is on record.
        """
        found = await self._connection.call(
            "search_tickets", p_query=query, p_limit=limit, p_after=after
        )
        return parsed(FoundPage, found)

    async def each_ticket(self, query: str) -> AsyncIterator[FoundTicket]:
        """All tickets that fit, page after page."""
        after: str | None = None
        while True:
            page = await self.tickets(query, 100, after=after)
            for ticket in page.tickets:
                yield ticket
            after = page.after
            if after is None:
                return
