"""Sentences with exact offsets, from articles (Markdown) and from mails (plain text)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from autocrm.ai.words import listed

_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec januar februar märz april mai juni juli "
    "august september oktober november dezember janvier février mars avril juin juillet août "
    "septembre octobre novembre décembre january february march june july december"
)
# After these a full stop does not end a sentence (lower case, without the last stop).
_ABBREVIATIONS = listed(
    """
    approx ca bzw vgl inkl exkl zzgl ggf evtl usf nr dr prof mr mrs ms st hr fr tel incl excl
    e.g i.e z.b d.h u.a u.ä o.ä p.ex env m mme mlle cf vs fig vol str bd jr sr dept resp bes sog
    mind
    """
) | frozenset(_MONTHS.split()[:12])
# These are words as well: they are abbreviations only in front of a number.
_BEFORE_NUMBERS = frozenset({"no", "art", "abs", "p", "pp", "min", "max"})
_MONTH_NEXT = re.compile(r"\s+(?:" + "|".join(m.capitalize() for m in _MONTHS.split()) + r")\b")
_NUMBER_NEXT = re.compile(r"\s*\d")
_ONE_LETTER_NEXT = re.compile(r"\s*[^\W\d_]\.")
_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)")
_OPENS = re.compile(r"[\s\"'“‘«„(\[¿¡*_]*")
_LAST_WORD = re.compile(r"[^\s(\[\"'“„«]+$")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.)*[^\W\d_]$")

_BULLET = re.compile(r"[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}(?:[ \t]|$)")
_SKIPPED = re.compile(r"[ \t]*(?:\||>|<|!\[|={3,}|-{3,}|\*{3,}|_{3,}|\[[^\]]+\]:)")
_FENCE = re.compile(r"[ \t]{0,3}(?:```|~~~)")
# Emphasis, code, links, images, HTML, template braces: odd to read in a plain mail.
_MARKUP = re.compile(r"[*`|\\]|__|\b_|_\b|[\[\]]|</?\w|\{[{%]|~~")


@dataclass(frozen=True, slots=True)
class Span:
    """`text == source[start:end]`. `plain`: reads well without Markdown."""

    text: str
    start: int
    end: int
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item of an article, its bullet left out."""

    start: int
    end: int


def markdown_blocks(body: str) -> list[Block]:
    """Paragraphs and list items. Headings, tables, quotes and code are left out."""
    blocks: list[Block] = []
    start = end = -1
    fenced = False
    for at, line in _lines(body):
        fence = bool(_FENCE.match(line))
        fenced ^= fence
        skip = fenced or fence or not line.strip() or _skipped(line)
        bullet = None if skip else _BULLET.match(line)
        if (skip or bullet) and start >= 0:
            blocks.append(Block(start, end))
            start = -1
        if not skip:
            if start < 0:
                indent = len(line) - len(line.lstrip())
                start = at + (bullet.end() if bullet else indent)
            end = at + len(line.rstrip())
    if start >= 0:
        blocks.append(Block(start, end))
    return [b for b in blocks if b.end > b.start]


def article_sentences(body: str) -> list[Span]:
    """The sentences of a Markdown article, word for word as they stand in it."""
    return [
        span for block in markdown_blocks(body) for span in _split(body, block.start, block.end)
    ]


def mail_sentences(text: str) -> list[Span]:
    """The sentences of a mail; greeting, closing and list lines stand by themselves."""
    return [span for a, b in _mail_pieces(text) for span in _split(text, a, b)]


def _skipped(line: str) -> bool:
    return bool(_HEADING.match(line) or _SKIPPED.match(line))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line
        at += len(line)


def _mail_pieces(text: str) -> list[tuple[int, int]]:
    """Runs of lines that belong together: wrapped lines are joined, short ones are not."""
    pieces: list[tuple[int, int]] = []
    open_piece = False
    for at, line in _lines(text):
        bare = line.strip()
        bullet = _BULLET.match(line)
        start = at + (bullet.end() if bullet else len(line) - len(line.lstrip()))
        end = at + len(line.rstrip())
        if bare and end > start:
            if open_piece and not bullet:
                pieces[-1] = (pieces[-1][0], end)
            else:
                pieces.append((start, end))
        # Mail programs wrap at about 72; a clearly shorter line was ended on purpose.
        open_piece = len(bare) >= 55
    return pieces


def _split(source: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for match in _END.finditer(source, start, end):
        if _is_end(source, at, match, end):
            yield from _span(source, at, match.end())
            at = match.end()
    yield from _span(source, at, end)


def _span(source: str, start: int, end: int) -> Iterator[Span]:
    raw = source[start:end]
    start += len(raw) - len(raw.lstrip())
    text = raw.strip()
    if any(c.isalnum() for c in text):
        yield Span(text, start, start + len(text), plain=not _MARKUP.search(text))


def _is_end(source: str, start: int, match: re.Match[str], limit: int) -> bool:
    if match.end() >= limit:
        return True
    opening = _OPENS.match(source, match.end(), limit)
    following = source[opening.end() : opening.end() + 1] if opening else ""
    if following.islower():
        return False
    if match.group()[0] != "." or len(match.group().rstrip("\"'”’»)]*_")) > 1:
        return True
    return not _stop_inside(source, start, match)


def _stop_inside(source: str, start: int, match: re.Match[str]) -> bool:
    """Whether the full stop belongs to the word before it ("Dr.", "z. B.", "25. Dezember")."""
    before = _LAST_WORD.search(source, start, match.start())
    if not before:
        return False
    word = before.group()
    if word.isdigit() and len(word) <= 2:
        return bool(_MONTH_NEXT.match(source, match.end()))
    if word.lower() in _BEFORE_NUMBERS:
        return bool(_NUMBER_NEXT.match(source, match.end()))
    return word.lower() in _ABBREVIATIONS or _is_initial(source, before)


def _is_initial(source: str, word: re.Match[str]) -> bool:
    """ "U.S.", "J. Smith" and "z. B.", but not the unit in "250 g." """
    if not _INITIALS.match(word.group()) or word.group() == "I":
        return False
    after_number = source[: word.start()].rstrip()[-1:].isdigit()
    return not after_number and (
        word.group()[-1].isupper() or bool(_ONE_LETTER_NEXT.match(source, word.end() + 1))
    )
