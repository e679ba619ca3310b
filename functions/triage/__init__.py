"""POST /triage: category, priority, language and flags of a text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from autocrm.domain.draft import Triage
from autocrm.domain.ticket import TicketContext, Turn
from functions.app import build
from functions.caller import Caller, House

router = APIRouter()


class Question(BaseModel):
    subject: Annotated[str, Field(max_length=998)] = ""
    text: Annotated[str, Field(min_length=1, max_length=100_000)]


class Triaged(BaseModel):
    """`confidence`: calibrated, that `category` is right. `priority`: 1 urgent … 4 low."""

    category: str
    confidence: float
    scores: dict[str, float]
    priority: int
    priority_reasons: list[str]
    language: str
    sentiment: float
    flags: list[str]
    model: str


def context_of(subject: str, text: str) -> TicketContext:
    """A question that is no ticket, in the form the AI takes."""
    turn = Turn(id="", author="customer", text=text)
    return TicketContext("", 0, subject, "new", "api", "", "", "", "", (turn,))


@router.post("/triage")
async def triage(asked: Question, house: House, caller: Caller) -> Triaged:
    """Any caller with a valid key or token."""
    await house.check_caller(caller)
    categories = sorted(await house.services.policies.all())
    found: Triage = await house.services.llm.triage(
        context_of(asked.subject, asked.text), categories
    )
    return Triaged.model_validate(found, from_attributes=True)


app = build(router)
