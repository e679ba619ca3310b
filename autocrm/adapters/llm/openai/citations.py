"""From the numbers a model cites to places in articles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from autocrm.adapters.llm.openai.schemas import SentenceAnswer
from autocrm.domain.draft import Citation, Sentence
from autocrm.domain.knowledge import Evidence

_WORD = re.compile(r"\w+")


def grounded(
    sentences: Sequence[SentenceAnswer], by_number: Mapping[int, Evidence]
) -> tuple[Sentence, ...]:
    """Sentences with real citations; numbers nobody handed out are dropped."""
    found = []
    for sentence in sentences:
        text = " ".join(sentence.text.split())
        known = [by_number[n] for n in dict.fromkeys(sentence.citations) if n in by_number]
        if text:
            found.append(Sentence(text, tuple(_citation(text, piece) for piece in known)))
    return tuple(found)


def overlap(sentences: Sequence[Sentence], by_number: Mapping[int, Evidence]) -> float:
    """0..1: the share of the answer's words that stand in the pieces it cites.

    Agrees with human judges about as well as a second model does, and costs nothing.
    """
    texts = {piece.chunk_id: set(_words(piece.text)) for piece in by_number.values()}
    held = total = 0
    for sentence in sentences:
        cited: set[str] = set().union(*(texts.get(c.chunk_id, set()) for c in sentence.citations))
        words = _words(sentence.text)
        total += len(words)
        held += sum(word in cited for word in words)
    return held / total if total else 0.0


def _citation(text: str, piece: Evidence) -> Citation:
    start, end = _span(text, piece.text)
    return Citation(
        chunk_id=piece.chunk_id,
        article_id=piece.article_id,
        article_version=piece.article_version,
        slug=piece.slug,
        title=piece.title,
        start=piece.start + start,
        end=piece.start + end,
    )


def _span(text: str, inside: str) -> tuple[int, int]:
    """Where `text` stands word for word, white space aside; else the whole piece."""
    pattern = r"\s+".join(re.escape(word) for word in text.split())
    match = re.search(pattern, inside)
    return match.span() if match else (0, len(inside))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
