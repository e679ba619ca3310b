"""What arrived, in one normal form, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Channel = Literal["email", "portal", "chat", "api"]


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address, lower-cased, and the name that stood beside it ("" if none)."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message."""

    filename: str
    content_type: str
    size: int  # bytes, decoded
    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message from outside.

    `text` is what the person wrote this time (quoted replies cut off), `full_text`
    all of it. `provider_id` is the idempotency key: the same message delivered twice
    has the same one (the Message-ID, or a digest of the raw bytes where there is none).
    `automatic` is the reason why a machine is thought to have sent it, or "".
    """

    channel: Channel
    provider_id: str
    sender: Address
    subject: str
    text: str
    full_text: str
    raw: bytes
    recipients: tuple[Address, ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    automatic: str = ""
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """Where the bytes of a message are: the raw mail in bucket `mail`, its attachments, in
    their order, in bucket `attachments`."""

    raw_path: str
    attachment_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboundMail:
    """One mail to a customer, ready for a mail server.

    `message_id` is derived from the draft's id, so a repeated send has the same one.
    `attachments` have their bytes.
    """

    message_id: str
    sender: Address
    to: Address
    subject: str
    text: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
