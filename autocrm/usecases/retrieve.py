"""Search, re-rank, drop what says the same twice: the evidence an answer is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from autocrm.ai.near_duplicates import Dropped, without_near_duplicates
from autocrm.ai.rerank import LocalReranker
from autocrm.ai.turns import query_of_text
from autocrm.domain.knowledge import Evidence, Narrowed, Query, Said
from autocrm.errors import ModelFailed, Unavailable
from autocrm.ports import Embedder, Knowledge, Reranker, Searching

EVIDENCE_LIMIT = 8
CANDIDATES = 50  # what is read once more, at least
_LOCAL = LocalReranker()


@dataclass(frozen=True)
class Searcher:
    """ports.Searching for whoever searches and does nothing else."""

    knowledge: Knowledge
    embedder: Embedder
    reranker: Reranker | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives, best first, and what it left out because it says the same."""

    evidence: list[Evidence]
    dropped: list[Dropped]


async def retrieve(
    services: Searching,
    query: str | Query,
    for_customer: str | None,
    limit: int = EVIDENCE_LIMIT,
) -> list[Evidence]:
    """The best chunks for `query` that `for_customer` (None: the caller) may read.

    Raises ModelFailed when the embedding model does not answer: unlike a database that is away,
    that is not waited for.
    """
    return (await look_up(services, query, Narrowed(for_customer), limit)).evidence


async def look_up(
    services: Searching, query: str | Query, narrowed: Narrowed, limit: int = EVIDENCE_LIMIT
) -> Found:
    """The same with filters, and with what was dropped. Raises ModelFailed.

    With one chunk an article it is articles that are looked for: each is its own, and none is
    dropped for saying what another says.
    """
    asked = query_of_text(query) if isinstance(query, str) else query
    vectors = await meanings_of(asked, services.embedder)
    candidates = await services.knowledge.search(
        asked, vectors, services.embedder.model, narrowed, limit=max(limit, CANDIDATES)
    )
    ranked = await reranked(services, asked, candidates)
    if narrowed.per_article == 1:
        return Found(ranked[:limit], [])
    kept, dropped = without_near_duplicates(ranked)
    return Found(kept[:limit], dropped)


async def reranked(
    services: Searching, asked: Query, candidates: Sequence[Evidence]
) -> list[Evidence]:
    """The candidates in the order of the desk's re-ranker. Raises ModelFailed."""
    reranker: Reranker = services.reranker or _LOCAL
    return await reranker.rerank(asked.text, candidates)


async def meanings_of(query: Query, embedder: Embedder) -> list[list[float]]:
    """A unit vector for each meaning. Raises ModelFailed."""
    texts = list(dict.fromkeys(said.text for meaning in query.meanings for said in meaning))
    try:
        known = dict(zip(texts, await embedder.embed(texts), strict=True))
    except Unavailable as error:
        raise ModelFailed(error.message) from error
    return [_mixed(meaning, known) for meaning in query.meanings]


def _mixed(meaning: Sequence[Said], known: dict[str, list[float]]) -> list[float]:
    if len(meaning) == 1:
        return known[meaning[0].text]
    columns = zip(*(known[said.text] for said in meaning), strict=True)
    weights = [said.weight for said in meaning]
    mixed = [sum(w * x for w, x in zip(weights, column, strict=True)) for column in columns]
    length = math.sqrt(sum(x * x for x in mixed)) or 1.0
    return [x / length for x in mixed]
