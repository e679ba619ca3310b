"""crm.tickets and crm.interactions."""

from __future__ import annotations

import builtins
from typing import Any

from autocrm.sdk.connection import Connection, parsed, ticket_column
from autocrm.sdk.rows import Attachment, Draft, Interaction, Note, Opened, Ticket

COLUMNS = (
    "id, number, subject, status, priority, category, channel, language, customer_id, team_id, "
    "assignee_id, created_at, updated_at, first_response_at, solved_at, closed_at, reopen_count, "
    "metadata"
)
MISSING = "There is no ticket {} here, or you may not see it."


class Tickets:
    """Tickets are named by their number (12, "#12") or by their id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(
        self, subject: str, text: str, *, customer: str | None = None, key: str | None = None
    ) -> Ticket:
        """Open a ticket: for yourself when signed in as a customer, else for `customer` (address).

        The same `key` twice opens one ticket.
        """
        made = await self._connection.call(
            "create_ticket", p_subject=subject, p_text=text, p_customer_email=customer, p_key=key
        )
        return await self.get(made["id"])

    async def list(
        self,
        *,
        status: str | None = None,
        category: str | None = None,
        limit: int = 50,
        before: Ticket | None = None,
    ) -> builtins.list[Ticket]:
        """The latest tickets you may see, newest first; `before` the last one of a page goes on."""
        query = self._connection.table("tickets").select(COLUMNS)
        if status:
            query = query.eq("status", status)
        if category:
            query = query.eq("category", category)
        if before:
            query = query.or_(_after(before))
        query = query.order("created_at", desc=True).order("id").limit(limit)
        return await self._connection.rows(query, Ticket)

    async def get(self, ticket: str | int) -> Ticket:
        """One ticket, without its thread. Raises NotFound."""
        column, value = ticket_column(ticket)
        query = self._connection.table("tickets").select(COLUMNS).eq(column, value)
        return await self._connection.one(query, Ticket, MISSING.format(ticket))

    async def open(self, ticket: str | int) -> Opened:
        """All of a ticket, for members; the reading goes into the access log.

        Within a day of this a member may also read `crm.interactions`. Raises NotFound.
        """
        found = await self._connection.call("open_ticket", p_ticket_id=await self.id_of(ticket))
        return parsed(Opened, found)

    async def reply(self, ticket: str | int, text: str) -> Draft:
        """Answer as a member: by mail, in the thread. Drafts that wait are set aside."""
        done = await self._call("reply_to_ticket", ticket, p_text=text)
        query = self._connection.table("drafts").select("*").eq("id", done["draft_id"])
        return await self._connection.one(query, Draft, "The draft has gone.")

    async def add_message(self, ticket: str | int, text: str) -> Interaction:
        """Write again as the requester."""
        done = await self._call("add_message", ticket, p_text=text)
        query = self._connection.table("interactions").select("*").eq("id", done["id"])
        return await self._connection.one(query, Interaction, "The message has gone.")

    async def set_status(self, ticket: str | int, status: str) -> Ticket:
        """Raises Conflict when the ticket may not go from its status to this one."""
        done = await self._call("set_ticket_status", ticket, p_status=status)
        return await self.get(done["id"])

    async def note(self, ticket: str | int, text: str) -> Note:
        """Add an internal note. It never leaves the house."""
        ticket_id = await self.id_of(ticket)
        done = await self._connection.call("add_note", p_ticket_id=ticket_id, p_text=text)
        return parsed(Note, {**done, "ticket_id": ticket_id, "content": text})

    async def id_of(self, ticket: str | int) -> str:
        """The id of a ticket. Raises NotFound for a number that is not here."""
        column, value = ticket_column(ticket)
        return value if column == "id" else (await self.get(ticket)).id

    async def _call(self, name: str, ticket: str | int, **arguments: Any) -> Any:
        return await self._connection.call(name, p_ticket_id=await self.id_of(ticket), **arguments)


class Interactions:
    """What was said on a ticket."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self, ticket: str | int) -> builtins.list[Interaction]:
        """The thread, oldest first. Members open the ticket first (`crm.tickets.open`)."""
        column, value = ticket_column(ticket)
        if column == "number":
            value = (await Tickets(self._connection).get(ticket)).id
        query = self._connection.table("interactions").select("*").eq("ticket_id", value)
        return await self._connection.rows(query.order("created_at").order("id"), Interaction)

    async def attachments(self, interaction: Interaction) -> builtins.list[Attachment]:
        """What came with a message, in its order."""
        query = self._connection.table("attachments").select("*")
        query = query.eq("interaction_id", interaction.id).order("created_at").order("id")
        return await self._connection.rows(query, Attachment)

    async def download(self, attachment: Attachment) -> bytes:
        """The bytes of an attachment. Raises NotFound when you may not read its message."""
        return await self._connection.file("attachments", attachment.path)


def _after(ticket: Ticket) -> str:
    """What comes after `ticket` in the order of the list."""
    time = ticket.created_at.isoformat()
    return f'created_at.lt."{time}",and(created_at.eq."{time}",id.gt.{ticket.id})'
