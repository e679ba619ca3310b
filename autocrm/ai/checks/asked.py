"""The draft answers what was asked, of the thing and the country that was meant."""

from __future__ import annotations

from autocrm.ai.answerability import fits
from autocrm.ai.checks.subject import Subject, short
from autocrm.ai.concepts import country_of
from autocrm.ai.known import wordings
from autocrm.ai.questions import asked_in, body_of
from autocrm.ai.relevance import question_terms
from autocrm.ai.terms import Bag, bag_of, countries_in, coverage, missing_specific, terms_of
from autocrm.ai.words import fold, listed, words
from autocrm.domain.draft import Citation, Sentence
from autocrm.domain.knowledge import Evidence

CALENDAR = listed(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays christmas easter english german french swiss hi hello thanks cheers
    """
)  # capitals that name no thing of which an article would have to speak
_COVERED = 0.2  # share of a question's words that some sentence must touch


def same_country(s: Subject) -> str:
    """An answer about Germany is none for a mail that speaks of Leeds."""
    asked = countries_in(s.asked)
    named = [countries_in(x.text) for x in s.draft.sentences]
    if asked and any(named) and not any(asked & countries for countries in named):
        return "The answer speaks of another country than the customer."
    return ""


def names_are_known(s: Subject) -> str:
    """A brand, a town, a model that no article found for this mail speaks of."""
    language = s.triage.language
    known = "\n".join([s.evidence_text(), *wordings(s.evidence)])
    named = missing_specific(terms_of(body_of(s.context), language), bag_of(known, language))
    own = set(words(fold(s.context.customer_name)))  # how they sign
    strange = [n for n in named if n not in CALENDAR and n not in own and not country_of(n)]
    return f"No article speaks of: {', '.join(strange)}." if strange else ""


def answers_every_question(s: Subject) -> str:
    """Some sentence touches each question, and one names what it asks for."""
    bags = [_sentence_bag(s, sentence) for sentence in s.draft.sentences]
    for question in asked_in(s.context).questions:
        terms = question_terms(question, s.triage.language, s.evidence)
        touched = max((coverage(terms, bag) for bag in bags), default=0.0)
        met = any(fits(question, x.text) for x in s.draft.sentences)
        if (terms and touched < _COVERED) or not met:
            return f"Not answered: {short(question.text)}"
    return ""


def _sentence_bag(s: Subject, sentence: Sentence) -> Bag:
    """Words of a sentence, of its heading and title, and of the questions it is known to answer."""
    places = [
        "\n".join([e.title, e.heading, *_asks_of(e, citation)])
        for citation in sentence.citations
        for e in s.evidence
        if e.chunk_id == citation.chunk_id
    ]
    return bag_of("\n".join([*places, sentence.text]), s.triage.language)


def _asks_of(evidence: Evidence, citation: Citation) -> list[str]:
    span = (citation.start, citation.end)
    return [ask for known in evidence.questions if span in known.answers for ask in known.ask]
