"""Named checks of a draft. Each is a pure function of what is known; none trusts a model.

A draft from any model goes through all of them. One that fails does not stop a person
from using the draft: it stops the draft from leaving by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from autocrm.ai import grounding
from autocrm.ai.checks.asked import answers_every_question, names_are_known, same_country
from autocrm.ai.checks.message import (
    asks_something,
    no_abuse,
    no_injection,
    no_judgement_needed,
    no_secrets,
    no_spam,
    not_asking_for_person,
    not_automatic,
    not_own_case,
)
from autocrm.ai.checks.obeyed import nothing_obeyed
from autocrm.ai.checks.promises import no_promise
from autocrm.ai.checks.repeated import not_repeated
from autocrm.ai.checks.subject import Subject, short
from autocrm.ai.checks.supported import supported
from autocrm.ai.checks.taint import of_nobody_else
from autocrm.ai.language import detect_language, language_name
from autocrm.domain.draft import Check, Draft, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext

_SHORTEST, _LONGEST = 20, 4000  # characters of a mail
_MOST_SENTENCES = 12


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


def _has_answer(s: Subject) -> str:
    if not s.draft.sentences:
        return s.draft.reason or "The draft holds no answer."
    return "" if s.draft.answerable else s.draft.reason or "The draft is not sure of its answer."


def _cited(s: Subject) -> str:
    bare = [x.text for x in s.draft.sentences if not x.citations]
    return f"A sentence has no source: {short(bare[0])}" if bare else ""


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
    strange = grounding.strange_numbers(_claims(s), s.evidence_text(), s.draft.language)
    return f"A number is in no source: {strange[0]}." if strange else ""


def _no_foreign_links(s: Subject) -> str:
    strange = grounding.strange_links(s.draft.text, s.evidence_text())
    return f"A link, address or account is in no source: {strange[0]}." if strange else ""


def _evidence_agrees(s: Subject) -> str:
    return grounding.contradiction(s.draft.sentences, s.evidence)


def _length(s: Subject) -> str:
    size, count = len(s.draft.text), len(s.draft.sentences)
    if s.draft.sentences and not _SHORTEST <= size <= _LONGEST:
        return f"The mail has {size} characters."
    return f"The answer has {count} sentences." if count > _MOST_SENTENCES else ""


CHECKS: dict[str, Rule] = {
    "not_automatic": not_automatic,
    "no_injection": no_injection,
    "no_spam": no_spam,
    "no_abuse": no_abuse,
    "no_secrets": no_secrets,
    "not_asking_for_person": not_asking_for_person,
    "not_own_case": not_own_case,
    "no_judgement_needed": no_judgement_needed,
    "asks_something": asks_something,
    "has_answer": _has_answer,
    "cited": _cited,
    "supported": supported,
    "customer_visible_only": _customer_visible_only,
    "language_matches": _language_matches,
    "numbers_in_evidence": _numbers_in_evidence,
    "no_foreign_links": _no_foreign_links,
    "no_commitment": no_promise,
    "answers_every_question": answers_every_question,
    "same_country": same_country,
    "names_are_known": names_are_known,
    "evidence_agrees": _evidence_agrees,
    "nothing_of_others": of_nobody_else,
    "nothing_obeyed": nothing_obeyed,
    "not_repeated": not_repeated,
    "length": _length,
}


def _claims(s: Subject) -> str:
    return "\n".join(x.text for x in s.draft.sentences)
