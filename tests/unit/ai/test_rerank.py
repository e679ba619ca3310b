"""Reading the candidates once more."""

from __future__ import annotations

import asyncio

import pytest

from autocrm.ai.rerank import LocalReranker, rerank, seen_in
from tests.unit.ai.evidence import found


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        # a title whose words stand together in the question
        (
            "fee of the gold account",
            found("A fee.", "Gold account", slug="x"),
            found("A fee.", "Account in gold", slug="y"),
        ),
        # the rarer of two words
        ("gold fee", found("Gold.", slug="x"), found("Fee.", slug="fee")),
        # words of the question that stand together in the text
        ("clean the hand grinder", found("Your hand grinder."), found("A grinder in your hand.")),
    ],
)
def test_what_meets_the_question_comes_first(question, better, worse) -> None:
    others = [found("A fee for this.", slug="o1"), found("A fee for that.", slug="o2")]
    order = [e.chunk_id for e in rerank(question, [worse, better, *others])]
    assert order.index(better.chunk_id) < order.index(worse.chunk_id)


def test_the_search_still_decides_between_equals() -> None:
    low, high = found("Nothing.", slug="low", score=0.2), found("Nothing.", slug="high", score=0.9)
    assert [e.slug for e in rerank("what else", [low, high])] == ["high", "low"]


def test_scores_stay_between_0_and_1() -> None:
    best = found("gold account fee", "gold account", score=1.0)
    [one] = asyncio.run(LocalReranker().rerank("gold account fee", [best]))
    assert 0.9 < one.score <= 1.0
    assert rerank("anything", []) == []


def test_nothing_is_divided_by_zero() -> None:
    [seen] = seen_in("", [found("")])
    assert (seen.covered, seen.named, seen.phrases) == (0.0, 0.0, 0.0)
