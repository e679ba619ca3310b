"""Retrieval: are the documents that answer among the first ten? Through the search itself.

The documents become articles of a desk that is started for it and embedded by its worker; the
questions are asked through the RPC with the product's own query, re-ranking and all, with the
eyes of an agent (internal documents included).
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence

import httpx

from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.adapters.supabase.client import TIMEOUT_S, connect, run
from autocrm.adapters.supabase.knowledge import SupabaseKnowledge
from autocrm.ai.turns import query_of_turns
from autocrm.domain.knowledge import Narrowed
from autocrm.errors import Unavailable
from autocrm.evals.figures import Figure, mean
from autocrm.evals.options import Options
from autocrm.evals.retrieval_sets import Case, Document, RetrievalSet, read_set
from autocrm.evals.throwaway import ThrowawayDesk, throwaway_desk
from autocrm.ports import Knowledge
from autocrm.usecases.retrieve import Searcher, look_up
from supabase import AsyncClient

_TOP = 10
_TITLES = 200  # of the documents, evenly: a sanity check that needs no labels
_SAVED_AT_ONCE = 8
_STUCK_S = 300.0
_POLL_S = 2.0


def evaluate(options: Options) -> list[Figure]:
    """`ndcg@10`, `recall@5`, `recall@10` over the cases, the same for titles as questions."""
    data = read_set(options.data)
    with throwaway_desk(options.cache_dir) as desk:
        return asyncio.run(_measured(desk, data, options))


async def _measured(desk: ThrowawayDesk, data: RetrievalSet, options: Options) -> list[Figure]:
    async with httpx.AsyncClient(timeout=TIMEOUT_S) as http:
        client = connect(desk.url, desk.secret_key, http=http)
        searcher = Searcher(SupabaseKnowledge(client), LocalEmbedder(options.cache_dir))
        names = await _load(searcher.knowledge, data.documents)
        await _embedded(client, len(data.documents), options)
        options.progress(f"{len(data.cases)} questions")
        found = [await _documents_for(searcher, case, names) for case in data.cases]
        titles = title_cases(data.documents)
        options.progress(f"{len(titles)} titles")
        by_title = [await _documents_for(searcher, case, names) for case in titles]
    return [*figures(data.cases, found), *figures(titles, by_title, "titles ")]


async def _load(knowledge: Knowledge, documents: Sequence[Document]) -> dict[str, str]:
    """Save the documents as articles; slug to document."""
    gate = asyncio.Semaphore(_SAVED_AT_ONCE)

    async def save(number: int, document: Document) -> tuple[str, str]:
        async with gate:
            slug = f"document-{number}"
            visibility = "internal" if document.internal else "public"
            await knowledge.save(
                slug=slug,
                title=document.title.strip()[:300] or slug,
                body=document.text.strip() or document.title,
                visibility=visibility,
            )
            return slug, document.id

    return dict(await asyncio.gather(*(save(n, d) for n, d in enumerate(documents))))


async def _embedded(client: AsyncClient, count: int, options: Options) -> None:
    """Wait for the desk's worker. Raises Unavailable when it has stopped."""
    before, still = -1, 0.0
    while True:
        query = client.table("knowledge_base").select("id").not_.is_("fingerprint", "null")
        done = len(await run(query.limit(count)))
        if done == count:
            return
        options.progress(f"{done} of {count} documents embedded")
        still = 0.0 if done > before else still + _POLL_S
        if still > _STUCK_S:
            raise Unavailable(f"The worker stopped at {done} of {count} documents.")
        before = done
        await asyncio.sleep(_POLL_S)


async def _documents_for(searcher: Searcher, case: Case, names: dict[str, str]) -> list[str]:
    query = query_of_turns(case.asked, case.earlier)
    found = await look_up(searcher, query, Narrowed(per_article=1), _TOP)
    return [names[e.slug] for e in found.evidence]


def title_cases(documents: Sequence[Document]) -> list[Case]:
    """Titles that stand for one document alone, as questions."""
    titles = [document.title for document in documents]
    alone = [d for d in documents if titles.count(d.title) == 1]
    step = max(len(alone) // _TITLES, 1)
    return [Case(d.title, frozenset([d.id])) for d in alone[::step][:_TITLES]]


def figures(
    cases: Sequence[Case], found: Sequence[Sequence[str]], prefix: str = ""
) -> list[Figure]:
    """Means over the cases of what was found, best first."""
    pairs = list(zip(cases, found, strict=True))
    return [
        mean(f"{prefix}ndcg@10", [ndcg(case.relevant, ids) for case, ids in pairs]),
        mean(f"{prefix}recall@5", [recall(case.relevant, ids, 5) for case, ids in pairs]),
        mean(f"{prefix}recall@10", [recall(case.relevant, ids, 10) for case, ids in pairs]),
    ]


def recall(relevant: frozenset[str], found: Sequence[str], k: int) -> float:
    """The share of the relevant ones among the first `k`; there is at least one."""
    return len(relevant & set(found[:k])) / len(relevant)


def ndcg(relevant: frozenset[str], found: Sequence[str], k: int = 10) -> float:
    """Discounted gain of the first `k` (Järvelin and Kekäläinen 2002), 1.0 at best."""
    gain = sum(1 / math.log2(rank + 2) for rank, one in enumerate(found[:k]) if one in relevant)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(k, len(relevant))))
    return gain / best
