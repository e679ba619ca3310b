"""The search's two scores and their sum in memory: the formulas of the migrations.

Stems are those of `autocrm.ai.words`, not Postgres's: scores are near the database's, not the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.words import content_words, stem
from autocrm.domain.knowledge import Query

_VECTOR, _WORDS = 0.6, 0.4
_SATURATION = 8.0  # of a word's times in the query
Floats = NDArray[np.floating]


class Lexicon:
    """How often which stem stands in which piece of a knowledge base."""

    def __init__(self, pieces: Sequence[Counter[str]]) -> None:
        self._count = len(pieces)
        self._holding = Counter(word for piece in pieces for word in piece)
        self._average = max(sum(piece.total() for piece in pieces) / max(self._count, 1), 1)

    def bm25(self, asked: Mapping[str, float], piece: Counter[str]) -> float:
        """The score of one piece. `asked`: what `asked_stems` gives."""
        long = 1.2 * (0.25 + 0.75 * piece.total() / self._average)
        return math.fsum(
            weight * self._rarity(word) * piece[word] * 2.2 / (piece[word] + long)
            for word, weight in asked.items()
            if word in piece
        )

    def _rarity(self, word: str) -> float:
        count = self._holding[word]
        return math.log(1 + (self._count - count + 0.5) / (count + 0.5))


def stems_of(text: str, language: str) -> Counter[str]:
    """The stems of a text and how often they stand there."""
    return Counter(_stems(text, language))


def asked_stems(query: Query, language: str) -> dict[str, float]:
    """Stems of a query with their weights: a word said often counts little more."""
    times: dict[str, float] = {}
    for said in query.words:
        for word in _stems(said.text, language):
            times[word] = times.get(word, 0.0) + said.weight
    return {word: n * (1 + _SATURATION) / (n + _SATURATION) for word, n in times.items()}


def fused(cosines: Floats, words: Floats) -> Floats:
    """Both scores of each piece, spread over 0..1 and summed."""
    return _VECTOR * _spread(cosines, 1.0) + _WORDS * _spread(words, 0.0)


def _stems(text: str, language: str) -> list[str]:
    return [stem(word, language) for word in content_words(text, language)]


def _spread(values: Floats, alone: float) -> Floats:
    """`alone` is the value of all where they are equal."""
    span = float(np.ptp(values))
    return (values - values.min()) / span if span else np.full_like(values, alone)
