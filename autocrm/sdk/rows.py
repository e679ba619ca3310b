"""What the SDK returns: frozen rows. Ids are texts, times have a time zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Row(BaseModel):
    """Frozen; columns that a newer server adds are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Ticket(Row):
    """One request of a customer. `priority`: 1 urgent, 2 high, 3 normal, 4 low."""

    id: str
    number: int
    subject: str
    status: str
    priority: int
    category: str | None = None
    channel: str
    language: str | None = None
    customer_id: str
    team_id: str | None = None
    assignee_id: str | None = None
    created_at: datetime
    updated_at: datetime
    first_response_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    reopen_count: int = 0
    metadata: dict[str, Any] = Field(default_factory=dict)


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


class Draft(Row):
    """An answer before it is sent. `final_text` is what a person made of it, if they changed it.

    `state` is pending, approved, rejected, sent, shadow or superseded.
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


class Customer(Row):
    """Somebody who writes to us."""

    id: str
    email: str
    name: str = ""
    locale: str | None = None
    time_zone: str | None = None
    company_id: str | None = None
    auth_user_id: str | None = None
    created_at: datetime
    metadata: dict[str, Any] = Field(default_factory=dict)


class Article(Row):
    """A help article; `content` is Markdown ("" in lists). `visibility`: public, internal, team."""

    id: str
    slug: str
    title: str
    content: str = ""
    language: str
    category: str | None = None
    visibility: str
    status: str
    version: int
    updated_at: datetime


class Job(Row):
    """A piece of work of the worker. `state` is queued, running, done or dead."""

    id: str
    kind: str
    state: str
    payload: dict[str, Any]
    attempts: int
    max_attempts: int
    run_at: datetime
    last_error: str | None = None
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


class Opened(Row):
    """A ticket with all that a member sees of it, oldest first. The reading is on record."""

    ticket: Ticket
    customer: dict[str, Any]
    interactions: tuple[Interaction, ...]
    notes: tuple[Note, ...]
    drafts: tuple[Draft, ...]
    deliveries: tuple[Delivery, ...]
