"""Why a search gives what it gives: every score and rank, and what was left out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autocrm.ai.near_duplicates import without_near_duplicates
from autocrm.ai.rerank import Seen, seen_in
from autocrm.ai.turns import query_of_text
from autocrm.domain.knowledge import Evidence, Narrowed, Query, SolvedCase
from autocrm.errors import Forbidden
from autocrm.ports import Searching
from autocrm.usecases.retrieve import CANDIDATES, meanings_of, reranked

_MOST = 100  # candidates that the search gives at once


@dataclass(frozen=True, slots=True)
class Explained:
    """One chunk that was found. Ranks count from 1 among the candidates of this search.

    `fused` is the score of the search, `seen` what re-reading found, `evidence.score` the sum.
    """

    evidence: Evidence
    fused: float
    fused_rank: int
    vector_rank: int
    bm25_rank: int | None  # None: no word of the question
    seen: Seen


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A chunk that the caller would have found, and why it is not given."""

    evidence: Evidence
    reason: str


@dataclass(frozen=True, slots=True)
class Why:
    """A search laid open."""

    query: Query
    found: list[Explained]
    left_out: list[LeftOut]
    solved: list[SolvedCase]


async def why_found(services: Searching, text: str, narrowed: Narrowed, limit: int) -> Why:
    """Search as `look_up` does, beside a search with nothing left out. Raises ModelFailed."""
    asked = query_of_text(text)
    vectors = await meanings_of(asked, services.embedder)
    model, search = services.embedder.model, services.knowledge.search
    candidates = await search(asked, vectors, model, narrowed, limit=_MOST)
    mine = await search(asked, vectors, model, Narrowed(), limit=_MOST)
    # Only as many are read once more as an answer would read.
    ranked = await reranked(services, asked, candidates[: max(limit, CANDIDATES)])
    kept, dropped = without_near_duplicates(ranked)
    twins = [LeftOut(d.evidence, f"says the same as {d.of.slug}") for d in dropped]
    hidden = _hidden(mine, candidates, narrowed, limit)
    solved = await _solved(services, vectors[0], narrowed)
    return Why(asked, _explained(asked, kept[:limit], candidates), hidden + twins, solved)


async def _solved(
    services: Searching, vector: Sequence[float], narrowed: Narrowed
) -> list[SolvedCase]:
    """What was answered to others; nothing for whoever may not see that."""
    try:
        return await services.knowledge.solved(vector, services.embedder.model, narrowed)
    except Forbidden:
        return []


def _explained(
    asked: Query, kept: Sequence[Evidence], candidates: Sequence[Evidence]
) -> list[Explained]:
    fused = {e.chunk_id: (rank, e.score) for rank, e in enumerate(candidates, 1)}
    by_vector = _ranks(sorted(candidates, key=lambda e: -e.vector))
    by_words = _ranks(sorted((e for e in candidates if e.bm25 > 0), key=lambda e: -e.bm25))
    seen = dict(zip((e.chunk_id for e in candidates), seen_in(asked.text, candidates), strict=True))
    return [
        Explained(
            evidence=e,
            fused=fused[e.chunk_id][1],
            fused_rank=fused[e.chunk_id][0],
            vector_rank=by_vector[e.chunk_id],
            bm25_rank=by_words.get(e.chunk_id),
            seen=seen[e.chunk_id],
        )
        for e in kept
    ]


def _ranks(ordered: Sequence[Evidence]) -> dict[str, int]:
    return {e.chunk_id: rank for rank, e in enumerate(ordered, 1)}


def _hidden(
    mine: Sequence[Evidence], candidates: Sequence[Evidence], narrowed: Narrowed, limit: int
) -> list[LeftOut]:
    given = {e.chunk_id for e in candidates}
    return [
        LeftOut(e, reason)
        for e in mine[:limit]
        if e.chunk_id not in given and (reason := left_out_because(e, narrowed))
    ]


def left_out_because(e: Evidence, narrowed: Narrowed) -> str:
    """The filter that keeps a chunk out, in words; "" when none does."""
    if narrowed.for_customer is not None and e.visibility != "public":
        return f"{e.visibility} article: not for customers"
    if narrowed.language is not None and e.language != narrowed.language:
        return f"written in {e.language}"
    if narrowed.product is not None and e.products and narrowed.product not in e.products:
        return f"about {', '.join(e.products)}"
    return ""
