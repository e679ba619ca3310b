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
    lead: str = ""  # a table's header or a list's lead-in, from above where the chunk begins


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
    lead: str = ""  # see Chunk
    terms: tuple[str, ...] = ()  # stems of the question that hit, the weightiest first
    visibility: Visibility = "public"
    products: tuple[str, ...] = ()  # none: all
    # "record": what a tool read of this customer's own; `terms` are the values that it was asked.
    kind: Literal["article", "record"] = "article"


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and how much it counts beside others (0..1)."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    `words` are matched by BM25, each word weighted as its text. A chunk is as near as the nearest
    of `meanings`; each of these is the sum of its texts' vectors by weight.
    """

    words: tuple[Said, ...]
    meanings: tuple[tuple[Said, ...], ...]

    @property
    def text(self) -> str:
        """What is asked now, without what was said before."""
        return "\n".join(said.text for said in self.words if said.weight >= 1.0)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Who looks and what is left out: None leaves nothing out.

    `for_customer`: through that customer's eyes. `language`: ISO 639-1. `product`: articles about
    it and about all. `per_article`: at most so many chunks of one.
    """

    for_customer: str | None = None
    language: str | None = None
    product: str | None = None
    per_article: int | None = None


@dataclass(frozen=True, slots=True)
class LastingAnswer:
    """A sent reply after which the ticket stayed solved. `names`: what the customer is called."""

    ticket_id: str
    reply_id: str
    language: str
    question: str
    answer: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SolvedCase:
    """What was answered to somebody else, redacted: of less trust than an article.

    `cosine` (-1..1) is that of the two questions. Without ticket when the search is a customer's.
    """

    ticket_id: str | None
    number: int | None
    language: str
    question: str
    answer: str
    cosine: float
