"""What a piece of a table or list needs from above it: without it a row is a heap of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

MAX_LEAD_TOKENS = 50
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+")
_CONTINUED = re.compile(r"[ \t]{2,}\S")


def lead_of(body: str, start: int, at: int, count_tokens: Callable[[str], int]) -> str:
    """The header of the table, or the lead-in of the list, in which `body[at]` begins.

    `start` is where the section begins. Empty when the piece holds it itself, or there is none.
    """
    line = body[at:].split("\n", 1)[0]
    above = body[start:at].rstrip(" \t").splitlines()
    if above and not body[start:at].endswith("\n"):
        return ""  # in the middle of a line
    if _ROW.match(line):
        return _clipped(_header(above), count_tokens)
    if _ITEM.match(line):
        return _clipped(_lead_in(above), count_tokens)
    return ""


def _header(above: list[str]) -> str:
    """The first lines of the table that ends `above`, up to the rule under its header."""
    rows: list[str] = []
    for line in reversed(above):
        if not _ROW.match(line):
            break
        rows.append(line.strip())
    rows.reverse()
    for number, row in enumerate(rows):
        if _RULE.match(row):
            return "\n".join(rows[:number])
    return rows[0] if rows else ""


def _lead_in(above: list[str]) -> str:
    """The line that ends with a colon before the list that ends `above`."""
    for line in reversed(above):
        if not line.strip() or _ITEM.match(line) or _CONTINUED.match(line):
            continue
        return line.strip() if line.rstrip("*_ \t").endswith(":") else ""
    return ""


def _clipped(lead: str, count_tokens: Callable[[str], int]) -> str:
    words = lead.split(" ")
    while words and count_tokens(" ".join(words)) > MAX_LEAD_TOKENS:
        words = words[: len(words) * 3 // 4]
    return " ".join(words)
