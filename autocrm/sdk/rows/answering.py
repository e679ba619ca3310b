"""Answers on their way: files, what is being written, macros, canned answers, the review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from autocrm.sdk.rows.base import Row
from autocrm.sdk.rows.ticket import TicketFacts


class Upload(Row):
    """A file that waits to be sent with a reply or a message. `size` in bytes.

    `ticket_id` is None until the ticket that it is for is opened.
    """

    id: str
    ticket_id: str | None = None
    path: str
    name: str
    content_type: str
    size: int
    sha256: str
    draft_id: str | None = None
    used_at: datetime | None = None
    created_at: datetime


class MemberDraft(Row):
    """What a member is writing; `mode` is reply or note, `attachments` are uploads' ids."""

    ticket_id: str
    member_id: str
    mode: str
    text: str
    attachments: tuple[str, ...] = ()
    version: int
    updated_at: datetime


class Unsent(Row):
    """An answer that was called back. `draft` is what you are writing now, when it was yours;
    `state` is then cancelled, else (it was the AI's) pending."""

    draft_id: str
    ticket_id: str
    state: str
    text: str
    draft: MemberDraft | None = None


class Macro(Row):
    """A text and changes that are applied together. `scope` is own, team or all."""

    id: str
    name: str
    description: str = ""
    scope: str
    team_id: str | None = None
    text: str = ""
    actions: dict[str, Any] = Field(default_factory=dict)
    position: int = 0
    active: bool = True
    uses: int = 0
    used_at: datetime | None = None


class MacroPreview(Row):
    """What a macro would say and change on a ticket."""

    text: str
    actions: dict[str, Any]


class MacroUse(Row):
    """What a macro did: `reply` when its text was sent, `draft` when it is yours to send."""

    macro_id: str
    text: str
    ticket: TicketFacts
    reply: dict[str, Any] | None = None
    draft: MemberDraft | None = None


class CannedAnswer(Row):
    """A text that a shortcut stands for in a language."""

    id: str
    shortcut: str
    language: str
    title: str = ""
    text: str
    scope: str
    uses: int = 0


class CannedText(Row):
    """A canned answer with the values of a ticket."""

    id: str
    shortcut: str
    language: str
    title: str = ""
    text: str


class Feedback(Row):
    """What a person made of a draft: approve, edit or reject (`comment` is the reason).

    `difference`, of an edit: ("=" stayed, "-" taken out, "+" put in; text), word by word; `kept`
    is the share of the draft's words that stayed, 0 to 1.
    """

    id: str
    ticket_id: str
    draft_id: str | None = None
    kind: str
    before: str | None = None
    after: str | None = None
    comment: str = ""
    difference: tuple[tuple[str, str], ...] = ()
    kept: float | None = None
    created_at: datetime
