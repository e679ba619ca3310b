"""True sentences changed into false ones, in ways that models are known to get things wrong.

For measuring: what the checks let through of these would have reached a customer. Each change
touches one thing (a number, a name, a "not" ...) and leaves the sentence well formed. Nothing
here is shared with the checks, so that they are not measured on their own lists.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from autocrm.ai.sense import in_order

_MONTHS = in_order(
    "January February March April May June July August September October November December"
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_COUNTS = in_order("two three four five six seven eight nine ten twelve fifteen twenty thirty")
_UNITS = (
    ("hour", "day", "week", "month", "year"), ("hours", "days", "weeks", "months", "years"),
    ("kg", "g"), ("ml", "litres"), ("km", "miles"), ("GB", "MB"), ("cm", "mm"),
)  # fmt: skip
_MODALS = {
    "may": ("must", "will"), "can": ("must", "cannot"), "must": ("may", "should", "need not"),
    "should": ("may", "must"), "will": ("may", "might"), "might": ("must", "will"),
    "could": ("must", "will"), "shall": ("may",), "cannot": ("must", "can"),
}  # fmt: skip
_QUANTIFIERS = {
    "all": ("some", "no", "most"), "every": ("no",), "each": ("no",), "some": ("all", "no"),
    "most": ("all", "few"), "many": ("few", "all"), "few": ("many",), "always": ("sometimes",),
    "never": ("always", "sometimes"), "often": ("rarely", "always"), "usually": ("always",),
    "only": ("not only", "also"), "at least": ("at most", "up to"), "up to": ("at least",),
    "more than": ("less than",), "less than": ("more than",), "before": ("after",),
    "after": ("before",), "within": ("after",), "several": ("all",), "no": ("some",),
    "maximum": ("minimum",), "minimum": ("maximum",), "except": ("including",),
    "with": ("without",), "without": ("with",),
}  # fmt: skip
_OPPOSITES = {
    "open": "closed", "free": "paid", "allowed": "forbidden", "available": "unavailable",
    "include": "exclude", "includes": "excludes", "included": "excluded", "increase": "decrease",
    "higher": "lower", "public": "private", "accept": "refuse", "accepts": "refuses",
    "approved": "rejected", "eligible": "ineligible", "active": "inactive", "new": "old",
    "first": "last", "buy": "sell", "enable": "disable", "start": "stop", "encrypted": "public",
    "delete": "keep", "deleted": "kept", "permanent": "temporary", "personal": "business",
    "required": "optional", "valid": "invalid", "refund": "charge", "earn": "lose",
}  # fmt: skip
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|will|can|must|should|may|does|do|has|have)\b(?! not)"
)
_NEGATION = re.compile(r"(?<=\b(?:is|do)) not\b|(?<=\b(?:are|was|has|can|may)) not\b|"
                       r"(?<=\b(?:does|will|must|have)) not\b|(?<=n)['’]t\b|\bnever ")  # fmt: skip
_AMOUNT = re.compile(r"([$€£]|\b(?:CHF|EUR|USD|GBP) )(\d[\d,]*(?:\.\d+)?)")
_NUMBER = re.compile(r"(?<![\w$€£.,-])\d[\d,]*(?:\.\d+)?(?![\w.,-]*\d)")
_COUNT = re.compile(rf"\b(?:{'|'.join(_COUNTS)})\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w&-]*[a-z][\w&-]*|[A-Z]{2,})(?: [A-Z][\w&-]+)*\b")
# What is left of "don't" without its "not"; "won't" was "will".
_BROKEN = re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should|must)n\b")
_WONT = re.compile(r"\bwon\b")
_NO_NAMES = frozenset(in_order("Yes No You Us We Our I It This That If The"))
_WORDS_ONLY = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed sentence. `kind` names what was changed."""

    kind: str
    text: str


def mutations(sentence: str, random: Random, names: Sequence[str] = ()) -> list[Mutation]:
    """One change of every kind that the sentence has a place for; deterministic for a `random`.

    `names`: others that may stand in for the sentence's own; without them names are left alone.
    """
    found = [(kind, list(change(sentence, random, names))) for kind, change in _CHANGES.items()]
    return [Mutation(kind, random.choice(texts)) for kind, texts in found if texts]


def names_in(text: str) -> list[str]:
    """Names of things and people in a text, each once: runs of capitals inside a sentence.

    A single capitalised word must come twice and never in lower case: "Yes" is no name.
    """
    found = Counter(m.group() for m in _NAME.finditer(text))
    low = set(re.findall(r"\b[a-z]+\b", text))
    return [
        name
        for name, times in found.items()
        if " " in name or (times > 1 and name.lower() not in low and name not in _NO_NAMES)
    ]


def _number(sentence: str, random: Random, _names: Sequence[str]) -> Iterator[str]:
    for match in _NUMBER.finditer(sentence):
        yield _put(sentence, match, _other_number(match.group(), random))
    for match in _COUNT.finditer(sentence):
        others = [c for c in _COUNTS if c != match.group().lower()]
        yield _put(sentence, match, _like(match.group(), random.choice(others)))


def _date(sentence: str, random: Random, _names: Sequence[str]) -> Iterator[str]:
    for family in (_MONTHS, _DAYS):
        for match in re.finditer(rf"\b(?:{'|'.join(family)})\b", sentence):
            if match.group() != "May" or re.match(r" \d", sentence[match.end() :]):
                others = [name for name in family if name != match.group()]
                yield _put(sentence, match, random.choice(others))
    for match in re.finditer(r"\b(?:19|20)\d\d\b", sentence):
        yield _put(sentence, match, str(int(match.group()) + random.choice((-3, -1, 1, 2))))


def _name(sentence: str, random: Random, names: Sequence[str]) -> Iterator[str]:
    for match in _NAME.finditer(sentence):
        own = match.group().lower()
        others = [n for n in names if not _shares(n.lower(), own)]
        if others and match.group() not in _NO_NAMES and match.group() not in (*_MONTHS, *_DAYS):
            yield _put(sentence, match, random.choice(others))


def _amount(sentence: str, random: Random, _names: Sequence[str]) -> Iterator[str]:
    for match in _AMOUNT.finditer(sentence):
        sign, number = match.groups()
        yield _put(sentence, match, sign + _other_number(number, random))
        foreign = random.choice([c for c in "$€£" if c != sign])
        yield _put(sentence, match, foreign + number)


def _unit(sentence: str, random: Random, _names: Sequence[str]) -> Iterator[str]:
    for family in _UNITS:
        for match in re.finditer(rf"(?<=[\d\w] )(?:{'|'.join(family)})\b", sentence):
            if _counted(sentence[: match.start()]):
                others = [unit for unit in family if unit != match.group()]
                yield _put(sentence, match, random.choice(others))


def _negation(sentence: str, _random: Random, _names: Sequence[str]) -> Iterator[str]:
    removed = [_put(sentence, m, "") for m in _NEGATION.finditer(sentence)]
    if removed:
        yield from (_WONT.sub("will", _BROKEN.sub(r"\1", text)) for text in removed)
        return
    for match in _AUXILIARY.finditer(sentence):
        if match.start() and not sentence[match.end() :].startswith(("n't", "n’t")):
            yield _put(sentence, match, f"{match.group()} not")


def _modal(sentence: str, random: Random, _names: Sequence[str]) -> Iterator[str]:
    yield from _swapped(sentence, {k: random.choice(v) for k, v in _MODALS.items()})


def _quantifier(sentence: str, random: Random, _names: Sequence[str]) -> Iterator[str]:
    yield from _swapped(sentence, {k: random.choice(v) for k, v in _QUANTIFIERS.items()})


def _opposite(sentence: str, _random: Random, _names: Sequence[str]) -> Iterator[str]:
    back = {v: k for k, v in _OPPOSITES.items()}
    yield from _swapped(sentence, back | _OPPOSITES)


Change = Callable[[str, Random, Sequence[str]], Iterator[str]]
_CHANGES: dict[str, Change] = {
    "number": _number,
    "date": _date,
    "name": _name,
    "amount": _amount,
    "unit": _unit,
    "negation": _negation,
    "modal": _modal,
    "quantifier": _quantifier,
    "opposite": _opposite,
}
KINDS = tuple(_CHANGES)


def _swapped(sentence: str, table: dict[str, str]) -> Iterator[str]:
    """The sentence with one word of the table for another. "May" is a month, "Can" a question."""
    pattern = rf"(?<![\w'’-])(?:{'|'.join(sorted(table, key=len, reverse=True))})(?![\w'’-])"
    for match in re.finditer(pattern, sentence):
        yield _put(sentence, match, table[match.group()])


def _put(sentence: str, match: re.Match[str], text: str) -> str:
    return sentence[: match.start()] + text + sentence[match.end() :]


def _like(model: str, word: str) -> str:
    return word.capitalize() if model[0].isupper() else word


def _other_number(number: str, random: Random) -> str:
    """Another number of the same look; never the same one."""
    value = float(number.replace(",", ""))
    factor = random.choice((0.5, 2.0, 3.0, 10.0))
    other = value * factor if value else 5.0
    if "." in number:
        decimals = len(number.rsplit(".", 1)[1])
        return f"{other:,.{decimals}f}" if "," in number else f"{other:.{decimals}f}"
    whole = round(other)
    whole = whole + 1 if whole == value else whole
    return f"{whole:,}" if "," in number else str(whole)


def _counted(before: str) -> bool:
    """Whether a number stands in the two words before a unit."""
    return any(
        any(c.isdigit() for c in word) or word.lower() in _COUNTS for word in before.split()[-2:]
    )


def _shares(left: str, right: str) -> bool:
    """Whether two names have a word in common, plural or not."""
    return bool(_singular(left) & _singular(right))


def _singular(name: str) -> set[str]:
    return {word.rstrip("s") for word in _WORDS_ONLY.findall(name)}
