"""How far the words of a question are found in a text: exact, inflected, related."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from autocrm.ai.concepts import country_of, synonyms_of
from autocrm.ai.words import content_words, fold, listed, stem, words

# "Can you grind it if I own no grinder?" asks about grinding.
_ASIDE = 0.5
_SUBORDINATE = re.compile(
    r"(?<=\w),? (?:if|because|since|as|although|unless|wenn|weil|falls|da|obwohl|si|parce que|car) "
    r"(?:i|we|my|our|it|the|they|ich|wir|mein\w*|unser\w*|ihr|es|der|die|das|je|j'|nous|on|mon|"
    r"ma)\b",
    re.IGNORECASE,
)
_RELATED, _PARTLY = 0.75, 0.8
_PREFIX = 5
# Verbs and nouns of every second mail: they hardly tell one article from another.
_COMMON = listed(
    """
    order orders ordered buy bought want customer company website online today week day days
    time lot way people problem thing ask asking send got coffee bestellung bestellen bestellt
    kunde firma heute woche tag tage zeit kaffee problem commande commander client site
    aujourd'hui semaine jour jours temps probleme cafe take takes long much cost costs price
    lange dauert kostet viel combien prix cout change make receive different currently actually
    exactly usually normally
    """
)
_CAPITALISED = re.compile(r"(?<![.!?:\n\"“«(] )(?<!^)\b[A-ZÄÖÜÉÈ][\w'’-]+")
_MODEL = re.compile(r"\b[A-Za-z]{1,8}-?\d{1,4}\b|\b\d[A-Za-z]{4,}\b")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question. `specific`: a name, town or number that must be met."""

    word: str
    stem: str
    weight: float
    specific: bool


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of a text, prepared for matching."""

    words: frozenset[str]
    stems: frozenset[str]
    concepts: frozenset[str]


@lru_cache(maxsize=8192)
def bag_of(text: str, language: str) -> Bag:
    """Content words of `text` with their stems and concepts."""
    found = frozenset(content_words(text, language))
    return Bag(
        found,
        frozenset(stem(w, language) for w in found),
        frozenset(c for w in found for c in _meanings(w)),
    )


def terms_of(text: str, language: str, corpus: Sequence[Bag] = ()) -> tuple[Term, ...]:
    """The content words of a question, each once, weighted by rarity in `corpus`."""
    names = _names(text, language)
    asked = frozenset(words(_SUBORDINATE.split(text, maxsplit=1)[0]))
    found: dict[str, Term] = {}
    for word in content_words(text, language):
        base = stem(word, language)
        specific = word in names or bool(country_of(word))
        weight = _weight(word, base, corpus) * (1.5 if specific else 1.0)
        weight *= 1.0 if word in asked else _ASIDE
        found.setdefault(base, Term(word, base, weight, specific))
    return tuple(found.values())


def match(term: Term, bag: Bag) -> float:
    """0..1: is the term in the text, as itself, inflected, in a compound, or related?"""
    if term.word in bag.words or term.stem in bag.stems:
        return 1.0
    country = country_of(term.word)
    if country:
        return 1.0 if country in bag.concepts else 0.0
    if term.specific:
        return 0.0
    if len(term.word) >= _PREFIX and any(_kin(term.word, w) for w in bag.words):
        return _PARTLY
    return _RELATED if synonyms_of(term.word) & bag.concepts else 0.0


def coverage(terms: Iterable[Term], bag: Bag) -> float:
    """Weighted share of the terms that are found in the text, 0..1; 0 without terms."""
    listed = list(terms)
    total = sum(t.weight for t in listed)
    return sum(t.weight * match(t, bag) for t in listed) / total if total else 0.0


def missing_specific(terms: Iterable[Term], bag: Bag) -> tuple[str, ...]:
    """Names and places of the question that the text does not mention."""
    return tuple(t.word for t in terms if t.specific and match(t, bag) == 0.0)


def _meanings(word: str) -> frozenset[str]:
    country = country_of(word)
    return synonyms_of(word) | ({country} if country else set())


def countries_in(text: str) -> frozenset[str]:
    """Countries named in a text, by themselves or by one of their towns."""
    return frozenset(c for w in words(text) if (c := country_of(w)))


def _weight(word: str, base: str, corpus: Sequence[Bag]) -> float:
    if word in _COMMON:
        return 0.3
    holding = sum(base in bag.stems for bag in corpus)
    # Between 1 (nowhere or in one chunk) and 0.5 (in all of them).
    return 1.0 - 0.5 * math.log1p(max(holding - 1, 0)) / math.log1p(max(len(corpus), 2))


def _kin(left: str, right: str) -> bool:
    """Same beginning, or one inside the other: "Versand" in "Versandkosten"."""
    if len(right) < _PREFIX:
        return False
    if left in right or right in left:
        # English has no compounds: "grind" in "grinder" is another word.
        return left + "er" != right and right + "er" != left
    shared = next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )
    return shared >= _PREFIX and shared >= 0.7 * min(len(left), len(right))


def _names(text: str, language: str) -> frozenset[str]:
    """Folded words written with a capital inside a sentence (German writes all nouns so), and
    what looks like a model: "C40", "1Zpresso"."""
    found = _MODEL.findall(text)
    if language != "de" and sum(c.isupper() for c in text) <= len(text) / 3:
        found += _CAPITALISED.findall(text)
    return frozenset(w for name in found for w in words(fold(name)))
