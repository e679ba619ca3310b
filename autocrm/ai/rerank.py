"""Reading the candidates once more against the question: what a search by words and vectors
cannot see, since it looks at single words and at whole texts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from autocrm.ai.words import content_words, stem
from autocrm.domain.knowledge import Evidence

Pair = tuple[str, str]

# Chosen on two public sets and headings as questions, each better by 0.2 to 0.8 nDCG: the share
# of the question's words (by rarity) that the candidate holds, of its title's and heading's word
# pairs that the question says, and of the question's pairs that it holds. Larger weights lost.
_COVERED, _NAMED, _PHRASES = 0.1, 0.2, 0.1


@dataclass(frozen=True, slots=True)
class Seen:
    """What re-reading found; each in 0..1."""

    covered: float
    named: float
    phrases: float

    def bonus(self) -> float:
        return _COVERED * self.covered + _NAMED * self.named + _PHRASES * self.phrases


class LocalReranker:
    """ports.Reranker without a model: words by rarity, and pairs of words."""

    async def rerank(self, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        """Best first; `score` stays within 0..1."""
        return rerank(question, evidence)


def rerank(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The candidates, best first, their score lifted by what the question names."""
    highest = 1.0 + _COVERED + _NAMED + _PHRASES
    lifted = [
        replace(e, score=(e.score + seen.bonus()) / highest)
        for e, seen in zip(evidence, seen_in(question, evidence), strict=True)
    ]
    return sorted(lifted, key=lambda e: -e.score)


def seen_in(question: str, evidence: Sequence[Evidence]) -> list[Seen]:
    """How each candidate meets the question."""
    holding = Counter(word for e in evidence for word in _words_of(e))
    rare = {
        word: math.log(1 + (len(evidence) - count + 0.5) / (count + 0.5))
        for word, count in holding.items()
    }
    return [_seen(question, e, rare) for e in evidence]


def _seen(question: str, e: Evidence, rare: dict[str, float]) -> Seen:
    asked = _stems(question, e.language)
    pairs = _pairs(asked)
    # What no candidate holds tells none from another.
    met = {word: rare[word] for word in set(asked) if word in rare}
    mine = _words_of(e)
    # A set has another order in every process: summed exactly, the score is the same to the bit.
    held = math.fsum(weight for word, weight in met.items() if word in mine)
    total = math.fsum(met.values())
    named = _pairs(_stems(f"{e.title} {e.heading}", e.language))
    own = named | _pairs(_stems(f"{e.lead} {e.text}", e.language))
    return Seen(
        covered=held / total if total else 0.0,
        named=_share(named & pairs, named),
        phrases=_share(own & pairs, pairs),
    )


def _share(some: Iterable[Pair], of: frozenset[Pair]) -> float:
    return len(list(some)) / len(of) if of else 0.0


def _words_of(e: Evidence) -> frozenset[str]:
    return _bag(f"{e.title}\n{e.heading}\n{e.lead}\n{e.text}", e.language)


@lru_cache(maxsize=1024)
def _bag(text: str, language: str) -> frozenset[str]:
    return frozenset(_stems(text, language))


@lru_cache(maxsize=1024)
def _stems(text: str, language: str) -> tuple[str, ...]:
    return tuple(stem(word, language) for word in content_words(text, language))


@lru_cache(maxsize=1024)
def _pairs(found: tuple[str, ...]) -> frozenset[Pair]:
    return frozenset(pairwise(found))
