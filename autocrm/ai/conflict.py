"""What a free text (a summary, a rewritten reply) says that its source cannot have said.

For text too free for `support`: new words alone mean nothing there. A number, a unit or a name
that the source does not have does, and so does a "not" in a place where it has none, and "the
oldest" of what it calls the newest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autocrm.ai.alike import variants
from autocrm.ai.facts import Token, says, tokens_of
from autocrm.ai.opposites import opposites_of
from autocrm.ai.support import Doubt, fault_of

_ABOUT = 5  # words after (else before) a "not" that may be what it denies
_NEAR = 8  # words between a "not" of the source and such a word
_BEFORE = 3  # words between a "not" and a word that it surely denies


def conflicts(text: str, source: str, language: str = "en") -> list[Doubt]:
    """What of `text` cannot stand beside `source`; nothing for an honest summary."""
    mine, theirs = tokens_of(text, language), tokens_of(source, language)
    known = {v for t in theirs for v in variants(t.key, language)}
    new = [t for t in mine if says(t) and t.key not in known]
    return [
        *(Doubt(fault_of(t), t.raw) for t in new if t.kind != "word"),
        *_opposite(new, theirs, language),
        *_denied(mine, theirs, language),
        *_undenied(mine, theirs, language),
    ]


def _opposite(new: Sequence[Token], theirs: Sequence[Token], language: str) -> Iterator[Doubt]:
    """New words that deny one of the source. English only."""
    if language == "en":
        keys = frozenset(t.key for t in theirs)
        yield from (
            Doubt("word", t.raw) for t in new if t.kind == "word" and opposites_of(t.key, keys)
        )


def _denied(mine: Sequence[Token], theirs: Sequence[Token], language: str) -> Iterator[Doubt]:
    """A "not" about words near which the source has none."""
    nots = _nots(theirs)
    for m in _nots(mine):
        about = [t for t in mine[m + 1 : m + 1 + _ABOUT] if says(t)][:2]
        about = about or [t for t in mine[max(0, m - _ABOUT) : m] if says(t)][-2:]
        keys = {v for t in about for v in variants(t.key, language)}
        places = [n for n, t in enumerate(theirs) if t.key in keys]
        if not any(abs(place - n) <= _NEAR for place in places for n in nots):
            yield Doubt("added", "not")


def _undenied(mine: Sequence[Token], theirs: Sequence[Token], language: str) -> Iterator[Doubt]:
    """A word that the source has only with a "not" before it, and the text without one."""
    nots, mine_nots = _nots(theirs), _nots(mine)
    for m, token in enumerate(mine):
        keys = variants(token.key, language)
        places = [n for n, t in enumerate(theirs) if t.key in keys] if says(token) else []
        bound = bool(places) and all(_follows(place, nots) for place in places)
        if bound and not any(abs(m - n) <= _ABOUT for n in mine_nots):
            yield Doubt("lost", "not")


def _nots(tokens: Sequence[Token]) -> list[int]:
    return [n for n, t in enumerate(tokens) if t.kind == "turn" and t.key == "not"]


def _follows(place: int, nots: Sequence[int]) -> bool:
    return any(0 < place - n <= _BEFORE for n in nots)
