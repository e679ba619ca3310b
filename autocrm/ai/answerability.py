"""Does the evidence answer the question at all? A small regression over named features.

A wrong automatic answer costs more than ten that wait for a person, so the threshold of
a policy stands high on this scale, and each missing piece pulls far down.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from autocrm.ai.questions import Asked, Question
from autocrm.ai.relevance import Scored
from autocrm.ai.terms import Bag, Term, coverage, missing_specific
from autocrm.ai.words import fold

_AMOUNT = re.compile(
    r"\d|\b(?:free|no (?:extra |additional )?(?:charge|cost|fee)|included?|nothing|one|two|three|four|five|six|"
    r"kostenlos|gratis|kostenfrei|inbegriffen|enthalten|eine?n?|zwei|drei|gratuite?|offerte?|compris|inclus|deux|trois)\b"
)
_TIME = re.compile(
    r"\d|\b(?:days?|weeks?|months?|years?|hours?|minutes?|daily|weekly|monthly|annual\w*|immediately|instant\w*|same day|next|until|before|"
    r"after|within|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|morning|evening|always|never|anytime|any time|"
    r"tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten?|sofort|(?:mon|diens|donners|frei|sams|sonn)tag\w*|mittwoch\w*|"
    r"jours?|semaines?|mois|ans|annees?|heures?|immediatement|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
)


@dataclass(frozen=True, slots=True)
class Features:
    """What is measured for one question and the sentences chosen for it."""

    meaning: float  # cosine (or its stand-in) of the best sentence
    found: float  # share of the question's words in the chosen sentences, heading, title
    missing: float  # 1 when a name, town or number of the question is not met
    fits: float  # 1 when a question for a time or an amount gets one
    substance: float  # 0..1: how many content words the question has, three being plenty
    chunk: float  # cosine of the whole chunk to the mail, as the search found it
    own_case: float  # the mail speaks of a running order
    incident: float  # something went wrong
    action: float  # we are asked to do something
    sure: float  # confidence of the triage


# Fitted by logistic regression; see docs of `fit` data in the report. Order as in Features.
_WEIGHTS = (6.0, 6.0, -4.0, 2.0, 1.0, 2.0, -1.2, -3.0, -3.0, 1.0)
_BIAS = -10.5
_WEIGHTS_WORDS_ONLY = (5.0, 7.0, -4.0, 2.0, 1.0, 0.5, -1.2, -3.0, -3.0, 1.0)
_BIAS_WORDS_ONLY = -10.0


def features_of(
    question: Question,
    terms: Sequence[Term],
    chosen: Sequence[Scored],
    asked: Asked,
    confidence: float,
) -> Features:
    """The features of one question. No chosen sentence gives all but zeros."""
    bag = _joined([s.candidate.bag() for s in chosen])
    return Features(
        meaning=max((s.meaning for s in chosen), default=0.0),
        found=coverage(terms, bag),
        missing=float(bool(missing_specific(terms, bag))),
        fits=float(any(fits(question, s.candidate.text) for s in chosen)),
        substance=min(sum(t.weight for t in terms) / 2.0, 1.0),
        chunk=max((s.candidate.evidence.vector for s in chosen), default=0.0),
        own_case=float(asked.own_case),
        incident=float(asked.incident),
        action=float(asked.action),
        sure=confidence,
    )


def answerability(features: Features, *, with_meaning: bool) -> float:
    """Probability (0..1) that the chosen sentences answer the question rightly."""
    weights = _WEIGHTS if with_meaning else _WEIGHTS_WORDS_ONLY
    bias = _BIAS if with_meaning else _BIAS_WORDS_ONLY
    total = bias + sum(w * x for w, x in zip(weights, astuple(features), strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def fits(question: Question, sentence: str) -> bool:
    """Whether a sentence names what the question asks for: an amount, a time, or anything."""
    pattern = {"amount": _AMOUNT, "time": _TIME}.get(question.expects)
    return pattern is None or bool(pattern.search(fold(sentence)))


def _joined(bags: Sequence[Bag]) -> Bag:
    return Bag(
        frozenset[str]().union(*(b.words for b in bags)),
        frozenset[str]().union(*(b.stems for b in bags)),
        frozenset[str]().union(*(b.concepts for b in bags)),
    )
