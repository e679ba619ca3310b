"""The knowledge of `bench retrieval`: articles on a few hundred subjects, in made-up words."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import psycopg
from numpy.typing import NDArray

MODEL, PRODUCT = "bench", "grinder"
WIDTH, PADDED = 384, 1536
_A_CHUNK, _AN_ARTICLE = 80, 10  # words; chunks
_SUBJECTS, _VOCABULARY = 300, 30_000
_LATENT, _SPREAD, _NOISE = 20, 0.6, 0.05
_BATCH = 2000
_INDEX = """create index knowledge_chunks_embedding on public.knowledge_chunks
  using hnsw ((embedding::extensions.halfvec(1536)) extensions.halfvec_cosine_ops)"""
_COLUMNS = (
    "article_id, article_version, ordinal, heading, content, start_offset, end_offset, tokens, "
    "language, embedding, embedding_model"
)
Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Question:
    """What is asked, and its vectors in pgvector's form."""

    text: str
    vectors: tuple[str, ...]


class Writer:
    """Draws texts and vectors about the same subjects; the same ones for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self._random = np.random.default_rng(0)
        # Embeddings of texts fill few of their dimensions: some twenty carry the neighbourhoods.
        self._subjects = self._random.standard_normal((_SUBJECTS, _LATENT))
        self._map = self._random.standard_normal((_LATENT, WIDTH))
        # Zipf, as words are: a few stand everywhere, most hardly anywhere.
        share = 1 / np.arange(1, _VOCABULARY + 1)
        self._shares = share / share.sum()
        self._own = self._random.integers(0, _VOCABULARY, (_SUBJECTS, 60))
        self._random = np.random.default_rng(seed)

    def subject(self) -> int:
        return int(self._random.integers(_SUBJECTS))

    def words(self, subject: int, count: int) -> str:
        """Three quarters common words, a quarter the subject's own."""
        common = self._random.choice(_VOCABULARY, count * 3 // 4, p=self._shares)
        own = self._random.choice(self._own[subject], count - len(common))
        return " ".join(f"wo{number}rd" for number in (*common, *own))

    def vector(self, subject: int) -> str:
        near = self._subjects[subject] + _SPREAD * self._random.standard_normal(_LATENT)
        noise = _NOISE * self._random.standard_normal(WIDTH)
        found = self._unit((near @ self._map + noise)[None])[0]
        numbers = ",".join(f"{x:.5f}" for x in found)
        return f"[{numbers}{',0' * (PADDED - WIDTH)}]"

    def question(self, words: int, vectors: int = 1) -> Question:
        subject = self.subject()
        made = tuple(self.vector(subject) for _ in range(vectors))
        return Question(self.words(subject, words), made)

    @staticmethod
    def _unit(rows: NDArray[np.float64]) -> Vector:
        unit: Vector = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return unit


def fill(conninfo: str, chunks: int, team: uuid.UUID, progress: Callable[[str], None]) -> None:
    """Four of five articles public, 15 % internal, 5 % a team's; one in a hundred of PRODUCT."""
    writer = Writer()
    articles = [uuid.UUID(int=number + 1) for number in range(chunks // _AN_ARTICLE)]
    with psycopg.connect(conninfo) as connection:
        connection.execute("set maintenance_work_mem = '1GB'")
        connection.execute("drop index public.knowledge_chunks_embedding")
        _write_articles(connection, articles, team)
        for at in range(0, len(articles), _BATCH // _AN_ARTICLE):
            progress(f"Writing chunks {at * _AN_ARTICLE:,} of {chunks:,}")
            _write_chunks(connection, articles[at : at + _BATCH // _AN_ARTICLE], writer)
        progress("Building the index")
        connection.execute(_INDEX)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("vacuum analyze public.knowledge_base, public.knowledge_chunks")
        connection.execute("vacuum analyze public.knowledge_terms, public.knowledge_term_counts")


def _write_articles(
    connection: psycopg.Connection, articles: list[uuid.UUID], team: uuid.UUID
) -> None:
    columns = "id, slug, title, content, status, visibility, team_id, products"
    with connection.cursor().copy(f"copy public.knowledge_base ({columns}) from stdin") as copy:
        for number, article in enumerate(articles):
            kind = "team" if number % 20 == 0 else "internal" if number % 20 < 4 else "public"
            products = [PRODUCT] if number % 100 == 7 else ["other"]
            copy.write_row(
                (article, f"article-{number}", f"Article {number}", "text", "published", kind,
                 team if kind == "team" else None, products)
            )  # fmt: skip


def _write_chunks(
    connection: psycopg.Connection, articles: list[uuid.UUID], writer: Writer
) -> None:
    with connection.cursor().copy(f"copy public.knowledge_chunks ({_COLUMNS}) from stdin") as copy:
        for row in _rows(articles, writer):
            copy.write_row(row)


def _rows(articles: list[uuid.UUID], writer: Writer) -> Iterator[tuple[object, ...]]:
    for article in articles:
        subject = writer.subject()
        for ordinal in range(_AN_ARTICLE):
            text = writer.words(subject, _A_CHUNK)
            yield (
                article, 1, ordinal, "", text, 0, len(text), _A_CHUNK, "en",
                writer.vector(subject), MODEL,
            )  # fmt: skip
