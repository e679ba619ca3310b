"""Honest rewordings of a sentence: the twins of `mutate`, of the same form, saying the same.

A check that holds back everything that is not word for word would look perfect on changed claims;
these show what it costs. Only rewordings that cannot change the meaning, whoever reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from autocrm.ai.sense import in_order

_OPENINGS = (
    "Please note that {}", "In short, {}", "According to our help pages, {}", "Yes, {}",
    "To answer your question: {}", "As our help page says, {}", "We would like to mention that {}",
    "Thank you for asking: {}",
)  # fmt: skip
_CONTRACTED = (
    ("do not", "don't"), ("does not", "doesn't"), ("cannot", "can't"), ("will not", "won't"),
    ("is not", "isn't"), ("are not", "aren't"), ("should not", "shouldn't"),
    ("must not", "mustn't"), ("have not", "haven't"), ("has not", "hasn't"), ("you will", "you'll"),
    ("we will", "we'll"), ("it is", "it's"), ("we are", "we're"), ("you are", "you're"),
)  # fmt: skip
_WORDS = (
    ("purchase", "buy"), ("obtain", "get"), ("receive", "get"), ("commence", "begin"),
    ("require", "need"), ("requires", "needs"), ("must", "have to"), ("may", "can"),
    ("assist", "help"), ("modify", "change"), ("select", "choose"), ("however,", "but"),
    ("approximately", "about"), ("prior to", "before"), ("at least", "no less than"),
    ("up to", "at most"), ("employees", "staff"), ("e-mail", "email"), ("via", "by"),
    ("provide", "give"), ("regarding", "about"), ("ensure", "make sure"), ("within", "in"),
    ("delete", "remove"), ("immediately", "at once"), ("contact", "reach out to"),
    ("all of the", "all the"), ("additional", "extra"), ("parcels", "packages"),
    ("the customer", "you"), ("such as", "like"), ("in order to", "to"), ("upon", "on"),
)  # fmt: skip
_NUMBERS = in_order(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
)
_ASIDE = re.compile(r"^(?:However|Also|Additionally|Therefore|In addition|Furthermore|Thus), ")
_CONDITION = re.compile(r"^(If|When|Once|Because|Unless) ([^,]{10,80}), ([^,]{15,}[^,.])\.$")


@dataclass(frozen=True, slots=True)
class Rewording:
    """A sentence said otherwise. `kind` names how."""

    kind: str
    text: str


def rewordings(sentence: str, random: Random) -> list[Rewording]:
    """One rewording of every kind that fits the sentence; deterministic for a `random`."""
    found = [(kind, change(sentence, random)) for kind, change in _CHANGES.items()]
    return [Rewording(kind, text) for kind, text in found if text and text != sentence]


def joined(first: str, second: str) -> str:
    """Two sentences of one source as one."""
    return f"{first.rstrip('.')}, and {_lowered(second)}"


def _opening(sentence: str, random: Random) -> str:
    """With a lead-in. A question or a heading cannot have one, a "no" not a "yes"."""
    chosen = random.choice(_OPENINGS)
    if not sentence.endswith(".") or (
        chosen.startswith("Yes") and re.search(r"n[o']t\b", sentence)
    ):
        return ""
    return chosen.format(_lowered(sentence))


def _contraction(sentence: str, _random: Random) -> str:
    for full, short in _CONTRACTED:
        for old, new in ((full, short), (short, full), (short.replace("'", "’"), full)):
            if re.search(rf"\b{old}\b", sentence):
                return re.sub(rf"\b{old}\b", new, sentence)
    return ""


def _synonym(sentence: str, random: Random) -> str:
    fitting = [(a, b) for a, b in _WORDS if re.search(rf"(?<![\w-]){a}(?![\w-])", sentence)]
    if not fitting:
        return ""
    old, new = random.choice(fitting)
    return re.sub(rf"(?<![\w-]){old}(?![\w-])", new, sentence)


def _figures(sentence: str, _random: Random) -> str:
    """ "3" for "three", and the other way round."""
    for value, word in enumerate(_NUMBERS, 2):
        if re.search(rf"\b{word}\b", sentence):
            return re.sub(rf"\b{word}\b", str(value), sentence)
        if re.search(rf"(?<![\w.,$€£%-]){value}(?![\w.,%:)/-])(?= \w)", sentence):
            return re.sub(
                rf"(?<![\w.,$€£%-]){value}(?![\w.,%:)/-])(?= \w)", word, sentence, count=1
            )
    return ""


def _without_aside(sentence: str, _random: Random) -> str:
    short = _ASIDE.sub("", sentence)
    return short[:1].upper() + short[1:]


def _condition_last(sentence: str, _random: Random) -> str:
    """ "If X, Y." as "Y if X."."""
    match = _CONDITION.match(sentence)
    if not match:
        return ""
    when, condition, then = match.groups()
    return f"{then[0].upper()}{then[1:]} {when.lower()} {condition}."


Change = Callable[[str, Random], str]
_CHANGES: dict[str, Change] = {
    "opening": _opening,
    "contraction": _contraction,
    "synonym": _synonym,
    "figures": _figures,
    "without_aside": _without_aside,
    "condition_last": _condition_last,
}


def _lowered(sentence: str) -> str:
    """Its first word in lower case, unless that is a name or "I"."""
    first = sentence.split(" ", 1)[0]
    keeps = first == "I" or first.startswith(("I'", "I’")) or any(c.isupper() for c in first[1:])
    return sentence if keeps else sentence[:1].lower() + sentence[1:]
