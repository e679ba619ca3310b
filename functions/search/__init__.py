"""POST /search: the articles a caller may read that fit a question best."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from autocrm.usecases.answer_ticket import retrieve
from functions.app import build
from functions.caller import Caller, House

router = APIRouter()


class Search(BaseModel):
    """`for_customer`: look through that customer's eyes (members and the secret key)."""

    query: Annotated[str, Field(min_length=1, max_length=8000)]
    limit: Annotated[int, Field(ge=1, le=50)] = 8
    for_customer: UUID | None = None


class Hit(BaseModel):
    """A chunk; `score` in 0..1 is relative to this search, `vector` a cosine, `bm25` >= 0."""

    chunk_id: str
    article_id: str
    slug: str
    title: str
    heading: str
    text: str
    language: str
    score: float
    vector: float
    bm25: float


class Hits(BaseModel):
    results: list[Hit]


@router.post("/search")
async def search(asked: Search, house: House, caller: Caller) -> Hits:
    services = house.acting_as(caller)
    reader = str(asked.for_customer) if asked.for_customer else None
    found = await retrieve(services, asked.query, reader, asked.limit)
    return Hits(results=[Hit.model_validate(e, from_attributes=True) for e in found])


app = build(router)
