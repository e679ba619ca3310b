"""What `crm.tickets` does with several: merge and split with undo, links, follow-ups."""

from __future__ import annotations

from collections.abc import Sequence

from autocrm.sdk.connection import as_id, parsed
from autocrm.sdk.rows import Link, Ticket, TicketFacts
from autocrm.sdk.tickets_change import TicketCalls


class TicketJoins(TicketCalls):
    """Merging, splitting and linking: nothing is copied or lost, and each can be undone."""

    async def merge(self, ticket: str | int, into: str | int, *, confirm: bool = False) -> Ticket:
        """Close a ticket and show its thread with that of `into`; returns the closed one.

        Of two customers' tickets only for an admin with `confirm`. Raises Conflict.
        """
        source, target = await self.id_of(ticket), await self.id_of(into)
        await self._connection.call(
            "merge_tickets", p_source_id=source, p_target_id=target, p_confirm=confirm
        )
        return await self.get(source)

    async def unmerge(self, ticket: str | int) -> Ticket:
        """Undo the merge of a ticket: it is again what it was."""
        source = await self.id_of(ticket)
        await self._connection.call("unmerge_ticket", p_source_id=source)
        return await self.get(source)

    async def split(
        self, ticket: str | int, interactions: Sequence[str], subject: str | None = None
    ) -> TicketFacts:
        """Move messages of a ticket (their ids) to a new one, which is returned."""
        ids = [as_id(one, "a message's id") for one in interactions]
        made = await self._call("split_ticket", ticket, p_interaction_ids=ids, p_subject=subject)
        return parsed(TicketFacts, made)

    async def unsplit(self, ticket: str | int) -> Ticket:
        """Undo a split, by the ticket it made; returns the one that has all again.

        Raises Conflict once something has been said in the new one: then merge them.
        """
        done = await self._call("unsplit_ticket", ticket)
        return await self.get(done["ticket_id"])

    async def link(self, ticket: str | int, kind: str, other: str | int) -> Link:
        """`ticket` relates_to, is duplicate_of, blocks or is caused_by `other`."""
        other_id = await self.id_of(other)
        return parsed(
            Link, await self._call("link_tickets", ticket, p_other_id=other_id, p_kind=kind)
        )

    async def unlink(self, ticket: str | int, kind: str, other: str | int) -> None:
        """Take a link away. Raises NotFound."""
        other_id = await self.id_of(other)
        await self._call("unlink_tickets", ticket, p_other_id=other_id, p_kind=kind)

    async def follow_up(
        self, ticket: str | int, *, subject: str | None = None, note: str | None = None
    ) -> TicketFacts:
        """Go on with a closed ticket in a new one, yours. Raises Conflict while it is open."""
        made = await self._call("open_follow_up", ticket, p_subject=subject, p_note=note)
        return parsed(TicketFacts, made)
