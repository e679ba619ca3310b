"""Requests and answers of the copilot, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

Language = Annotated[str, Field(pattern="^[a-z]{2}$")]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Question = Annotated[str, Field(min_length=1, max_length=2_000)]


class OfTicket(BaseModel):
    """`stream`: as server-sent events. `language` (ISO 639-1): to write in, with a model."""

    ticket_id: UUID
    language: Language = "en"
    stream: bool = False


class Asking(OfTicket):
    question: Question


class Rewriting(BaseModel):
    """`language`: of the text; without, it is guessed. `ticket_id`: whose customer is greeted."""

    text: Text
    tone: Literal["shorter", "friendlier", "formal"]
    language: Language | None = None
    ticket_id: UUID | None = None
    stream: bool = False


class Translating(BaseModel):
    """`language`: to translate into. `ticket_id`: for the ledger of calls."""

    text: Text
    language: Language
    ticket_id: UUID | None = None
    stream: bool = False


class Likening(BaseModel):
    """Tickets like this ticket, or like a text."""

    ticket_id: UUID | None = None
    text: Annotated[str | None, Field(min_length=1, max_length=20_000)] = None
    limit: Annotated[int, Field(ge=1, le=20)] = 5

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if bool(self.text) == bool(self.ticket_id):
            raise ValueError("send either ticket_id or text")
        return self


class AskingData(BaseModel):
    question: Question


class Point(BaseModel):
    text: str
    author: str
    interaction_id: str


class Summary(BaseModel):
    """`model`: "local", or the hosted one. `note`: why not that one, or what local mode can do."""

    headline: str
    wants: list[Point]
    promised: list[Point]
    open: list[Point]
    waiting_for: Literal["us", "customer", "nobody"]
    model: str
    note: str
    dropped: int


class Written(BaseModel):
    """`done`: what was changed, in words. `warnings`: what to check before it is sent."""

    text: str
    done: list[str]
    warnings: list[str]
    model: str
    note: str


class Found(BaseModel):
    text: str
    interactions: list[str]
    slugs: list[str]


class Told(BaseModel):
    """Not `answerable`: `found` is only what comes nearest."""

    answerable: bool
    found: list[Found]
    model: str
    note: str
    dropped: int


class Similar(BaseModel):
    """`score` 0..1, `cosine` -1..1. `answer`: what solved it, redacted, or ""."""

    ticket_id: str
    number: int
    subject: str
    status: str
    score: float
    cosine: float
    snippet: str
    answer: str


class Similars(BaseModel):
    results: list[Similar]


class Wish(BaseModel):
    """`by` null: the report's own lines. A report can be opened with the same parameters."""

    report: str
    by: list[str] | None
    begins: datetime | None
    ends: datetime | None
    where: dict[str, Any]


class Figures(BaseModel):
    """`wish` null: no report tells it. `report`: what the SQL function `report` gave."""

    text: str
    wish: Wish | None
    report: dict[str, Any] | None
    model: str
    note: str
