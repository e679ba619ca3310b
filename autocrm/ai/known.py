"""Questions that an article is known to answer, and how like them a customer's question is.

Two wordings of one question are far closer in meaning than a question and its answer: where
the authors have written down what customers ask, the answer needs no guessing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autocrm.ai.features import ngram_matrix
from autocrm.ai.questions import Question, expected
from autocrm.ai.relevance import Candidate, Vectors, with_context
from autocrm.domain.knowledge import Evidence, KnownQuestion

# "How is the caffeine taken out?" is not "How much caffeine is in it?", however like they look.
_OTHER_FORM = 0.05
_IN_CONTEXT = 0.95  # a question read with the sentence before it: a little less sure


@dataclass(frozen=True, slots=True)
class KnownMatch:
    """A known question, how like it the customer's is (-1..1), and its answer."""

    likeness: float
    ask: str  # the wording that came closest
    question: KnownQuestion
    evidence: Evidence

    def answer(self) -> list[Candidate]:
        """The sentences that answer it, at their place in the article."""
        e = self.evidence
        return [
            Candidate(e.text[start - e.start : end - e.start], start, e)
            for start, end in self.question.answers
        ]


def wordings(evidence: Sequence[Evidence]) -> list[str]:
    """All known questions of the evidence, in all wordings."""
    return list(dict.fromkeys(ask for e in evidence for q in e.questions for ask in q.ask))


def known_matches(
    question: Question, evidence: Sequence[Evidence], vectors: Vectors
) -> list[KnownMatch]:
    """The known questions of the evidence, the likest first."""
    asks = wordings(evidence)
    if not asks:
        return []
    likeness = {
        ask: value - (_OTHER_FORM if expected(ask) != question.expects else 0.0)
        for ask, value in zip(asks, _likeness(question, asks, vectors), strict=True)
    }
    found = [
        KnownMatch(likeness[best], best, known, e)
        for e in evidence
        for known in e.questions
        for best in [max(known.ask, key=lambda ask: likeness[ask])]
    ]
    return sorted(found, key=lambda match: -match.likeness)


def lead(matches: Sequence[KnownMatch]) -> float:
    """How far the best match is ahead of the best one with another answer."""
    if not matches:
        return 0.0
    best = set(matches[0].question.answers)
    others = [m.likeness for m in matches if not best & set(m.question.answers)]
    return matches[0].likeness - max(others, default=0.0)


def _likeness(question: Question, asks: Sequence[str], vectors: Vectors) -> list[float]:
    texts = [question.text, with_context(question), *question.readings()]
    if question.text in vectors:
        rows = np.stack([vectors[ask] for ask in asks])
        alone, *around = (rows @ vectors[text] for text in texts)
    else:  # a language the model does not know: shared pieces of words stand in
        rows = ngram_matrix(asks)
        alone, *around = (rows @ row for row in ngram_matrix(texts))
    found: list[float] = np.maximum(alone, _IN_CONTEXT * np.max(around, axis=0)).tolist()
    return found
