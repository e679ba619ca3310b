"""The product's search over passages in memory: its query, its two scores, its re-ranking.

For figures of what comes after the search; the search itself is measured through the database
(`autocrm.evals.retrieval`). The formulas are those of the migrations.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.ai.chunk import chunk_article, embedding_text
from autocrm.ai.near_duplicates import without_near_duplicates
from autocrm.ai.rerank import rerank
from autocrm.ai.words import content_words, stem
from autocrm.domain.knowledge import Evidence, Query, Said
from autocrm.evals.pages import Page

_CANDIDATES, _KEPT = 50, 8
_VECTOR, _WORDS = 0.6, 0.4
_SATURATION = 8.0  # of a word's times in the query
_BATCH = 128
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Piece:
    page: str
    evidence: Evidence
    stems: Counter[str]


class Shelf:
    """Pages by id, cut and embedded once."""

    def __init__(self, pages: dict[str, Page], embedder: LocalEmbedder) -> None:
        self._embedder = embedder
        self._pieces = [p for key, page in pages.items() for p in _cut(key, page, embedder)]
        texts = [
            embedding_text(p.evidence.title, p.evidence.heading, p.evidence.text, p.evidence.lead)
            for p in self._pieces
        ]
        batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
        self._vectors: Matrix = np.concatenate([embedder.vectors(batch) for batch in batches])
        self._holding = Counter(word for p in self._pieces for word in p.stems)
        self._length = sum(p.stems.total() for p in self._pieces) / max(len(self._pieces), 1)

    def search(self, query: Query, without: Collection[str] = ()) -> list[Evidence]:
        """The best pieces of pages that are not left out."""
        kept = [n for n, p in enumerate(self._pieces) if p.page not in without]
        if not kept:
            return []
        cosines = np.max([self._vectors[kept] @ v for v in self._meanings(query)], axis=0)
        asked = _asked(query)
        words = np.array([self._bm25(asked, n) for n in kept])
        score = _VECTOR * _spread(cosines) + _WORDS * _spread(words)
        best = np.argsort(-score, kind="stable")[:_CANDIDATES]
        found = [
            self._found(kept[n], float(score[n]), float(cosines[n]), float(words[n])) for n in best
        ]
        return without_near_duplicates(rerank(query.text, found))[0][:_KEPT]

    def near(self, pages: Collection[str], cosine: float) -> set[str]:
        """Pages with a piece at least that near to a piece of `pages`."""
        own = [n for n, p in enumerate(self._pieces) if p.page in pages]
        if not own:
            return set()
        likeness = (self._vectors @ self._vectors[own].T).max(axis=1)
        return {p.page for p, value in zip(self._pieces, likeness, strict=True) if value >= cosine}

    def _meanings(self, query: Query) -> list[Matrix]:
        return [self._mixed(meaning) for meaning in query.meanings]

    def _mixed(self, meaning: Sequence[Said]) -> Matrix:
        rows = self._embedder.vectors([said.text for said in meaning])
        weights = np.array([said.weight for said in meaning], dtype=np.float32)
        mixed: Matrix = weights @ rows
        return mixed / max(float(np.linalg.norm(mixed)), 1e-9)

    def _bm25(self, asked: dict[str, float], number: int) -> float:
        piece = self._pieces[number]
        long = 0.25 + 0.75 * piece.stems.total() / self._length
        return sum(
            weight * self._rarity(word) * piece.stems[word] * 2.2 / (piece.stems[word] + 1.2 * long)
            for word, weight in asked.items()
            if word in piece.stems
        )

    def _rarity(self, word: str) -> float:
        count = self._holding[word]
        return math.log(1 + (len(self._pieces) - count + 0.5) / (count + 0.5))

    def _found(self, number: int, score: float, cosine: float, words: float) -> Evidence:
        e = self._pieces[number].evidence
        return Evidence(
            e.chunk_id, e.article_id, e.article_version, e.slug, e.title, e.heading, e.text,
            e.start, e.language, score, cosine, words, lead=e.lead,
        )  # fmt: skip


def _cut(key: str, page: Page, embedder: LocalEmbedder) -> list[_Piece]:
    pieces = []
    for chunk in chunk_article(page.title, page.text, embedder.count_tokens):
        evidence = Evidence(
            f"{key}#{chunk.ordinal}", key, 1, key, page.title, chunk.heading, chunk.text,
            chunk.start, "en", 0.0, 0.0, 0.0, lead=chunk.lead,
        )  # fmt: skip
        whole = f"{page.title}\n{chunk.heading}\n{chunk.lead}\n{chunk.text}"
        pieces.append(_Piece(key, evidence, Counter(_stems(whole))))
    return pieces


def _asked(query: Query) -> dict[str, float]:
    """Stems of the query with their weights: a word said often counts little more."""
    times: dict[str, float] = {}
    for said in query.words:
        for word in _stems(said.text):
            times[word] = times.get(word, 0.0) + said.weight
    return {word: n * (1 + _SATURATION) / (n + _SATURATION) for word, n in times.items()}


def _stems(text: str) -> list[str]:
    return [stem(word, "en") for word in content_words(text, "en")]


def _spread(values: NDArray[np.floating]) -> NDArray[np.floating]:
    span = float(np.ptp(values))
    return (values - values.min()) / span if span else np.zeros_like(values)
