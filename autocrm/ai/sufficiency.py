"""Is what was found enough to answer from, where no article says what it is asked for?

`answerability` rests on questions that authors have written down. A knowledge base without them
is judged by how near the search came, how much of what is asked its best pieces name, and how
near one single sentence comes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from autocrm.ai.relevance import Scored
from autocrm.ai.terms import Bag, Term, bag_of, coverage
from autocrm.domain.knowledge import Evidence

_AROUND = 3  # pieces that are looked at together
_MOST_HITS = 6.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What is measured for one question. Cosines are -1..1."""

    near: float  # cosine of the nearest piece to what is searched for
    around: float  # mean cosine of the three nearest
    sentence: float  # cosine of the nearest sentence to the question
    words: float  # share of the question's words in the best of the three first pieces, 0..1
    hits: float  # BM25 of the best piece a word of the question, 0..6


# A logistic regression without negative weights, on 74 questions of public conversations
# (mtrag_humaneval) against twins that cannot be answered: with their passages, their whole
# conversation's, or all that is near them taken away, or one or two of their words changed for
# another conversation's: AUROC 0.68, 0.78, 0.96 and 0.82 in ten folds. Fitted again by
# `python -m autocrm.evals.fit_answerability --data DIR`, but for two numbers: the share of words
# has nearly twice its weight (a twin keeps its words, a question that nobody can answer brings its
# own), and the bias is such that 60 % of the answerable ones pass 0.6, where policies send.
_WEIGHTS = Signs(near=4.4, around=3.2, sentence=2.1, words=1.5, hits=0.23)
_BIAS = -7.4


def signs_of(
    terms: Sequence[Term],
    evidence: Sequence[Evidence],
    ranked: Sequence[Scored],
    language: str,
    *,
    alone: bool = True,
) -> Signs:
    """The signs of one question: its terms, what was found, its sentences as `rank` gives them.

    The search was for the whole message. Of a question that is not `alone` in it no piece counts
    as nearer than the nearest sentence does to the question itself.
    """
    sentence = max((s.meaning for s in ranked), default=0.0)
    nearest = 1.0 if alone else sentence
    vectors = sorted((e.vector for e in evidence), reverse=True)[:_AROUND]
    first = [_bag(e, language) for e in evidence[:_AROUND]]
    hits = max((e.bm25 for e in evidence), default=0.0) / max(len(terms), 1)
    return Signs(
        near=min(nearest, max(vectors, default=0.0)),
        around=min(nearest, sum(vectors) / len(vectors) if vectors else 0.0),
        sentence=sentence,
        words=max((coverage(terms, bag) for bag in first), default=0.0),
        hits=min(hits, _MOST_HITS),
    )


def sufficiency(signs: Signs) -> float:
    """Probability (0..1) that the evidence answers the question."""
    pairs = zip(astuple(_WEIGHTS), astuple(signs), strict=True)
    total = _BIAS + sum(weight * value for weight, value in pairs)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def _bag(evidence: Evidence, language: str) -> Bag:
    return bag_of(f"{evidence.title}\n{evidence.heading}\n{evidence.text}", language)
