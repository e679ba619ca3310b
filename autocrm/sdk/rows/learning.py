"""What the desk did not know, and the articles suggested for it."""

from __future__ import annotations

from datetime import datetime

from autocrm.sdk.rows.base import Row


class Signal(Row):
    """That the desk did not know, on one message: edited, rejected, unanswered, bad_rating,
    reopened or reported. Question and answer are without names, once it is in a gap."""

    id: str
    ticket_id: str
    interaction_id: str
    kind: str
    note: str = ""
    at: datetime
    gap_id: str | None = None
    question: str | None = None
    answer: str | None = None


class Gap(Row):
    """Questions that ask the same. `state`: open, closed (an article) or dismissed.

    `signals`: of tickets one sees.
    """

    id: str
    title: str
    language: str
    category: str | None = None
    state: str
    created_at: datetime
    updated_at: datetime
    signals: tuple[Signal, ...] = ()


class Suggestion(Row):
    """An article that waits for an admin (`state` pending), or was approved or rejected."""

    id: str
    gap_id: str
    title: str
    content: str
    language: str
    state: str
    reason: str = ""
    article_id: str | None = None
    article_version: int | None = None
    edited: bool = False
    decided_by: str | None = None
    decided_at: datetime | None = None
    created_at: datetime


class Figures(Row):
    """Tickets of one span: how many, and the share of them (0 to 1; None without tickets) that
    had an answer, was answered by itself, and was opened again."""

    tickets: int
    answered: float | None = None
    sent: float | None = None
    reopened: float | None = None


class Effect(Row):
    """What an approved suggestion has changed: tickets like its gap's, `days` before and after."""

    suggestion_id: str
    approved_at: datetime
    days: int
    before: Figures
    after: Figures
