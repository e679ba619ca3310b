"""Articles and the pieces of them that are searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Visibility = Literal["public", "internal", "team"]


@dataclass(frozen=True, slots=True)
class ArticleQuestion:
    """What customers ask, in several wordings, and the sentences of the article that answer it.

    Each sentence of `answer` stands word for word in the article's body.
    """

    ask: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedOften:
    """A question that a public article answers, and what it is about: for training."""

    category: str
    language: str
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """The same at its place: `answers` are (start, end) in characters of the article's body."""

    ask: tuple[str, ...]
    answers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A help article. `body` is Markdown."""

    id: str
    slug: str
    title: str
    body: str
    language: str
    visibility: Visibility
    status: str
    version: int
    questions: tuple[ArticleQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an article that is embedded and found as one.

    `body[start:end] == text` in characters of the article's Markdown.
    """

    ordinal: int
    heading: str  # path of headings, joined by " > "
    text: str
    start: int
    end: int
    tokens: int
    questions: tuple[KnownQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A chunk that was found for a question, and why.

    `score` is the normalised weighted sum in 0..1 of `vector` (cosine, -1..1) and
    `bm25` (>= 0), each min-max normalised over the candidates of that search.
    """

    chunk_id: str
    article_id: str
    article_version: int
    slug: str
    title: str
    heading: str
    text: str
    start: int  # offset of `text` in the article's body, characters
    language: str
    score: float
    vector: float
    bm25: float
    questions: tuple[KnownQuestion, ...] = ()
