"""Quotations that can be read by themselves: what a sentence leans on is quoted before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autocrm.ai.compose import is_item
from autocrm.ai.relevance import Candidate, leans
from autocrm.ai.segment import Span, article_sentences

_MOST_BEFORE = 2  # sentences quoted for the sake of one
_BREAK = re.compile(r"\n[ \t]*\n|\n[ \t]*#")


def made_whole(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The chosen sentences with those that they lean on, each once.

    "This takes two days." needs the sentence before it, an item of a list the line that leads the
    list in. Where that cannot be quoted (another chunk, a table), a sentence that leans is left
    out, unless nothing else was chosen.
    """
    parts = [part for candidate in chosen for part in _with_support(candidate)]
    found = {(part.evidence.article_id, part.start): part for part in parts}
    return list(found.values()) or list(chosen)


def _with_support(candidate: Candidate) -> list[Candidate]:
    """The sentence behind those it needs; nothing when they cannot be quoted."""
    if is_item(candidate.text):
        lead = _lead_in(candidate)
        return [lead, candidate] if lead else [candidate]
    parts = [candidate]
    for before in _backwards(candidate):
        if not leans(parts[0].text) or len(parts) > _MOST_BEFORE:
            break
        parts.insert(0, before)
    return [] if leans(parts[0].text) else parts


def _backwards(candidate: Candidate) -> Iterator[Candidate]:
    """The sentences before it in its own paragraph, nearest first."""
    chunk = candidate.evidence
    start = candidate.start - chunk.start
    for span in reversed([s for s in article_sentences(chunk.text) if s.end <= start]):
        if _BREAK.search(chunk.text[span.end : start]) or not span.plain:
            return
        start = span.start
        yield _at(span, candidate)


def _lead_in(candidate: Candidate) -> Candidate | None:
    """The line that ends with a colon above the list that the item stands in."""
    chunk = candidate.evidence
    before = [s for s in article_sentences(chunk.text) if s.end <= candidate.start - chunk.start]
    for span in reversed(before):
        if span.text.endswith(":"):
            return _at(span, candidate) if span.plain else None
        if not is_item(span.text):
            return None
    return None


def _at(span: Span, candidate: Candidate) -> Candidate:
    return Candidate(span.text, candidate.evidence.start + span.start, candidate.evidence)
