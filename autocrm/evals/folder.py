"""A folder of articles, searched in memory by the formulas of the database, for a backtest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.chunk import chunk_article
from autocrm.domain.knowledge import Article, ArticleQuestion, Evidence, Narrowed, Query
from autocrm.evals.bm25 import Lexicon, asked_stems, fused, stems_of
from autocrm.ports import Embedder
from autocrm.usecases.embed_article import embedded_text, with_questions
from autocrm.usecases.import_articles import ArticleFile, read_articles

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
        self._lexicon = Lexicon([piece.stems for piece in pieces])

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
        words = self._words(query, [self._pieces[n] for n in rows])
        score = fused(cosine, words)
        best = np.argsort(-score, kind="stable")[:limit]
        return [
            replace(
                self._pieces[rows[n]].evidence,
                score=float(score[n]), vector=float(cosine[n]), bm25=float(words[n]),
            )
            for n in best
        ]  # fmt: skip

    def _words(self, query: Query, pieces: Sequence[_Piece]) -> Matrix:
        languages = {piece.evidence.language for piece in pieces}
        asked = {language: asked_stems(query, language) for language in languages}
        return np.array(
            [self._lexicon.bm25(asked[piece.evidence.language], piece.stems) for piece in pieces]
        )


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
        stems = stems_of("\n".join(whole), article.language)
        found.append((_Piece(evidence, stems), embedded_text(article.title, chunk)))
    return found


def _readable(evidence: Evidence, narrowed: Narrowed) -> bool:
    if narrowed.language is not None and evidence.language != narrowed.language:
        return False
    return narrowed.for_customer is None or evidence.visibility == "public"
