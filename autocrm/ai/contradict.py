"""Two articles that say different things of the same: another number, or a "not" more.

By words, not by meaning: sentences with nearly the same words that differ in a number, in a "not",
or (English) in one word for its opposite. What is said in quite other words is not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from autocrm.ai.facts import Token, says, tokens_of
from autocrm.ai.opposites import opposites_of
from autocrm.ai.segment import article_sentences

_WORDS = 3  # in common, at least
_SAME = 0.75  # of the words of both
Fault = Literal["number", "not", "word"]


@dataclass(frozen=True, slots=True)
class Text:
    """An article. `language`: ISO 639-1; only articles of one are compared."""

    slug: str
    title: str
    content: str
    language: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`said` stands in article `slug`, `other_said` in `other`; what differs is `fault`."""

    slug: str
    said: str
    other: str
    other_said: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class _Sentence:
    slug: str
    text: str
    language: str
    words: frozenset[str]
    numbers: tuple[str, ...]
    nots: int


def contradictions(articles: Sequence[Text]) -> list[Contradiction]:
    """All pairs of sentences of different articles that cannot both be true, by slug.

    Two sentences are compared when they share three words, one of them a rare one: so time grows
    with the sentences that share words, not with their square.
    """
    sentences = [one for article in articles for one in _sentences(article)]
    found = [
        Contradiction(left.slug, left.text, right.slug, right.text, fault)
        for left, right in _pairs(sentences)
        if (fault := _fault(left, right))
    ]
    return sorted(set(found), key=lambda one: (one.slug, one.other, one.said, one.other_said))


def _sentences(article: Text) -> Iterator[_Sentence]:
    titled = _words(tokens_of(article.title, article.language))
    for span in article_sentences(article.content):
        tokens = tokens_of(span.text, article.language)
        words = _words(tokens)
        # A short sentence lives on its title: "It takes three days."
        words = words if len(words) > _WORDS else words | titled
        if len(words) >= _WORDS:
            numbers = tuple(sorted(t.key for t in tokens if t.kind == "number"))
            nots = sum(t.kind == "turn" and t.key == "not" for t in tokens)
            yield _Sentence(article.slug, span.text, article.language, words, numbers, nots)


def _words(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(t.key for t in tokens if says(t) and t.kind != "number")


def _pairs(sentences: Sequence[_Sentence]) -> Iterator[tuple[_Sentence, _Sentence]]:
    """Pairs of different articles that share one of the rarer words of the first."""
    counts = Counter(word for one in sentences for word in one.words)
    by_word: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(sentences):
        rare = sorted(one.words, key=lambda word: (counts[word], word))
        # Two that share three quarters of their words share one of the rarest 40 % of either.
        near: set[int] = set()
        for word in rare[: max(2, -(-len(rare) * 2 // 5))]:
            near.update(by_word.get((one.language, word), ()))
        for other in sorted(near):
            if sentences[other].slug != one.slug:
                yield tuple(sorted((sentences[other], one), key=lambda s: s.slug))  # type: ignore[misc]
        for word in one.words:
            by_word.setdefault((one.language, word), []).append(at)


def _fault(left: _Sentence, right: _Sentence) -> Fault | None:
    union = left.words | right.words
    common = left.words & right.words
    if len(common) < _WORDS or len(common) / len(union) < _SAME:
        return "word" if len(common) >= _WORDS and _opposite(left, right) else None
    if left.numbers != right.numbers and left.numbers and right.numbers:
        return "number"
    if left.words == right.words and left.nots % 2 != right.nots % 2:
        return "not"
    return "word" if _opposite(left, right) else None


def _opposite(left: _Sentence, right: _Sentence) -> bool:
    """Whether they differ by one word each, of which one denies the other. English only."""
    mine, theirs = left.words - right.words, right.words - left.words
    if left.language != "en" or len(mine) != 1 or len(theirs) != 1:
        return False
    return left.numbers == right.numbers and bool(opposites_of(next(iter(mine)), theirs))
