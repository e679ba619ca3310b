"""Does a source say what a claim says? By laying the claim's words along the source's.

A claim is read as a walk through the source: each of its words stands at a place there, and the
walk goes from place to place with as few jumps as it can. What has no place is new ("9 days"), what
stands elsewhere is borrowed (the days of another country), and a "not", "must" or "only" that
lies on the way in one of them alone turns the meaning. Embeddings cannot see any of this.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from autocrm.ai.alike import may_be_added, may_be_plain, variants
from autocrm.ai.facts import Token, says, tokens_of
from autocrm.ai.sense import LOOSE
from autocrm.ai.walk import by_sentence, near, unquoted, walk
from autocrm.ai.words import listed

Fault = Literal["number", "unit", "name", "word", "added", "lost"]

_HEADING = re.compile(r"^#{1,6}[ \t].*$", re.MULTILINE)
_BEFORE_VERBS = listed(
    "we you i they to will would ll do does did please wir sie ich zu nous vous je"
)
_REACH = 10  # words before the first and after the last place where a turning word still counts
_BESIDE = 6  # words between a number and what it counts


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a claim says and its source does not. `lost`: what the source says and it does not."""

    fault: Fault
    word: str


def doubts(claim: str, source: str, language: str = "en", known: str = "") -> list[Doubt]:
    """What speaks against `source` saying `claim`; nothing when it does.

    `known`: title and heading, whose words a claim may put for "it". A claim without a word that
    says something has none.
    """
    whole = tokens_of(_HEADING.sub("\n\n", source), language)
    mine = unquoted(tokens_of(claim, language), whole)
    theirs = near(mine, whole, language)
    headed = "\n".join([known, *_HEADING.findall(source)])
    titled = {v for t in tokens_of(headed, language) for v in variants(t.key, language)}
    found = _against(mine, theirs, titled, language)
    # A sentence that says it all by itself is enough, whatever the others say in like words.
    alone = by_sentence(theirs).values() if found else ()
    return [] if any(not _against(mine, one, titled, language) for one in alone) else found


def supports(claim: str, source: str, language: str = "en", known: str = "") -> bool:
    """Whether `source` says what `claim` says."""
    return not doubts(claim, source, language, known)


def _against(
    mine: Sequence[Token], theirs: Sequence[Token], titled: set[str], language: str
) -> list[Doubt]:
    places = walk(mine, theirs, language)
    return [
        *_new(mine, theirs, places, titled, language),
        *_borrowed(mine, theirs, places),
        *_doubled(mine, theirs, places),
        *_swapped(mine, theirs, places, language),
        *_turned(mine, theirs, places, language),
    ]


def _new(
    mine: Sequence[Token],
    theirs: Sequence[Token],
    places: dict[int, int],
    titled: set[str],
    language: str,
) -> Iterator[Doubt]:
    """Words without a place, but for those that a rewording may add."""
    for m, token in enumerate(mine):
        if not says(token) or m in places:
            continue
        free = token.kind in ("word", "name")
        if free and may_be_added(token.key, language):
            continue
        meant = token.key in titled and not _is_verb(mine, m)
        if free and meant and not _replaces(m, mine, theirs, places):
            continue
        yield Doubt(fault_of(token), token.raw)


def _is_verb(mine: Sequence[Token], m: int) -> bool:
    """Whether the word is what somebody does: a title "Refunds" does not make "we refund" true."""
    before = mine[m - 1] if m else None
    return before is not None and (before.kind == "turn" or before.key in _BEFORE_VERBS)


def _replaces(
    m: int, mine: Sequence[Token], theirs: Sequence[Token], places: dict[int, int]
) -> bool:
    """Whether the word stands where the source has another one, rather than "it" or nothing."""
    before = max((k for k in places if k < m), default=None)
    after = min((k for k in places if k > m), default=None)
    if before is None and after is None:
        return True
    start = places[before] + 1 if before is not None else max(0, places[after] - 3)  # type: ignore[index]
    end = places[after] if after is not None else start + 3
    used = set(places.values())
    return any(says(t) and n not in used for n, t in enumerate(theirs) if start <= n < end)


def _borrowed(
    mine: Sequence[Token], theirs: Sequence[Token], places: dict[int, int]
) -> Iterator[Doubt]:
    """Numbers that stand elsewhere in the source, with another unit or among other words."""
    for m, n in places.items():
        if mine[m].kind != "number":
            continue
        unit, theirs_unit = _unit_of(mine, m), _unit_of(theirs, n)
        if unit and theirs_unit and unit != theirs_unit:
            yield Doubt("unit", f"{mine[m].raw} {unit}")
        elif not _same_company(mine, m, places, n):
            yield Doubt("number", mine[m].raw)


def _unit_of(tokens: Sequence[Token], at: int) -> str:
    """The unit of the number there: "CHF 14", "14 CHF", "three to five working days"."""
    before = tokens[at - 1] if at else None
    if before and before.kind == "unit":
        return before.key
    words = 0
    for token in tokens[at + 1 : at + 6]:
        words += token.kind in ("word", "name")
        ends = token.kind == "turn" and token.key not in ("nearly", "more")
        if ends or words > 1 or token.sentence != tokens[at].sentence:
            break
        if token.kind == "number" and words:
            break
        if token.kind == "unit":
            return token.key
    return ""


def _same_company(mine: Sequence[Token], m: int, places: dict[int, int], n: int) -> bool:
    """Whether a saying word beside the number in the claim is beside it in the source too."""
    beside = [
        next((k for k in range(m + step, m + 5 * step, step) if 0 <= k < len(mine)
              and says(mine[k])), None)
        for step in (1, -1)
    ]  # fmt: skip
    near = [k for k in beside if k is not None]
    return not near or any(k in places and 0 < abs(places[k] - n) <= _BESIDE for k in near)


def _doubled(
    mine: Sequence[Token], theirs: Sequence[Token], places: dict[int, int]
) -> Iterator[Doubt]:
    """Two words of the claim for one of the source: one of them says something else."""
    exact = {n for m, n in places.items() if mine[m].key == theirs[n].key}
    for m, n in places.items():
        if n in exact and mine[m].key != theirs[n].key:
            yield Doubt(fault_of(mine[m]), mine[m].raw)


def _swapped(
    mine: Sequence[Token], theirs: Sequence[Token], places: dict[int, int], language: str
) -> Iterator[Doubt]:
    """Words that the source has elsewhere, in the place of another of its words: "the HEY menu"."""
    used, order = set(places.values()), sorted(places)
    anchors = _rising([(m, places[m]) for m in order])
    apart = [m for m in order if m not in anchors and not may_be_added(mine[m].key, language)]
    for before, after in pairwise([None, *anchors, None]):
        first = -1 if before is None else before
        block = [m for m in apart if first < m < (len(mine) if after is None else after)]
        if not block or _is_clause(block, theirs, places, anchors):
            continue
        if any(says(theirs[n]) and n not in used for n in _gap(theirs, places, before, after)):
            yield Doubt(fault_of(mine[block[0]]), mine[block[0]].raw)


def _is_clause(
    block: Sequence[int], theirs: Sequence[Token], places: dict[int, int], anchors: Sequence[int]
) -> bool:
    """Whether the block is a part of the same sentence that was put first or last: "Y if X"."""
    outer = block[-1] < anchors[0] or block[0] > anchors[-1]
    own, others = {places[m] for m in block}, {places[m] for m in anchors}
    sentences = {theirs[n].sentence for n in own | others}
    return (
        outer
        and len(sentences) == 1
        and not own & others
        and (max(own) < min(others) or min(own) > max(others))
    )


def _gap(
    theirs: Sequence[Token], places: dict[int, int], before: int | None, after: int | None
) -> range:
    """What of the source lies between two words of the claim; at its ends the next few words."""
    start = None if before is None else places[before]
    end = None if after is None else places[after]
    if start is None and end is None:
        return range(0)
    if start is not None and end is not None:
        same = theirs[start].sentence == theirs[end].sentence
        return range(start + 1, end if same else min(start + 4, end))
    home = theirs[start if end is None else end].sentence  # type: ignore[index]
    first = end - 3 if start is None else start + 1  # type: ignore[operator]
    last = start + 4 if end is None else end  # type: ignore[operator]
    near = [n for n in range(max(first, 0), min(last, len(theirs))) if theirs[n].sentence == home]
    return range(near[0], near[-1] + 1) if near else range(0)


def _rising(steps: Sequence[tuple[int, int]]) -> list[int]:
    """The claim's words of the longest run of places that only goes forward."""
    best: list[list[int]] = []
    ends: list[int] = []
    for m, n in steps:
        at = bisect_left(ends, n)
        if at < len(ends) and ends[at] == n:
            continue  # the first of two at one place is right
        run = [*(best[at - 1] if at else []), m]
        ends[at : at + 1], best[at : at + 1] = [n], [run]
    return best[-1] if best else []


def _turned(
    mine: Sequence[Token], theirs: Sequence[Token], places: dict[int, int], language: str
) -> Iterator[Doubt]:
    """Turning words that only one of the two has, in the parts of the source walked through."""
    walked = sorted({n for run in _runs(theirs, places, language) for n in run})
    own = _senses(mine)
    other = _senses([theirs[n] for n in walked])
    yield from (Doubt("added", sense) for sense in sorted(own - other))
    yield from (Doubt("lost", sense) for sense in sorted(other - own))


def _runs(theirs: Sequence[Token], places: dict[int, int], language: str) -> Iterator[range]:
    """The parts of sentences that are walked through, with the turning words at their ends."""
    spots: dict[int, list[int]] = {}
    for n in places.values():
        spots.setdefault(theirs[n].sentence, []).append(n)
    for found in spots.values():
        first = _edge(theirs, min(found), -1, language)
        yield range(first, _edge(theirs, max(found), 1, language) + 1)


def _edge(theirs: Sequence[Token], spot: int, step: int, language: str) -> int:
    """How far a part reaches from its first or last place: up to the next word that says much."""
    for n in range(spot + step, spot + step * _REACH, step):
        if not 0 <= n < len(theirs) or theirs[n].sentence != theirs[spot].sentence:
            return n - step
        key = theirs[n].key
        if says(theirs[n]) and not may_be_added(key, language) and not may_be_plain(key, language):
            return n - step
    return spot + step * (_REACH - 1)


def _senses(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(t.key for t in tokens if t.kind == "turn" and t.key not in LOOSE)


def fault_of(token: Token) -> Fault:
    """What it is called when this token has no place in the source."""
    return token.kind if token.kind in ("number", "unit", "name") else "word"
