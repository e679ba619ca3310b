"""What a sentence states, as tokens that can be compared: numbers, units, names, negations.

A number is its value ("three", "3", "3.0" are one), a contraction is two words ("can't": can, not),
and words that turn a sentence's meaning ("not", "must", "only", "up to") stand for their sense, so
that "at least" and "mindestens" are one. English first; the closed classes of German and French
too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from autocrm.ai.sense import NUMBER_WORDS, PHRASES, PLAIN_PHRASES, TURNING, UNITS
from autocrm.ai.words import is_filler, stem

Kind = Literal["number", "unit", "turn", "name", "word", "filler"]

_TOKEN = re.compile(
    r"\d+(?:[.,:'’]\d+)*[^\W\d_]*|[$€£¥%°]|[^\W_]+(?:['’][^\W\d_]+)*|"
    # not the stops of "U.S. law" and "e.g. this": a sentence ends before a capital
    r"(?<!\b[^\W\d_])[.!?]+(?=[\"'”’»)\]*_]*(?:\s+[^a-zà-ÿ\s]|\s*$))|"
    r"\n\s*\n|\n[ \t]*(?:[-*+•#|]|\d{1,2}[.)] )"
)
_PLURAL_OF_NAME = re.compile(r"['’]s$")
_NOT = re.compile(r"n['’]t$", re.IGNORECASE)
_SHORT_FORM = re.compile(r"^(.+)['’](ll|re|ve|d|m)$", re.IGNORECASE)
_OPENS_LINE = re.compile(r"[\n.!?]")
_CONTRACTED = {
    "can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"),
    "shan't": ("shall", "not"), "ain't": ("is", "not"), "unable": ("can", "not"),
}  # fmt: skip
_ALL = PHRASES.keys() | PLAIN_PHRASES.keys()
_AMBIGUOUS_UNITS = frozenset(["am", "pm", "m", "l", "g", "min", "mb", "an", "second", "seconds"])
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th|er|re|e|ème)$")
_ACCENTS = str.maketrans("äöüéèêëàâîïôûùç’", "aoueeeeaaiiouuc'")
_ELIDED = re.compile(r"^(?:d|l|qu|j|n|s|c|m|t)'(?=\w)")


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `key`: what is compared. `at`: its number in the text. `sentence`: of the text."""

    raw: str
    key: str
    kind: Kind
    at: int
    sentence: int


def says(token: Token) -> bool:
    """Whether a token says something by itself, rather than turning or joining others."""
    return token.kind in ("number", "unit", "name", "word")


@lru_cache(maxsize=4096)
def tokens_of(text: str, language: str = "en") -> tuple[Token, ...]:
    """The tokens of a text, in order, without punctuation."""
    found: list[Token] = []
    sentence, opening = 0, True
    for raw in _phrased(text):
        if _OPENS_LINE.match(raw):
            sentence, opening = sentence + 1, True
            continue
        for part in filter(None, _parts(raw)):
            counted = bool(found) and found[-1].kind == "number"
            key, kind = _read(part, language, opening, counted)
            found.append(Token(part, key, kind, len(found), sentence))
            opening = False
    return tuple(_plain_about(found))


def plain_number(number: str) -> str:
    """ "1'000", "1,000" and "1000" are one number; "4,50" and "4.5" too; "08:00" is "8:00"."""
    bare = re.sub(r"['’ ]", "", number).strip(".,:")
    bare = re.sub(r"(?<=\d)[.,](?=\d{3}(?:\D|$))", "", bare).replace(",", ".")
    if bare.count(".") == 1:
        bare = bare.rstrip("0").rstrip(".")
    return re.sub(r"^0+(?=\d)", "", bare)


def _phrased(text: str) -> list[str]:
    """Raw tokens, with phrases of several words ("up to", "have to") put together."""
    raws = [m.group() for m in _TOKEN.finditer(text)]
    low = [_low(r) for r in raws]
    out: list[str] = []
    at = 0
    while at < len(raws):
        size = next(
            (n for n in (4, 3, 2) if at + n <= len(raws) and " ".join(low[at : at + n]) in _ALL),
            1,
        )
        out.append(" ".join(low[at : at + size]) if size > 1 else raws[at])
        at += size
    return out


def _plain_about(tokens: list[Token]) -> list[Token]:
    """ "about" and "around" weaken a number; before anything else they say nothing."""
    return [
        replace(t, kind="filler")
        if t.key == "nearly" and not any(n.kind == "number" for n in tokens[i + 1 : i + 3])
        else t
        for i, t in enumerate(tokens)
    ]


def _parts(raw: str) -> tuple[str, ...]:
    low = _low(raw)
    if low in _CONTRACTED:
        return _CONTRACTED[low]
    if _NOT.search(raw):
        return (raw[:-3], "not")
    if short := _SHORT_FORM.match(raw):
        return short.group(1), "will" if short.group(2).lower() == "ll" else "have"
    unit = re.fullmatch(r"(\d[\d.,:]*)(kg|g|mg|ml|cl|l|mm|cm|m|km|am|pm|h|k|x|gb|mb|tb)", low)
    return (unit.group(1), unit.group(2)) if unit else (raw,)


def _read(raw: str, language: str, opening: bool, counted: bool) -> tuple[str, Kind]:
    """Key and kind. `opening`: first of a sentence. `counted`: stands behind a number."""
    low = _low(raw)
    if ordinal := _ORDINAL.match(low):
        return plain_number(ordinal.group(1)), "number"
    if raw[0].isdigit() and not any(c.isalpha() for c in raw):
        return plain_number(raw), "number"
    if low in NUMBER_WORDS.get(language, NUMBER_WORDS["en"]):
        return NUMBER_WORDS.get(language, NUMBER_WORDS["en"])[low], "number"
    if low in PHRASES:
        return PHRASES[low], "turn"
    if low in PLAIN_PHRASES:
        plain = PLAIN_PHRASES[low]
        return (stem(plain, language), "word") if plain else (low, "filler")
    turning = TURNING.get(language, TURNING["en"])
    named = raw[0].isupper() and not opening and language != "de"
    name = named or (len(raw) > 1 and raw.isupper())
    if low in turning and not (raw == "May" and named):
        return turning[low], "turn"
    if low in UNITS and (counted or low not in _AMBIGUOUS_UNITS):
        return UNITS[low], "unit"
    bare = _ELIDED.sub("", _PLURAL_OF_NAME.sub("", low))
    if is_filler(bare, language) and not (name and len(bare) > 1):
        return bare, "filler"
    return stem(bare, language), "name" if name else "word"


def _low(raw: str) -> str:
    return raw.lower().translate(_ACCENTS)
