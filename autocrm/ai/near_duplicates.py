"""Evidence that says the same twice is shown once: it would only push out what says more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from autocrm.ai.words import stems, words
from autocrm.domain.knowledge import Evidence

_SAME = 0.8  # share of three-word runs that two texts have in common
_RUN = 3
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![.!?:\n] )(?<!^)\b[^\W\d_a-zà-ÿ][\w'’-]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Dropped:
    """`evidence` says what `of` says, which was found before it."""

    evidence: Evidence
    of: Evidence


def without_near_duplicates(evidence: Sequence[Evidence]) -> tuple[list[Evidence], list[Dropped]]:
    """What is kept, in the same order, and what was dropped."""
    kept: list[Evidence] = []
    dropped: list[Dropped] = []
    for one in evidence:
        twin = next((other for other in kept if says_the_same(one, other)), None)
        if twin is None:
            kept.append(one)
        else:
            dropped.append(Dropped(one, twin))
    return kept, dropped


def says_the_same(one: Evidence, other: Evidence) -> bool:
    """Nearly the same words about the same thing, with the same numbers and names.

    The texts of two products may differ by nothing but a price, or only by what their titles
    name: those are not the same.
    """
    if one.language != other.language or not _same_subject(one, other):
        return False
    left, right = _runs(one.text), _runs(other.text)
    union = len(left | right)
    alike = not union or len(left & right) / union >= _SAME
    return alike and _facts(one.text) == _facts(other.text)


def _same_subject(one: Evidence, other: Evidence) -> bool:
    """ "Delivery" and "Delivery times", but not "Gold Account: fees" and "Silver Account: fees"."""
    left, right = _subject(one), _subject(other)
    return left <= right or right <= left


def _subject(one: Evidence) -> frozenset[str]:
    return _stems(f"{one.title} {one.heading}", one.language)


@lru_cache(maxsize=1024)  # each of 50 candidates is compared with each other one
def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(stems(text, language))


@lru_cache(maxsize=1024)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    if len(found) < _RUN:
        return frozenset([tuple(found)])
    return frozenset(tuple(found[at : at + _RUN]) for at in range(len(found) - _RUN + 1))


@lru_cache(maxsize=1024)
def _facts(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(_NUMBER.findall(text)), frozenset(_NAME.findall(text))
