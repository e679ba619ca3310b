"""What is said on a ticket, and how it leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from autocrm.sdk.rows.base import Row


class Interaction(Row):
    """What was said on a ticket; the customer may see it.

    `author` is customer, agent, ai or system. `automatic` is why a machine is thought to have
    written it, or "".
    """

    id: str
    ticket_id: str
    type: str
    author: str
    content: str
    full_content: str | None = None
    message_id: str | None = None
    automatic: str = ""
    created_at: datetime
    metadata: dict[str, Any] = Field(default_factory=dict)


class Attachment(Row):
    """A file that came with a message. `size` in bytes."""

    id: str
    interaction_id: str
    name: str
    content_type: str
    size: int
    sha256: str
    path: str
    created_at: datetime


class Note(Row):
    """An internal remark on a ticket; no customer ever sees it."""

    id: str
    ticket_id: str
    content: str
    author_id: str | None = None
    created_at: datetime
    mentions: tuple[str, ...] = ()


class Noted(Note):
    """A note just written. `told` are the members it names, `unseen` those of them who may not see
    the ticket, so were not told, and `nobody` the words after @ that name nobody, or several."""

    told: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()


class Draft(Row):
    """An answer before it is sent. `final_text` is what a person made of it, if they changed it.

    `state` is pending, approved, rejected, sent, shadow, superseded or cancelled (called back).
    `then_status` is the ticket's once it is sent. `send_at`: when it leaves, just after `reply`.
    """

    id: str
    ticket_id: str
    interaction_id: str | None = None
    decision_id: str | None = None
    origin: str
    state: str
    text: str
    final_text: str | None = None
    created_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    then_status: str | None = None
    signature: str = ""
    attachments: tuple[str, ...] = ()
    send_at: datetime | None = None


class Delivery(Row):
    """A mail to a customer. `state` is sending, sent, failed or unknown.

    *unknown*: the mail may or may not have left; it is not repeated until a person says so.
    """

    id: str
    draft_id: str
    ticket_id: str
    to_address: str
    message_id: str
    state: str
    detail: str = ""
    attempts: int
    created_at: datetime
    updated_at: datetime
