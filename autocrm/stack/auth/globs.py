"""Upstream's patterns for redirect URLs: `*` stops at `.` and `/`, `**` does not."""

from __future__ import annotations

import re

_ONE = "[^./]"  # what `*` and `?` may stand for
_GROUP = {"{": "(?:", ",": "|", "}": ")"}


def compile_glob(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression for `fullmatch`.

    `?` is one character, `[abc]`, `[a-z]` and `[!a]` are classes, `{a,b}` alternatives and a
    backslash takes the next character as it is. Raises ValueError when brackets do not match.
    """
    out: list[str] = []
    at, depth = 0, 0
    while at < len(pattern):
        piece, at, depth = _next(pattern, at, depth)
        out.append(piece)
    if depth:
        raise ValueError(f"{pattern!r} has an unclosed brace")
    return re.compile("".join(out), re.DOTALL)


def _next(pattern: str, at: int, depth: int) -> tuple[str, int, int]:
    """The regular expression of what begins at `at`, where the rest begins, open braces."""
    char = pattern[at]
    if char == "*":
        stars = len(pattern[at:]) - len(pattern[at:].lstrip("*"))
        return (f"{_ONE}*" if stars == 1 else ".*"), at + stars, depth
    if char == "?":
        return _ONE, at + 1, depth
    if char == "[":
        return *_class(pattern, at), depth
    if char == "{" or (depth and char in ",}"):
        return _GROUP[char], at + 1, depth + {"{": 1, ",": 0, "}": -1}[char]
    if char == "\\" and at + 1 < len(pattern):
        return re.escape(pattern[at + 1]), at + 2, depth
    return re.escape(char), at + 1, depth


def _class(pattern: str, at: int) -> tuple[str, int]:
    end = pattern.find("]", at + 1)
    inner = pattern[at + 1 : end]
    negated = inner.startswith("!")
    if end < 0 or not inner.lstrip("!"):
        raise ValueError(f"{pattern!r} has an unclosed or empty bracket")
    # only the dash keeps its meaning
    body = "".join(char if char == "-" else re.escape(char) for char in inner[negated:])
    return f"[{'^' if negated else ''}{body}]", end + 1
