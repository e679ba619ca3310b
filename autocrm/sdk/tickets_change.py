"""What `crm.tickets` changes: one ticket, or many alike, in the language of changes."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from autocrm.errors import NotFound
from autocrm.sdk.connection import Connection, as_id, parsed, ticket_column
from autocrm.sdk.rows import Changed, Noted, Ticket, TicketFacts, Watch
from autocrm.sdk.rows.base import Row

COLUMNS = (
    "id, number, subject, status, priority, category, channel, language, customer_id, team_id, "
    "assignee_id, created_at, updated_at, first_response_at, solved_at, closed_at, reopen_count, "
    "metadata, version, is_snoozed, snoozed_until, merged_into, follows_ticket_id"
)
PART = 200  # numbers in one address
MISSING = "There is no ticket {} here, or you may not see it."


class NumberedTicket(Row):
    """What a number stands for."""

    id: str
    number: int


class TicketCalls:
    """Tickets are named by their number (12, "#12") or by their id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, ticket: str | int) -> Ticket:
        """One ticket, without its thread. Raises NotFound."""
        column, value = ticket_column(ticket)
        query = self._connection.table("tickets").select(COLUMNS).eq(column, value)
        return await self._connection.one(query, Ticket, MISSING.format(ticket))

    async def id_of(self, ticket: str | int) -> str:
        """The id of a ticket. Raises NotFound for a number that is not here."""
        column, value = ticket_column(ticket)
        return value if column == "id" else (await self.get(ticket)).id

    async def _call(self, name: str, ticket: str | int, **arguments: Any) -> Any:
        return await self._connection.call(name, p_ticket_id=await self.id_of(ticket), **arguments)


class TicketChanges(TicketCalls):
    """Each returns the ticket as it is then. A `version` says what you have seen: when somebody
    was quicker, Conflict is raised and nothing is changed."""

    async def update(
        self,
        ticket: str | int,
        changes: Mapping[str, Any],
        *,
        version: int | None = None,
        reason: str = "",
    ) -> TicketFacts:
        """Change a ticket: {"status", "priority", "category", "team", "assignee" (id, mail address,
        name, "me" or None), "subject", "language", "fields": {key: value}, "tags_add",
        "tags_remove", "snoozed_until" (ISO time, a day, "tomorrow", "3 days", "reply" or None),
        "note"}.

        Raises Invalid with a sentence that names the wrong part.
        """
        done = await self._call(
            "update_ticket", ticket, p_changes=dict(changes), p_version=version, p_reason=reason
        )
        return parsed(TicketFacts, done)

    async def update_many(
        self, tickets: Sequence[str | int], changes: Mapping[str, Any], *, reason: str = ""
    ) -> builtins.list[Changed]:
        """Change up to 500 tickets alike; a result for each, in their order. None stops another.

        Raises NotFound for a number that is not here, before anything is changed.
        """
        ids = await self._ids_of(tickets)
        done = await self._connection.call(
            "update_tickets", p_ticket_ids=ids, p_changes=dict(changes), p_reason=reason
        )
        return [parsed(Changed, one) for one in done]

    async def _ids_of(self, tickets: Sequence[str | int]) -> builtins.list[str]:
        """The ids of tickets in their order, the numbers among them asked for together."""
        named = [ticket_column(ticket) for ticket in tickets]
        numbers = [value for column, value in named if column == "number"]
        ids: dict[str, str] = {}
        for start in range(0, len(numbers), PART):
            query = self._connection.table("tickets").select("id, number")
            query = query.in_("number", numbers[start : start + PART])
            ids |= {str(r.number): r.id for r in await self._connection.rows(query, NumberedTicket)}
        for ticket, (column, value) in zip(tickets, named, strict=True):
            if column == "number" and value.lstrip("0") not in ids:
                raise NotFound(MISSING.format(ticket))
        return [value if column == "id" else ids[value.lstrip("0")] for column, value in named]

    async def assign(
        self,
        ticket: str | int,
        assignee: str | None = None,
        *,
        team: str | None = None,
        version: int | None = None,
        reason: str = "",
    ) -> TicketFacts:
        """Give a ticket to a member (id, mail address, name, "me"), to a team (key), or, with
        neither, to nobody."""
        changes: dict[str, Any] = {"team": team} if team else {}
        if assignee or not team:
            changes["assignee"] = assignee
        return await self.update(ticket, changes, version=version, reason=reason)

    async def take(self, ticket: str | int) -> TicketFacts:
        """Assign a ticket to yourself. Raises Conflict when somebody else has it."""
        return parsed(TicketFacts, await self._call("take_ticket", ticket))

    async def tag(self, ticket: str | int, *add: str, remove: Sequence[str] = ()) -> TicketFacts:
        """Add tags, and remove others. A tag that is new is made."""
        return await self.update(ticket, {"tags_add": list(add), "tags_remove": list(remove)})

    async def snooze(self, ticket: str | int, until: datetime | str = "reply") -> TicketFacts:
        """Put a ticket aside until a time, a day ("friday": eight in the morning), for a while
        ("3 days"), or until a reply."""
        end = until.isoformat() if isinstance(until, datetime) else until
        return await self.update(ticket, {"snoozed_until": end})

    async def wake(self, ticket: str | int) -> TicketFacts:
        """Fetch a ticket back that was put aside."""
        return await self.update(ticket, {"snoozed_until": None})

    async def note(self, ticket: str | int, text: str) -> Noted:
        """Add an internal note; it never leaves the house. Members named by @ are told and watch.

        Of the answer, `unseen` names those who may not see the ticket, so were not told, and
        `nobody` the words that name no one.
        """
        ticket_id = await self.id_of(ticket)
        done = await self._connection.call("add_note", p_ticket_id=ticket_id, p_text=text)
        return parsed(Noted, {**done, "ticket_id": ticket_id, "content": text})

    async def watch(self, ticket: str | int, member: str | None = None) -> Watch:
        """Watch a ticket, or have a colleague (id) watch it."""
        return await self._watch("watch_ticket", ticket, member)

    async def unwatch(self, ticket: str | int, member: str | None = None) -> Watch:
        """Watch a ticket no more."""
        return await self._watch("unwatch_ticket", ticket, member)

    async def _watch(self, name: str, ticket: str | int, member: str | None) -> Watch:
        who = as_id(member, "a member's id") if member else None
        return parsed(Watch, await self._call(name, ticket, p_member_id=who))
