"""An answer made only of sentences that stand in the knowledge base, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autocrm.ai.answerability import Features, answerability, features_of, fits
from autocrm.ai.compose import compose_mail
from autocrm.ai.known import KnownMatch, known_matches, wordings
from autocrm.ai.language import language_name
from autocrm.ai.questions import Asked, Question, asked_in
from autocrm.ai.relevance import (
    Candidate,
    Scored,
    Vectors,
    candidates_of,
    question_terms,
    rank,
    with_context,
)
from autocrm.ai.sufficiency import signs_of, sufficiency
from autocrm.ai.terms import countries_in
from autocrm.ai.whole import made_whole
from autocrm.domain.draft import Citation, Draft, Sentence, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.ports import Embedder

ANSWERABLE = 0.4  # below this a draft is only a suggestion
_MOST_SENTENCES = 5
_MOST_A_QUESTION = 3
_MOST_QUESTIONS = 4
_NEAR = 0.13  # how far behind the best sentence its neighbours may score
_KNOWN = 0.6  # cosine from which a question is taken for a known one
_TIE = 0.03  # two known questions that near are both answered
_KNOWN_BY_WORDS = 0.45  # the same where only shared pieces of words tell
_SAME = 0.93  # cosine from which two sentences say the same


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one question."""

    question: Question
    chosen: tuple[Scored, ...]
    features: Features
    answerability: float


async def draft_extractive(
    context: TicketContext,
    triage: Triage,
    evidence: Sequence[Evidence],
    embedder: Embedder,
    prompt_hash: str = "",
) -> Draft:
    """Answer the customer's last message from `evidence`, or say why not.

    `answerability` is that of the question answered worst. Raises what the embedder
    raises.
    """
    usable = [e for e in evidence if e.language == triage.language]
    if not usable:
        return _without_answer(context, triage, _no_article(evidence, triage), prompt_hash)
    asked = asked_in(context)
    candidates = candidates_of(usable)
    vectors = await vectors_of(asked, candidates, embedder, triage.language)
    found = find_answers(asked, usable, candidates, vectors, triage)
    if not any(f.chosen for f in found):
        return _without_answer(context, triage, "The message asks nothing that can be looked up.",
                               prompt_hash)  # fmt: skip
    return _draft(context, triage, found, vectors, prompt_hash)


def find_answers(
    asked: Asked,
    evidence: Sequence[Evidence],
    candidates: Sequence[Candidate],
    vectors: Vectors,
    triage: Triage,
) -> list[Found]:
    """The sentences for each question, with how well they answer it."""
    found = []
    for question in asked.questions[:_MOST_QUESTIONS]:
        terms = question_terms(question, triage.language, evidence)
        near = [c for c in candidates if _may_answer(c.evidence, question)]
        ranked = rank(question, terms, near, vectors, triage.language)
        usable = [e for e in evidence if _may_answer(e, question)]
        known = known_matches(question, usable, vectors)
        chosen = tuple(_choose(question, ranked, known, vectors))
        measured = features_of(question, terms, chosen, ranked, asked, known)
        value = answerability(measured, with_meaning=bool(vectors))
        if vectors and not known:
            alone = len(asked.questions) == 1
            value = sufficiency(signs_of(terms, usable, ranked, triage.language, alone=alone))
        found.append(Found(question, chosen, measured, value if chosen else 0.0))
    return found


def _may_answer(evidence: Evidence, question: Question) -> bool:
    """What was looked up for one question is no answer to another, however like it is."""
    asks = [ask for known in evidence.questions for ask in known.ask]
    return evidence.kind == "article" or not asks or question.text in asks


def _choose(
    question: Question,
    ranked: Sequence[Scored],
    known: Sequence[KnownMatch],
    vectors: Vectors,
) -> list[Scored]:
    """The answer to a known question; else the best sentence that fits, and near ones from the
    same section that add something."""
    if known and known[0].likeness >= (_KNOWN if vectors else _KNOWN_BY_WORDS):
        return [_measured(candidate, ranked) for candidate in _known_answers(known)]
    if not ranked:
        return []
    near = [s for s in ranked if s.score >= ranked[0].score - _NEAR]
    best = next((s for s in near if fits(question, s.candidate.text)), near[0])
    chosen = [best]
    for other in near:
        if len(chosen) == _MOST_A_QUESTION:
            break
        if _belongs(other, best, question) and not _repeats(other, chosen, vectors):
            chosen.append(other)
    return chosen


def _known_answers(known: Sequence[KnownMatch]) -> list[Candidate]:
    """The answer of the likest known question, and of one of the same section that is as like:
    a sentence too many is better than the wrong one alone."""
    best, *others = known
    found = best.answer()
    twins = (
        candidate
        for other in others
        if other.likeness > best.likeness - _TIE
        and other.evidence.chunk_id == best.evidence.chunk_id
        for candidate in other.answer()
        if candidate.start not in {c.start for c in found}
    )
    return [*found, *list(twins)[:1]]


def _measured(candidate: Candidate, ranked: Sequence[Scored]) -> Scored:
    """The candidate as it was ranked; a sentence that was left out there counts nothing."""
    same = (s for s in ranked if s.candidate.text == candidate.text)
    return next(same, Scored(candidate, 0.0, 0.0, 0.0))


def _belongs(other: Scored, best: Scored, question: Question) -> bool:
    if other is best or other.candidate.evidence.chunk_id != best.candidate.evidence.chunk_id:
        return False
    # "Parcels to Austria take ..." is no answer to a question about France.
    asked, named = countries_in(question.text), countries_in(other.candidate.text)
    return not (asked and named and not asked & named)


def _repeats(other: Scored, chosen: Sequence[Scored], vectors: Vectors) -> bool:
    mine = vectors.get(other.candidate.text)
    theirs = [vectors.get(c.candidate.text) for c in chosen]
    return mine is not None and any(t is not None and float(mine @ t) > _SAME for t in theirs)


async def vectors_of(
    asked: Asked, candidates: Sequence[Candidate], embedder: Embedder, language: str
) -> Vectors:
    """Vectors of questions and sentences; none where the model does not know the language."""
    if embedder.languages is not None and language not in embedder.languages:
        return {}
    questions = asked.questions[:_MOST_QUESTIONS]
    texts = [text for q in questions for text in (q.text, with_context(q), *q.readings())]
    asks = wordings([c.evidence for c in candidates])
    texts = list(dict.fromkeys([*texts, *(c.text for c in candidates), *asks]))
    rows = np.asarray(await embedder.embed(texts), dtype=np.float32)
    return dict(zip(texts, rows, strict=True))


def _draft(
    context: TicketContext,
    triage: Triage,
    found: Sequence[Found],
    vectors: Vectors,
    prompt_hash: str,
) -> Draft:
    sentences = tuple(_sentence(c) for c in _in_reading_order(found))
    worst = min(found, key=lambda f: f.answerability)
    answerable = worst.answerability >= ANSWERABLE
    return Draft(
        answerable=answerable,
        answerability=round(worst.answerability, 4),
        sentences=sentences,
        text=compose_mail(sentences, context.customer_name, triage.language),
        language=triage.language,
        reason="" if answerable else f"No article clearly answers: {_short(worst.question.text)}",
        model="local",
        prompt_hash=prompt_hash,
    )


def _in_reading_order(found: Sequence[Found]) -> list[Candidate]:
    """Articles in the order of the questions, sentences in the order of the article."""
    chosen = [s.candidate for f in found for s in f.chosen][: _MOST_SENTENCES * 2]
    unique = list({(c.evidence.article_id, c.start): c for c in chosen}.values())[:_MOST_SENTENCES]
    articles = list(dict.fromkeys(c.evidence.article_id for c in unique))
    return sorted(
        made_whole(unique), key=lambda c: (articles.index(c.evidence.article_id), c.start)
    )


def _sentence(candidate: Candidate) -> Sentence:
    e = candidate.evidence
    cited = Citation(
        chunk_id=e.chunk_id,
        article_id=e.article_id,
        article_version=e.article_version,
        slug=e.slug,
        title=e.title,
        start=candidate.start,
        end=candidate.end,
    )
    return Sentence(candidate.text, (cited,))


def _without_answer(context: TicketContext, triage: Triage, reason: str, prompt_hash: str) -> Draft:
    return Draft(
        answerable=False,
        answerability=0.0,
        sentences=(),
        text="",
        language=triage.language,
        reason=reason,
        model="local",
        prompt_hash=prompt_hash,
    )


def _no_article(evidence: Sequence[Evidence], triage: Triage) -> str:
    if not evidence:
        return "No article was found for this message."
    return f"No article in {language_name(triage.language)} answers this message."


def _short(text: str, longest: int = 120) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
