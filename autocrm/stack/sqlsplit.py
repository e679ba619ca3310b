"""Split an SQL file into statements, as far as a migration needs it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

# One alternative a token that may hide a semicolon; order matters (E'' before words).
_TOKEN = re.compile(
    r"""
      (?P<comment>--[^\n]*)
    | (?P<block>/\*)
    | (?P<dollar>\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$)
    | (?P<text>[eE]'(?:[^'\\]|\\.|'')*+' | '(?:[^']|'')*+' | "(?:[^"]|"")*+")
    | (?P<open>[eE]' | ['"] | \$(?:[^\W\d]\w*)?\$)
    | (?P<word>[^\W\d][\w$]*)
    | (?P<space>\s+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_MARK = re.compile(r"/\*|\*/")


class Unterminated(ValueError):
    """A quote or comment that does not end; `line` is where it starts, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}: a quote or comment does not end")
        self.line = line


@dataclass(frozen=True)
class Statement:
    """One statement without its semicolon, with the comments before it.

    Lines count from 1: `start` is that of the text, `line` that of the first token.
    """

    text: str
    start: int
    line: int
    first_word: str


@dataclass
class _Open:
    """The statement that is being read."""

    start: int
    first: int | None = None  # offset of the first token that is no comment
    first_word: str = ""
    last_word: str = ""
    parens: int = 0
    blocks: int = 0  # depth of BEGIN ATOMIC ... END and the CASE ... END within


def split(source: str) -> list[Statement]:
    """The statements of `source` in order; comments stay with the statement that follows.

    Semicolons in quotes, dollar quotes, nested comments, brackets and SQL-standard
    function bodies (`begin atomic`) do not split. Raises Unterminated.
    """
    statements: list[Statement] = []
    current, lines = _Open(0), _Lines(source)
    for kind, start, end in _tokens(source):
        if source[start:end] == ";" and not current.parens and not current.blocks:
            statements += _finish(source, current, start, lines)
            current = _Open(end)
        else:
            _note(current, kind, source[start:end], start)
    return statements + _finish(source, current, len(source), lines)


def _note(current: _Open, kind: str, token: str, start: int) -> None:
    if kind in ("comment", "space"):
        return
    if current.first is None:
        current.first, current.first_word = start, token.lower()
    if token in "()":
        current.parens += 1 if token == "(" else -1
    if kind == "word":
        _note_word(current, token.lower())


def _note_word(current: _Open, word: str) -> None:
    opens = (word == "atomic" and current.last_word == "begin") or (
        word == "case" and current.blocks > 0
    )
    if opens:
        current.blocks += 1
    elif word == "end" and current.blocks:
        current.blocks -= 1
    current.last_word = word


def _finish(source: str, current: _Open, end: int, lines: _Lines) -> list[Statement]:
    if current.first is None:
        return []
    raw = source[current.start : end]
    start = lines.of(end - len(raw.lstrip()))
    return [Statement(raw.strip(), start, lines.of(current.first), current.first_word)]


class _Lines:
    """Line numbers of offsets, from 1."""

    def __init__(self, source: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", source)]

    def of(self, offset: int) -> int:
        return bisect.bisect_left(self._ends, offset) + 1


def _tokens(source: str) -> Iterator[tuple[str, int, int]]:
    position = 0
    while found := _TOKEN.match(source, position):
        kind, start = found.lastgroup or "mark", position
        position = found.end()
        if kind == "open":
            raise Unterminated(source.count("\n", 0, start) + 1)
        if kind == "block":
            kind, position = "comment", _end_of_block(source, start)
        yield kind, start, position


def _end_of_block(source: str, start: int) -> int:
    depth = 0
    for found in _COMMENT_MARK.finditer(source, start):
        depth += 1 if found[0] == "/*" else -1
        if depth == 0:
            return found.end()
    raise Unterminated(source.count("\n", 0, start) + 1)
