"""POST /answer: what would be answered, and what would be done with it. Nothing is recorded."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from autocrm.adapters.supabase.tickets import SupabaseTickets
from autocrm.domain.draft import Answer
from autocrm.errors import Forbidden
from autocrm.usecases.answer_ticket import think
from functions.app import build
from functions.caller import Caller, House
from functions.triage import context_of

router = APIRouter()


class Ask(BaseModel):
    """A question in words (answered from what the caller may read), or a ticket (members)."""

    question: Annotated[str | None, Field(max_length=100_000)] = None
    ticket_id: UUID | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if bool(self.question) == bool(self.ticket_id):
            raise ValueError("send either question or ticket_id")
        return self


class Source(BaseModel):
    """Where a sentence stands: characters `start` to `end` of the article's Markdown."""

    slug: str
    title: str
    article_id: str
    article_version: int
    start: int
    end: int


class Line(BaseModel):
    text: str
    citations: list[Source]


class Checked(BaseModel):
    name: str
    passed: bool
    detail: str


class Proposal(BaseModel):
    outcome: str
    reason: str
    answerable: bool
    text: str
    sentences: list[Line]
    category: str
    confidence: float
    priority: int
    language: str
    checks: list[Checked]


@router.post("/answer")
async def answer(asked: Ask, house: House, caller: Caller) -> Proposal:
    await house.check_caller(caller)
    services = house.acting_as(caller)
    if asked.ticket_id:
        context = await SupabaseTickets(caller).context_as_member(str(asked.ticket_id))
        return proposal_of(await think(services, context))
    if asked.question is None:
        raise Forbidden("Send a question.")
    return proposal_of(await think(services, context_of("", asked.question), for_customer=None))


def proposal_of(answer: Answer) -> Proposal:
    """An answer as it is shown."""
    draft, triage = answer.draft, answer.triage
    sentences = (
        [Line.model_validate(s, from_attributes=True) for s in draft.sentences] if draft else []
    )
    return Proposal(
        outcome=answer.decision.outcome,
        reason=answer.decision.reason,
        answerable=bool(draft and draft.answerable),
        text=draft.text if draft else "",
        sentences=sentences,
        category=triage.category,
        confidence=triage.confidence,
        priority=triage.priority,
        language=triage.language,
        checks=[Checked.model_validate(c, from_attributes=True) for c in answer.checks],
    )


app = build(router)
