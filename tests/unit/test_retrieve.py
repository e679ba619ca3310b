"""Search, re-rank and drop, and why: on a knowledge base of a few lines."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from autocrm.domain.knowledge import Evidence, Narrowed, Query, Said, SolvedCase
from autocrm.errors import Forbidden, ModelFailed, Unavailable
from autocrm.testing.embedder import HashEmbedder
from autocrm.usecases.retrieve import look_up, meanings_of, retrieve
from autocrm.usecases.why_found import left_out_because, why_found
from tests.unit.ai.evidence import found

FEE = "The gold card costs five francs a month and nothing else at all."
ALL = [
    found(FEE, "Gold card", slug="gold", score=0.8, bm25=3.0, vector=0.6),
    found(FEE, "Gold card", slug="twin", score=0.7, bm25=2.0, vector=0.5),
    found(
        "Limits.", "Limits", slug="limits", score=0.6, bm25=0.0, vector=0.9, visibility="internal"
    ),
    found("Grenzen.", "Grenzen", slug="grenzen", score=0.5, bm25=0.0, vector=0.2, language="de"),
    found("Mill.", "Mill", slug="mill", score=0.4, bm25=0.0, vector=0.1, products=("Mill",)),
]


class Knowledge:
    """Narrows as the search does."""

    def __init__(self, cases: Sequence[SolvedCase] | None = None) -> None:
        self.asked: list[tuple[Query, int, Narrowed, int]] = []
        self._cases = cases

    async def search(
        self,
        query: Query,
        vectors: Sequence[Sequence[float]],
        model: str,
        narrowed: Narrowed,
        *,
        limit: int = 8,
    ) -> list[Evidence]:
        self.asked.append((query, len(vectors), narrowed, limit))
        return [e for e in ALL if not left_out_because(e, narrowed)][:limit]

    async def solved(self, *_: Any, **__: Any) -> list[SolvedCase]:
        if self._cases is None:
            raise Forbidden("You may only search for yourself.")
        return list(self._cases)


class Desk:
    """ports.Searching."""

    def __init__(self, knowledge: Knowledge, embedder: Any = None, reranker: Any = None) -> None:
        self.knowledge: Any = knowledge
        self.embedder = embedder or HashEmbedder()
        self.reranker = reranker


class Backwards:
    """A re-ranker that is not the local one."""

    async def rerank(self, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        return list(reversed(evidence))


class Away(HashEmbedder):
    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        raise Unavailable("The model does not answer.")


def slugs(evidence: Sequence[Evidence]) -> list[str]:
    return [e.slug for e in evidence]


def test_what_says_the_same_twice_is_given_once() -> None:
    got = asyncio.run(look_up(Desk(Knowledge()), "gold card", Narrowed()))
    assert slugs(got.evidence)[0] == "gold"
    assert "twin" not in slugs(got.evidence)
    assert [(d.evidence.slug, d.of.slug) for d in got.dropped] == [("twin", "gold")]


def test_articles_are_given_even_if_they_say_the_same() -> None:
    got = asyncio.run(look_up(Desk(Knowledge()), "gold card", Narrowed(per_article=1)))
    assert {"gold", "twin"} <= set(slugs(got.evidence))


def test_more_is_read_than_given() -> None:
    knowledge = Knowledge()
    assert len(asyncio.run(retrieve(Desk(knowledge), "gold card", "c", 2))) == 2
    [(_, _, narrowed, limit)] = knowledge.asked
    assert (narrowed, limit) == (Narrowed(for_customer="c"), 50)


def test_another_re_ranker_decides() -> None:
    desk = Desk(Knowledge(), reranker=Backwards())
    got = asyncio.run(look_up(desk, "gold card", Narrowed()))
    assert slugs(got.evidence) == ["mill", "grenzen", "limits", "twin"]


def test_a_model_that_is_away_is_no_waiting() -> None:
    with pytest.raises(ModelFailed):
        asyncio.run(look_up(Desk(Knowledge(), Away()), "gold", Narrowed()))


def test_a_meaning_of_two_texts_lies_between_them() -> None:
    embedder = HashEmbedder()
    pair = (Said("gold card", 0.75), Said("coffee mill", 0.25))
    query = Query((Said("gold card"),), ((Said("gold card"),), (Said("coffee mill"),), pair))
    one, other, mixed = asyncio.run(meanings_of(query, embedder))

    def cosine(left: list[float], right: list[float]) -> float:
        return sum(a * b for a, b in zip(left, right, strict=True))

    assert cosine(mixed, mixed) == pytest.approx(1.0)
    assert cosine(mixed, one) > cosine(mixed, other) > 0


@pytest.mark.parametrize(
    ("narrowed", "left_out"),
    [
        (Narrowed(), {}),
        (Narrowed(for_customer="c"), {"limits": "internal article: not for customers"}),
        (Narrowed(language="en"), {"grenzen": "written in de"}),
        (Narrowed(product="Card"), {"mill": "about Mill"}),
    ],
)
def test_why_says_which_filter_keeps_something_out(
    narrowed: Narrowed, left_out: dict[str, str]
) -> None:
    why = asyncio.run(why_found(Desk(Knowledge()), "gold card", narrowed, 8))
    reasons = {one.evidence.slug: one.reason for one in why.left_out}
    assert reasons == {**left_out, "twin": "says the same as gold"}
    assert not left_out.keys() & set(slugs([one.evidence for one in why.found]))


def test_why_tells_ranks_and_gives_what_a_search_gives() -> None:
    why = asyncio.run(why_found(Desk(Knowledge([])), "gold card", Narrowed(), 3))
    given = asyncio.run(look_up(Desk(Knowledge()), "gold card", Narrowed(), 3))
    assert [one.evidence for one in why.found] == given.evidence
    ranks = {o.evidence.slug: (o.fused_rank, o.vector_rank, o.bm25_rank) for o in why.found}
    assert ranks["gold"] == (1, 2, 1)
    assert ranks["limits"] == (3, 1, None)


def test_solved_cases_are_for_those_who_may_see_them() -> None:
    case = SolvedCase("t", 1, "en", "Fee?", "Five.", 0.9)
    asked = (Narrowed(), 3)
    assert asyncio.run(why_found(Desk(Knowledge([case])), "fee", *asked)).solved == [case]
    assert asyncio.run(why_found(Desk(Knowledge()), "fee", *asked)).solved == []
