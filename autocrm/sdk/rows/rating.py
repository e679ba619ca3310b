"""How content customers were."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from autocrm.sdk.rows.base import Row


class _Comment(Row):
    comment: str


class Rating(Row):
    """How content a customer was with a solving (`spell`), 1 to 5. `way`: link or portal."""

    ticket_id: str
    spell: int
    score: int
    way: str
    created_at: datetime
    changed_at: datetime
    csat_comments: _Comment | None = Field(default=None, repr=False)

    @property
    def comment(self) -> str | None:
        """In the customer's words; None: there is none, or you have not opened the ticket."""
        return self.csat_comments.comment if self.csat_comments else None


class Rated(Row):
    """The rating of a solving as its customer sees it; `open`: it can be given or changed."""

    number: int
    language: str
    score: int | None = None
    comment: str = ""
    rated_at: datetime | None = None
    until: datetime | None = None
    open: bool
    reopened: bool = False
