"""POST /search: the articles a caller may read that fit a question best, and why."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from autocrm.domain.knowledge import Evidence, Narrowed
from autocrm.usecases.retrieve import look_up
from autocrm.usecases.why_found import Explained, Why, why_found
from functions.app import build
from functions.caller import Caller, House

router = APIRouter()


class Search(BaseModel):
    """`for_customer`: look through that customer's eyes (members and the secret key).

    `language` (ISO 639-1) and `product` leave out what is for others; `explain` asks why.
    """

    query: Annotated[str, Field(min_length=1, max_length=8000)]
    limit: Annotated[int, Field(ge=1, le=50)] = 8
    for_customer: UUID | None = None
    language: Annotated[str | None, Field(pattern="^[a-z]{2}$")] = None
    product: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    per_article: Annotated[int | None, Field(ge=1, le=100)] = None
    explain: bool = False

    def narrowed(self) -> Narrowed:
        reader = str(self.for_customer) if self.for_customer else None
        return Narrowed(reader, self.language, self.product, self.per_article)


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


class ExplainedHit(Hit):
    """`fused` is the search's own score; `covered`, `named` and `phrases` (0..1) lifted it.

    Ranks count from 1 among the candidates; `bm25_rank` is null where no word of the question hit.
    """

    terms: list[str]
    vector_rank: int
    bm25_rank: int | None
    fused: float
    fused_rank: int
    covered: float
    named: float
    phrases: float


class LeftOutHit(Hit):
    """Found with the caller's own eyes, and not given."""

    reason: str


class Hits(BaseModel):
    results: list[Hit]


class SolvedHit(BaseModel):
    """What was answered to somebody else, redacted; `cosine` is that of the two questions."""

    ticket_id: str | None
    number: int | None
    language: str
    question: str
    answer: str
    cosine: float


class ExplainedHits(BaseModel):
    """`words` are matched by BM25, `meanings` by vectors. `solved` is for members."""

    words: list[str]
    meanings: list[str]
    results: list[ExplainedHit]
    left_out: list[LeftOutHit]
    solved: list[SolvedHit]


@router.post("/search")
async def search(asked: Search, house: House, caller: Caller) -> ExplainedHits | Hits:
    services = house.acting_as(caller)
    if asked.explain:
        return _laid_open(await why_found(services, asked.query, asked.narrowed(), asked.limit))
    found = await look_up(services, asked.query, asked.narrowed(), asked.limit)
    return Hits(results=[Hit.model_validate(e, from_attributes=True) for e in found.evidence])


def _laid_open(why: Why) -> ExplainedHits:
    return ExplainedHits(
        words=[said.text for said in why.query.words],
        meanings=[said.text for meaning in why.query.meanings for said in meaning],
        results=[_explained(one) for one in why.found],
        left_out=[LeftOutHit(**_hit(one.evidence), reason=one.reason) for one in why.left_out],
        solved=[SolvedHit.model_validate(case, from_attributes=True) for case in why.solved],
    )


def _explained(one: Explained) -> ExplainedHit:
    return ExplainedHit(
        **_hit(one.evidence),
        terms=list(one.evidence.terms),
        vector_rank=one.vector_rank,
        bm25_rank=one.bm25_rank,
        fused=one.fused,
        fused_rank=one.fused_rank,
        covered=one.seen.covered,
        named=one.seen.named,
        phrases=one.seen.phrases,
    )


def _hit(evidence: Evidence) -> dict[str, str | float]:
    return {name: getattr(evidence, name) for name in Hit.model_fields}


app = build(router)
