"""Cut an article into the pieces that are embedded and found: by headings, never too long.

A piece that begins inside a table or a list keeps what stands above it as its lead: the table's
header, the sentence that leads in the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from autocrm.ai.leads import lead_of
from autocrm.ai.segment import article_sentences
from autocrm.domain.knowledge import Chunk

CountTokens = Callable[[str], int]
# The model reads 256; title and heading path go in front of the text.
MAX_TOKENS = 200
_FENCE = re.compile(r"[ \t]{0,3}(?:```|~~~)")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*")
_ITEM_BREAK = re.compile(r"\n(?=[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t])")
_LINE_BREAK = re.compile(r"\n")
_SPACE = re.compile(r"\s+")
_EMPHASIS = re.compile(r"[*`]|__|\[([^\]]*)\]\([^)]*\)")


def chunk_article(title: str, body: str, count_tokens: CountTokens) -> list[Chunk]:
    """Chunks of at most `MAX_TOKENS` tokens, in order; `body[c.start:c.end] == c.text`.

    A heading that only repeats the title is left out of the heading path.
    """
    found: list[Chunk] = []
    for heading, start, end in _sections(title, body):
        for a, b in _fit(body, start, end, count_tokens):
            text = body[a:b]
            lead = lead_of(body, start, a, count_tokens)
            found.append(Chunk(len(found), heading, text, a, b, count_tokens(text), lead=lead))
    return found


def embedding_text(title: str, heading: str, text: str, lead: str = "") -> str:
    """What is embedded for a chunk: where it stands, then what it says."""
    return "\n".join(part for part in (title, heading, lead, text) if part)


def _sections(title: str, body: str) -> Iterator[tuple[str, int, int]]:
    """Heading path, start and end of the text under each heading."""
    path: list[tuple[int, str]] = []
    start = 0
    for at, after, level, name in _headings(body):
        yield _joined(path, title), start, at
        path = [*((depth, text) for depth, text in path if depth < level), (level, name)]
        start = after
    yield _joined(path, title), start, len(body)


def _headings(body: str) -> Iterator[tuple[int, int, int, str]]:
    at, fenced = 0, False
    for line in body.splitlines(keepends=True):
        if _FENCE.match(line):
            fenced = not fenced
        match = None if fenced else _HEADING.match(line)
        if match:
            name = _EMPHASIS.sub(r"\1", match[2]).strip()
            yield at, at + len(line), len(match[1]), name
        at += len(line)


def _joined(path: list[tuple[int, str]], title: str) -> str:
    return " > ".join(name for _, name in path if name.casefold() != title.casefold())


def _fit(body: str, start: int, end: int, count: CountTokens) -> Iterator[tuple[int, int]]:
    """Ranges that fit, cut at the coarsest border that does: paragraph, line, sentence, word."""
    start, end = _trim(body, start, end)
    if start == end:
        return
    if count(body[start:end]) <= MAX_TOKENS:
        yield start, end
        return
    yield from _packed(body, _pieces(body, start, end, count), count)


def _pieces(body: str, start: int, end: int, count: CountTokens) -> list[tuple[int, int]]:
    for borders in (
        _cuts(_PARAGRAPH_BREAK),
        _cuts(_ITEM_BREAK),
        _cuts(_LINE_BREAK),
        _sentence_cuts,
        _cuts(_SPACE),
    ):
        cuts = [start, *borders(body, start, end), end]
        parts = [_trim(body, a, b) for a, b in pairwise(cuts)]
        parts = [(a, b) for a, b in parts if a < b]
        if len(parts) > 1:
            return [piece for a, b in parts for piece in _small(body, a, b, count)]
    return list(_by_characters(body, start, end, count))


def _small(body: str, start: int, end: int, count: CountTokens) -> list[tuple[int, int]]:
    fits = count(body[start:end]) <= MAX_TOKENS
    return [(start, end)] if fits else _pieces(body, start, end, count)


def _packed(
    body: str, pieces: list[tuple[int, int]], count: CountTokens
) -> Iterator[tuple[int, int]]:
    """Neighbouring pieces joined while they fit together."""
    start, end = pieces[0]
    for a, b in pieces[1:]:
        if count(body[start:b]) <= MAX_TOKENS:
            end = b
        else:
            yield start, end
            start, end = a, b
    yield start, end


def _by_characters(
    body: str, start: int, end: int, count: CountTokens
) -> Iterator[tuple[int, int]]:
    """One endless word: halves until they fit."""
    if count(body[start:end]) <= MAX_TOKENS or end - start < 2:
        yield start, end
        return
    middle = (start + end) // 2
    yield from _by_characters(body, start, middle, count)
    yield from _by_characters(body, middle, end, count)


def _cuts(pattern: re.Pattern[str]) -> Callable[[str, int, int], list[int]]:
    return lambda body, start, end: [m.start() for m in pattern.finditer(body, start, end)]


def _sentence_cuts(body: str, start: int, end: int) -> list[int]:
    return [start + s.start for s in article_sentences(body[start:end])][1:]


def _trim(body: str, start: int, end: int) -> tuple[int, int]:
    text = body[start:end]
    if not text.strip():
        return start, start
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())
