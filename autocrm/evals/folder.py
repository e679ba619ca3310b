"""A folder of articles, searched in memory by the formulas of the database, for a backtest.

Stems are those of `autocrm.ai.words`, not Postgres's: scores are near the database's, not the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.chunk import chunk_article
from autocrm.ai.words import content_words, stem
from autocrm.domain.knowledge import Article, ArticleQuestion, Evidence, Narrowed, Query
from autocrm.ports import Embedder
from autocrm.usecases.embed_article import embedded_text, with_questions
from autocrm.usecases.import_articles import ArticleFile, read_articles

_VECTOR, _WORDS = 0.6, 0.4
_BATCH = 64
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Piece:
    evidence: Evidence
    stems: Counter[str]


class FolderKnowledge:
    """The `search` of `ports.Knowledge` over Markdown files: what is published, by visibility."""

    def __init__(self, pieces: Sequence[_Piece], vectors: Matrix) -> None:
        self._pieces = pieces
        self._vectors = vectors
        self._holding = Counter(word for piece in pieces for word in piece.stems)
        self._average = sum(p.stems.total() for p in pieces) / max(len(pieces), 1)

    async def search(
        self,
        query: Query,
        vectors: Sequence[Sequence[float]],
        model: str,
        narrowed: Narrowed,
        *,
        limit: int = 8,
    ) -> list[Evidence]:
        """The best pieces, best first; a customer's search finds public ones only."""
        rows = [n for n, p in enumerate(self._pieces) if _readable(p.evidence, narrowed)]
        if not rows:
            return []
        cosine = (self._vectors[rows] @ np.asarray(vectors).T).max(axis=1)
        words = np.array([self._bm25(query, self._pieces[n]) for n in rows])
        score = _VECTOR * _spread(cosine, 1.0) + _WORDS * _spread(words, 0.0)
        best = np.argsort(-score, kind="stable")[:limit]
        return [
            replace(
                self._pieces[rows[n]].evidence,
                score=float(score[n]), vector=float(cosine[n]), bm25=float(words[n]),
            )
            for n in best
        ]  # fmt: skip

    def _bm25(self, query: Query, piece: _Piece) -> float:
        times: Counter[str] = Counter()
        for said in query.words:
            for word in _stems(said.text, piece.evidence.language):
                times[word] += said.weight  # type: ignore[assignment]  # weights are fractions
        long = 1.2 * (0.25 + 0.75 * piece.stems.total() / max(self._average, 1))
        return math.fsum(
            self._rarity(word) * n * 9 / (n + 8) * piece.stems[word] * 2.2
            / (piece.stems[word] + long)
            for word, n in times.items()
            if word in piece.stems
        )  # fmt: skip

    def _rarity(self, word: str) -> float:
        count = self._holding[word]
        return math.log(1 + (len(self._pieces) - count + 0.5) / (count + 0.5))


async def read_folder(folder: Path, embedder: Embedder) -> FolderKnowledge:
    """Cut and embed all `*.md` below `folder`. Raises Invalid with file and line."""
    files = read_articles(sorted(folder.rglob("*.md")))
    articles = [_article(file) for file in files]
    pieces = [p for a in articles if a.status == "published" for p in _cut(a, embedder)]
    texts = [text for _, text in pieces]
    vectors: list[list[float]] = []
    for at in range(0, len(texts), _BATCH):
        vectors += await embedder.embed(texts[at : at + _BATCH])
    return FolderKnowledge([piece for piece, _ in pieces], np.array(vectors))


def _article(file: ArticleFile) -> Article:
    fields = file.fields
    questions = tuple(ArticleQuestion(tuple(q["ask"]), tuple(q["answer"])) for q in file.questions)
    return Article(
        id=file.slug, slug=file.slug, title=fields["title"], body=file.content,
        language=fields.get("language", "en"),
        visibility=fields.get("visibility", "public"),  # type: ignore[arg-type]  # was checked
        status=fields.get("status", "published"), version=1, questions=questions,
    )  # fmt: skip


def _cut(article: Article, embedder: Embedder) -> list[tuple[_Piece, str]]:
    found = []
    for cut in chunk_article(article.title, article.body, embedder.count_tokens):
        chunk = with_questions(cut, article)
        evidence = Evidence(
            f"{article.slug}#{chunk.ordinal}", article.id, 1, article.slug, article.title,
            chunk.heading, chunk.text, chunk.start, article.language, 0.0, 0.0, 0.0,
            chunk.questions, chunk.lead, visibility=article.visibility,
        )  # fmt: skip
        asked = [ask for question in chunk.questions for ask in question.ask]
        whole = [article.title, article.title, chunk.heading, chunk.lead, chunk.text, *asked]
        stems = Counter(_stems("\n".join(whole), article.language))
        found.append((_Piece(evidence, stems), embedded_text(article.title, chunk)))
    return found


def _readable(evidence: Evidence, narrowed: Narrowed) -> bool:
    if narrowed.language is not None and evidence.language != narrowed.language:
        return False
    return narrowed.for_customer is None or evidence.visibility == "public"


def _stems(text: str, language: str) -> list[str]:
    return [stem(word, language) for word in content_words(text, language)]


def _spread(values: Matrix, alone: float) -> Matrix:
    span = float(np.ptp(values))
    return (values - values.min()) / span if span else np.full_like(values, alone)
