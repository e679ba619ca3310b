"""What members and customers are told, and who looks at a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from autocrm.sdk.rows.base import Row


class TicketName(Row):
    """How people speak of a ticket."""

    number: int
    subject: str


class Notification(Row):
    """Something a member is told. `times`: how often it happened since it was last read.

    `tickets` is None for what is about no ticket, or about one that is not theirs any more.
    """

    id: str
    kind: str
    ticket_id: str | None = None
    tickets: TicketName | None = None
    data: dict[str, Any] = Field(default_factory=dict)
    times: int = 1
    created_at: datetime
    read_at: datetime | None = None


class News(Row):
    """A notification as it is made. `id` is the notification's."""

    id: str
    kind: str
    ticket_id: str | None = None
    number: int | None = None
    times: int = 1
    created_at: datetime


class Unread(Row):
    """How many notifications are unread; `more` than were counted."""

    unread: int
    more: bool


class NotificationKind(Row):
    """How one is told of a kind, and how one usually is: app, mail or off."""

    kind: str
    label: str
    way: str
    usual: str


class DigestTime(Row):
    """When the digest comes: hourly, daily at `hour` in `time_zone`, or never."""

    every: str
    hour: int
    time_zone: str


class NotificationSettings(Row):
    """How a member is told."""

    kinds: tuple[NotificationKind, ...]
    digest: DigestTime


class MailPreference(Row):
    """What a customer is mailed: all, answers or none (they read in the portal)."""

    customer_id: str
    mails: str
    locale: str | None = None


class Notice(Row):
    """A mail made from a template. `state` is queued, sending, sent, failed, unknown or skipped.

    *unknown* as with deliveries; *skipped*: it was not to be sent, `detail` says why.
    """

    id: str
    key: str
    kind: str
    to_address: str
    locale: str
    ticket_id: str | None = None
    state: str
    detail: str = ""
    attempts: int
    created_at: datetime


class Looker(Row):
    """A member who looks at a ticket; `name` is what their window shows."""

    member_id: str
    name: str
    typing: bool = False
