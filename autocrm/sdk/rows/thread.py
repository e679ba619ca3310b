"""A ticket opened, with all that belongs to it."""

from __future__ import annotations

from typing import Any

from autocrm.sdk.rows.base import Row
from autocrm.sdk.rows.message import Attachment, Delivery, Draft, Interaction, Note
from autocrm.sdk.rows.setup import FieldValue
from autocrm.sdk.rows.ticket import LinkedTicket, Ticket, Watcher


class MergedThread(Row):
    """A ticket that was merged into the one at hand, with its own words."""

    ticket: Ticket
    interactions: tuple[Interaction, ...]
    notes: tuple[Note, ...]
    attachments: tuple[Attachment, ...]


class Opened(Row):
    """A ticket with all that a member sees of it, oldest first. The reading is on record."""

    ticket: Ticket
    customer: dict[str, Any]
    interactions: tuple[Interaction, ...]
    notes: tuple[Note, ...]
    drafts: tuple[Draft, ...]
    deliveries: tuple[Delivery, ...]
    attachments: tuple[Attachment, ...] = ()
    tags: tuple[str, ...] = ()
    fields: tuple[FieldValue, ...] = ()
    links: tuple[LinkedTicket, ...] = ()
    watchers: tuple[Watcher, ...] = ()
    merged: tuple[MergedThread, ...] = ()
