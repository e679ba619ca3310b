"""The product's search over passages in memory: its query, its two scores, its re-ranking.

For figures of what comes after the search; the search itself is measured through the database
(`autocrm.evals.retrieval`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.ai.chunk import chunk_article, embedding_text
from autocrm.ai.near_duplicates import without_near_duplicates
from autocrm.ai.rerank import rerank
from autocrm.domain.knowledge import Evidence, Query, Said
from autocrm.evals.bm25 import Lexicon, asked_stems, fused, stems_of
from autocrm.evals.pages import Page

_CANDIDATES, _KEPT = 50, 8
_LANGUAGE = "en"
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
        self._lexicon = Lexicon([piece.stems for piece in self._pieces])

    def search(self, query: Query, without: Collection[str] = ()) -> list[Evidence]:
        """The best pieces of pages that are not left out."""
        kept = [n for n, p in enumerate(self._pieces) if p.page not in without]
        if not kept:
            return []
        cosines = np.max([self._vectors[kept] @ v for v in self._meanings(query)], axis=0)
        asked = asked_stems(query, _LANGUAGE)
        words = np.array([self._lexicon.bm25(asked, self._pieces[n].stems) for n in kept])
        score = fused(cosines, words)
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
            chunk.start, _LANGUAGE, 0.0, 0.0, 0.0, lead=chunk.lead,
        )  # fmt: skip
        whole = f"{page.title}\n{chunk.heading}\n{chunk.lead}\n{chunk.text}"
        pieces.append(_Piece(key, evidence, stems_of(whole, _LANGUAGE)))
    return pieces
