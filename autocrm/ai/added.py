"""What a text states that its source does not: numbers, amounts, links and addresses.

For texts that a model has written anew. Words may change; these may not.
"""

from __future__ import annotations

import re

from autocrm.ai.facts import plain_number

_LINK = re.compile(r"https?://[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+|\b[\w.+-]+@[\w-]+\.[\w.-]+\b")
_NUMBER = re.compile(r"\d+(?:[.,:'’/]\d+)*")
_RUN = re.compile(r"\d+")
_ENDS = ".,;:!?"


def added(source: str, text: str) -> tuple[str, ...]:
    """Each number, link or address of `text` that does not stand in `source`, once, in order."""
    known_links = {found.group().rstrip(_ENDS).casefold() for found in _LINK.finditer(source)}
    links = [found.group().rstrip(_ENDS) for found in _LINK.finditer(text)]
    new_links = [link for link in links if link.casefold() not in known_links]
    parts = [part for found in _NUMBER.finditer(source) for part in found.group().split("/")]
    numbers = {plain_number(part) for part in parts}
    runs = {_bare(run) for run in _RUN.findall(source)}
    new = [
        found.group()
        for found in _NUMBER.finditer(_LINK.sub(" ", text))
        if not _known(found.group(), numbers, runs)
    ]
    return tuple(dict.fromkeys([*new_links, *new]))


def _known(number: str, numbers: set[str], runs: set[str]) -> bool:
    """The same number, or one of the same digits: "25.11." and "11/25"."""
    if plain_number(number) in numbers:
        return True
    parts = [_bare(run) for run in _RUN.findall(number)]
    return len(parts) > 1 and all(part in runs for part in parts)


def _bare(run: str) -> str:
    return run.lstrip("0") or "0"
