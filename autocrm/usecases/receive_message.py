"""A message from outside becomes a ticket, or joins one."""

from __future__ import annotations

from typing import Any

from autocrm.domain.message import InboundMessage
from autocrm.errors import Invalid
from autocrm.ports import Tickets


async def receive_message(tickets: Tickets, message: InboundMessage) -> dict[str, Any]:
    """Commit `message`; idempotent on its provider id.

    Returns {"ticket_id", "number", "interaction_id", "new_ticket", "duplicate"}.
    The job that answers it is enqueued in the same transaction.
    """
    if not message.sender.email:
        raise Invalid("The message names no sender, so nobody could be answered.")
    return await tickets.receive(message)
