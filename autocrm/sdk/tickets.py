"""crm.tickets and crm.interactions."""

from __future__ import annotations

import builtins
from collections.abc import Sequence

from autocrm.sdk.connection import Connection, parsed, ticket_column
from autocrm.sdk.rows import Attachment, Interaction, Opened, Ticket, Upload
from autocrm.sdk.tickets_answer import TicketAnswers, given, upload_ids
from autocrm.sdk.tickets_change import COLUMNS, TicketChanges
from autocrm.sdk.tickets_join import TicketJoins


class Tickets(TicketChanges, TicketJoins, TicketAnswers):
    """Tickets are named by their number (12, "#12") or by their id."""

    async def create(
        self,
        subject: str,
        text: str,
        *,
        customer: str | None = None,
        key: str | None = None,
        attachments: Sequence[Upload | str] = (),
    ) -> Ticket:
        """Open a ticket: for yourself when signed in as a customer, else for `customer` (address).

        The same `key` twice opens one ticket. `attachments` are what `attach(None, file)` returned.
        """
        optional = given({"p_attachments": upload_ids(attachments)})
        made = await self._connection.call(
            "create_ticket", p_subject=subject, p_text=text, p_customer_email=customer, p_key=key,
            **optional,
        )  # fmt: skip
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

    async def open(self, ticket: str | int) -> Opened:
        """All of a ticket, for members; the reading goes into the access log.

        Within a day of this a member may also read `crm.interactions`. Raises NotFound.
        """
        found = await self._connection.call("open_ticket", p_ticket_id=await self.id_of(ticket))
        return parsed(Opened, found)

    async def set_status(self, ticket: str | int, status: str) -> Ticket:
        """Raises Conflict when the ticket may not go from its status to this one."""
        done = await self._call("set_ticket_status", ticket, p_status=status)
        return await self.get(done["id"])


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
