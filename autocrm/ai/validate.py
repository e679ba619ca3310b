"""Named checks of a draft. Each is a pure function of what is known; none trusts a model.

A draft from any model goes through all of them. One that fails does not stop a person
from using the draft: it stops the draft from leaving by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from autocrm.ai import grounding
from autocrm.ai.answerability import fits
from autocrm.ai.concepts import country_of
from autocrm.ai.flags import asks_for_person, find_flags, needs_judgement, secrets_in
from autocrm.ai.injection import injection_signs
from autocrm.ai.known import wordings
from autocrm.ai.language import detect_language, language_name
from autocrm.ai.questions import asked_in, body_of
from autocrm.ai.relevance import question_terms
from autocrm.ai.terms import (
    Bag,
    bag_of,
    countries_in,
    coverage,
    missing_specific,
    terms_of,
)
from autocrm.ai.words import fold, listed, words
from autocrm.domain.draft import Check, Citation, Draft, Sentence, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext

CALENDAR = listed(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays christmas easter english german french swiss hi hello thanks cheers
    """
)  # capitals that name no thing of which an article would have to speak
_SHORTEST, _LONGEST = 20, 4000  # characters of a mail
_MOST_SENTENCES = 12
_COVERED = 0.2  # share of a question's words that some sentence must touch


@dataclass(frozen=True, slots=True)
class Subject:
    """All that a check may look at."""

    context: TicketContext
    triage: Triage
    evidence: tuple[Evidence, ...]
    draft: Draft
    visible: frozenset[str] | None

    @property
    def asked(self) -> str:
        """The customer's last message, subject line included."""
        return self.context.question()

    def evidence_text(self) -> str:
        return "\n".join(f"{e.title}\n{e.heading}\n{e.text}" for e in self.evidence)


Rule = Callable[[Subject], str]  # what is wrong, or ""


def validate(
    context: TicketContext,
    triage: Triage,
    evidence: Sequence[Evidence],
    draft: Draft,
    visible_slugs: Collection[str] | None = None,
) -> tuple[Check, ...]:
    """All checks, in the order in which a person should hear of them.

    `visible_slugs`: articles this customer may see, or None when the evidence is known
    to hold nothing else.
    """
    visible = None if visible_slugs is None else frozenset(visible_slugs)
    subject = Subject(context, triage, tuple(evidence), draft, visible)
    found = {name: rule(subject) for name, rule in CHECKS.items()}
    return tuple(Check(name, not wrong, wrong) for name, wrong in found.items())


def _not_automatic(s: Subject) -> str:
    mine = s.context.customer_turns(last=1)
    reason = mine[0].automatic if mine else ""
    if reason or "automatic" in s.triage.flags:
        return f"The message was sent by a machine ({reason or 'flagged'})."
    return ""


def _no_injection(s: Subject) -> str:
    signs = injection_signs(s.asked)
    if signs or "injection" in s.triage.flags:
        return f"The message tries to give orders to the machine: {', '.join(signs) or 'flagged'}."
    return ""


def _no_abuse(s: Subject) -> str:
    flags = {*find_flags(s.asked), *s.triage.flags}
    said = {
        "danger": "The message speaks of danger to people.",
        "abuse": "The message is abusive.",
        "legal": "The message uses legal words.",
    }
    return next((words for flag, words in said.items() if flag in flags), "")


def _no_secrets(s: Subject) -> str:
    kinds = secrets_in(s.asked)
    if kinds or "secrets" in s.triage.flags:
        return f"The message holds a secret ({', '.join(kinds) or 'flagged'})."
    return ""


def _not_asking_for_person(s: Subject) -> str:
    asks = asks_for_person(s.asked) or "person" in s.triage.flags
    return "The customer asks for a person." if asks else ""


def _not_own_case(s: Subject) -> str:
    asked = asked_in(s.context)
    if asked.incident:
        return "Something went wrong with the customer's own order or account."
    return "The customer asks us to do something for them." if asked.action else ""


def _asks_something(s: Subject) -> str:
    asked = asked_in(s.context).questions
    silent = all(question.kind == "statement" for question in asked)
    return "The message asks no question that could be answered." if silent else ""


def _no_judgement_needed(s: Subject) -> str:
    return needs_judgement(s.asked)


def _same_country(s: Subject) -> str:
    """An answer about Germany is none for a mail that speaks of Leeds."""
    asked = countries_in(s.asked)
    named = [countries_in(x.text) for x in s.draft.sentences]
    if asked and any(named) and not any(asked & countries for countries in named):
        return "The answer speaks of another country than the customer."
    return ""


def _names_are_known(s: Subject) -> str:
    """A brand, a town, a model that no article found for this mail speaks of."""
    language = s.triage.language
    known = "\n".join([s.evidence_text(), *wordings(s.evidence)])
    named = missing_specific(terms_of(body_of(s.context), language), bag_of(known, language))
    own = set(words(fold(s.context.customer_name)))  # how they sign
    strange = [n for n in named if n not in CALENDAR and n not in own and not country_of(n)]
    return f"No article speaks of: {', '.join(strange)}." if strange else ""


def _has_answer(s: Subject) -> str:
    if not s.draft.sentences:
        return s.draft.reason or "The draft holds no answer."
    return "" if s.draft.answerable else s.draft.reason or "The draft is not sure of its answer."


def _cited(s: Subject) -> str:
    bare = [x.text for x in s.draft.sentences if not x.citations]
    return f"A sentence has no source: {_short(bare[0])}" if bare else ""


def _verbatim(s: Subject) -> str:
    wrong = [x.text for x in s.draft.sentences if not grounding.stands_in(x, s.evidence)]
    return f"Not word for word in its source: {_short(wrong[0])}" if wrong else ""


def _customer_visible_only(s: Subject) -> str:
    cited = {c.slug for x in s.draft.sentences for c in x.citations}
    offered = {e.slug for e in s.evidence}
    allowed = offered if s.visible is None else offered & s.visible
    hidden = sorted(cited - allowed)
    return f"Cites an article the customer may not see: {hidden[0]}." if hidden else ""


def _language_matches(s: Subject) -> str:
    wanted = s.triage.language
    if s.draft.language != wanted:
        return f"The draft is in {language_name(s.draft.language)}, not {language_name(wanted)}."
    said = " ".join(x.text for x in s.draft.sentences)
    guess = detect_language(said)
    if said and guess.code != wanted and guess.confidence > 0.8 and len(said) > 40:
        return f"The sentences read as {language_name(guess.code)}, not {language_name(wanted)}."
    return ""


def _numbers_in_evidence(s: Subject) -> str:
    strange = grounding.strange_numbers(_claims(s), s.evidence_text())
    return f"A number is in no source: {strange[0]}." if strange else ""


def _no_foreign_links(s: Subject) -> str:
    strange = grounding.strange_links(s.draft.text, s.evidence_text())
    return f"A link, address or account is in no source: {strange[0]}." if strange else ""


def _no_commitment(s: Subject) -> str:
    promised = grounding.strange_promises(_own_words(s), s.evidence_text())
    return f"Promises something no source promises: {promised[0]}." if promised else ""


def _answers_every_question(s: Subject) -> str:
    bags = [_sentence_bag(s, sentence) for sentence in s.draft.sentences]
    for question in asked_in(s.context).questions:
        terms = question_terms(question, s.triage.language, s.evidence)
        touched = max((coverage(terms, bag) for bag in bags), default=0.0)
        met = any(fits(question, x.text) for x in s.draft.sentences)
        if (terms and touched < _COVERED) or not met:
            return f"Not answered: {_short(question.text)}"
    return ""


def _evidence_agrees(s: Subject) -> str:
    return grounding.contradiction(s.draft.sentences, s.evidence)


def _length(s: Subject) -> str:
    size, count = len(s.draft.text), len(s.draft.sentences)
    if s.draft.sentences and not _SHORTEST <= size <= _LONGEST:
        return f"The mail has {size} characters."
    return f"The answer has {count} sentences." if count > _MOST_SENTENCES else ""


CHECKS: dict[str, Rule] = {
    "not_automatic": _not_automatic,
    "no_injection": _no_injection,
    "no_abuse": _no_abuse,
    "no_secrets": _no_secrets,
    "not_asking_for_person": _not_asking_for_person,
    "not_own_case": _not_own_case,
    "no_judgement_needed": _no_judgement_needed,
    "asks_something": _asks_something,
    "has_answer": _has_answer,
    "cited": _cited,
    "verbatim": _verbatim,
    "customer_visible_only": _customer_visible_only,
    "language_matches": _language_matches,
    "numbers_in_evidence": _numbers_in_evidence,
    "no_foreign_links": _no_foreign_links,
    "no_commitment": _no_commitment,
    "answers_every_question": _answers_every_question,
    "same_country": _same_country,
    "names_are_known": _names_are_known,
    "evidence_agrees": _evidence_agrees,
    "length": _length,
}


def _claims(s: Subject) -> str:
    return "\n".join(x.text for x in s.draft.sentences)


def _own_words(s: Subject) -> str:
    """The mail without the sentences that stand word for word in a source."""
    text = " ".join(s.draft.text.split())
    for sentence in s.draft.sentences:
        if grounding.stands_in(sentence, s.evidence):
            text = text.replace(" ".join(sentence.text.split()), " ")
    return text


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


def _short(text: str, longest: int = 100) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
