"""Which sentences of the evidence answer a question: meaning, words, place in the article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.features import ngram_matrix
from autocrm.ai.questions import Question
from autocrm.ai.segment import Span, article_sentences
from autocrm.ai.terms import Bag, Term, bag_of, countries_in, coverage, terms_of
from autocrm.ai.words import fold
from autocrm.domain.knowledge import Evidence

Matrix = NDArray[np.float32]
Vectors = Mapping[str, Matrix]  # text -> unit vector; empty where the model is of no use

# A heading or title that names the thing counts, but less than the sentence itself.
_HEADING_CREDIT, _TITLE_CREDIT = 0.8, 0.65
_MEANING, _WORDS = 0.6, 0.4
_ENOUGH, _BORROWED = 1.2, 0.6  # weight of a question's own terms; of those lent to it
_LEANING = 0.08  # taken off a sentence that needs the one before it
# "Can you grind it for me?" is answered by what we do: "We grind every coffee ...".
_SPEAKS_FOR_US = 0.06
_YOU = re.compile(
    r"\b(?:can|could|do|will|would) you\b|\b(?:konnt|habt|macht|bietet|liefert|nehmt) ihr\b|"
    r"\b(?:konnen|haben|machen|bieten|liefern|nehmen) sie\b|"
    r"\b(?:pouvez|avez|faites|proposez|livrez|acceptez|vendez)[- ]vous\b"
)
_WE = re.compile(r"\b(?:we|us|our|wir|uns|unsere?[nrms]?|nous|notre|nos)\b")
_LEANS = re.compile(
    r"(?:this|that|these|those|it|they|he|she|but|otherwise|then|also|however|instead|therefore|"
    r"in (?:this|that|these) cases?|during this|from there|both|such|dies\w*|das|jene\w*|dann|aber|"
    r"sonst|deshalb|daher|dabei|danach|dafur|ceci|cela|cette|ces|celui\w*|celle\w*|il|ils|elles?|"
    r"mais|sinon|alors|ensuite|dans ce cas)\b(?! shop| store)"
)
_OTHER_COUNTRY = 0.35  # taken off a sentence that speaks of another country than asked


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of the evidence. `start`: offset in the article's body, characters."""

    text: str
    start: int
    evidence: Evidence

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def bag(self) -> Bag:
        """Words of the sentence with its heading and title."""
        e = self.evidence
        return bag_of(f"{e.title}\n{e.heading}\n{self.text}", e.language)


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate measured against one question. All but `score` in 0..1 or -1..1."""

    candidate: Candidate
    score: float
    meaning: float  # cosine of question and sentence
    words: float  # weighted share of the question's words


def candidates_of(evidence: Sequence[Evidence]) -> list[Candidate]:
    """Plain sentences of the chunks, each once, in order of the evidence."""
    found: dict[tuple[str, int], Candidate] = {}
    for chunk in evidence:
        for text, start in _sentences(chunk.text):
            place = chunk.start + start
            found.setdefault((chunk.article_id, place), Candidate(text, place, chunk))
    return list(found.values())


def question_terms(
    question: Question, language: str, evidence: Sequence[Evidence]
) -> tuple[Term, ...]:
    """Terms of the question, weighted by how common they are in the evidence.

    A question that says little by itself ("What would that cost?") borrows from what
    stands before it.
    """
    corpus = [bag_of(f"{e.title}\n{e.heading}\n{e.text}", language) for e in evidence]
    own = terms_of(question.text, language, corpus)
    if sum(t.weight for t in own) >= _ENOUGH:
        return own
    known = {t.stem for t in own}
    around = terms_of(question.context, language, corpus)
    return own + tuple(
        replace(t, weight=t.weight * _BORROWED) for t in around if t.stem not in known
    )


def rank(
    question: Question,
    terms: Sequence[Term],
    candidates: Sequence[Candidate],
    vectors: Vectors,
    language: str,
) -> list[Scored]:
    """Candidates, best first. Without vectors, character n-grams stand in for meaning."""
    if not candidates:
        return []
    meanings = _meanings(question, candidates, vectors)
    asked = countries_in(question.text)
    addressed = bool(_YOU.search(fold(question.text)))
    scored = [
        _score(terms, candidate, float(meaning), asked, addressed, language)
        for candidate, meaning in zip(candidates, meanings, strict=True)
    ]
    return sorted(scored, key=lambda s: -s.score)


def _score(
    terms: Sequence[Term],
    candidate: Candidate,
    meaning: float,
    asked: frozenset[str],
    addressed: bool,
    language: str,
) -> Scored:
    found = _words_found(terms, candidate, language)
    score = _MEANING * meaning + _WORDS * found
    named = countries_in(candidate.text)
    if asked and named and not asked & named:
        score -= _OTHER_COUNTRY
    if addressed and _WE.search(fold(candidate.text)):
        score += _SPEAKS_FOR_US
    if leans(candidate.text):
        score -= _LEANING
    return Scored(candidate, score, meaning, found)


def leans(text: str) -> bool:
    """Whether a sentence needs the one before it: "This takes two days." """
    return bool(_LEANS.match(fold(text)))


def _words_found(terms: Sequence[Term], candidate: Candidate, language: str) -> float:
    e = candidate.evidence
    own = bag_of(candidate.text, language)
    heading, title = bag_of(e.heading, language), bag_of(e.title, language)
    total = sum(t.weight for t in terms)
    best = sum(
        max(
            coverage([t], own),
            _HEADING_CREDIT * coverage([t], heading),
            _TITLE_CREDIT * coverage([t], title),
        )
        * t.weight
        for t in terms
    )
    return best / total if total else 0.0


def _meanings(question: Question, candidates: Sequence[Candidate], vectors: Vectors) -> Matrix:
    """Cosine of each sentence to the question, and a little to the question in its context."""
    texts = [c.text for c in candidates]
    if question.text in vectors:
        rows = np.stack([vectors[t] for t in texts])
        alone = rows @ vectors[question.text]
        around = vectors.get(with_context(question))
        return alone if around is None else np.maximum(alone, 0.9 * (rows @ around))
    grams = ngram_matrix(texts)
    out: Matrix = np.sqrt(np.maximum(grams @ ngram_matrix([question.text])[0], 0.0))
    return out


def with_context(question: Question) -> str:
    """The question behind its subject line and the sentence before it."""
    return f"{question.context}\n{question.text}".strip()


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((s.text, s.start) for s in article_sentences(text) if _is_claim(s))


def _is_claim(span: Span) -> bool:
    """Says something by itself: no question, no lead-in to a list, no odd Markdown."""
    return span.plain and not span.text.endswith(("?", ":")) and len(span.text.split()) >= 3
