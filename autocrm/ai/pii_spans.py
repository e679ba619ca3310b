"""What a piece of personal data is called, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`text[start:end]` is of `type` (the names of PLACEHOLDERS in `autocrm.ai.pii`)."""

    start: int
    end: int
    type: str


def spans(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Every match as a span: of the group `it` where the pattern has one, else the whole."""
    group: str | int = "it" if "it" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        yield Span(match.start(group), match.end(group), kind)


def apart(found: Iterable[Span]) -> list[Span]:
    """In order of place without overlaps: what comes earlier in `found` wins."""
    taken: list[Span] = []
    covered = bytearray()
    for span in found:
        if len(covered) < span.end:
            covered.extend(bytes(span.end - len(covered)))
        if span.end > span.start and not any(covered[span.start : span.end]):
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
            taken.append(span)
    return sorted(taken)
