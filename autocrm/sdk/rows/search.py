"""What a search finds, with the words that were hit."""

from __future__ import annotations

from datetime import datetime

from autocrm.sdk.rows.base import Row
from autocrm.sdk.rows.view import ListedTicket


class TextPart(Row):
    """A piece of a text; `hit`: it is what was searched for. Never markup."""

    text: str
    hit: bool


class Snippet(Row):
    """The message or note that fits a search best, in pieces. `kind`: message or note."""

    kind: str
    id: str
    author: str
    created_at: datetime
    parts: tuple[TextPart, ...]


class FoundTicket(ListedTicket):
    """A ticket that a search found. `score` is there when it was ranked."""

    score: float | None = None
    subject_parts: tuple[TextPart, ...] | None = None
    snippet: Snippet | None = None


class FoundPage(Row):
    """One page of a search, which may be short; hand `after` back for the next, None is the end."""

    tickets: tuple[FoundTicket, ...]
    after: str | None = None
