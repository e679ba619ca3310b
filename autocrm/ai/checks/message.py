"""What the customer's message must not be, for an answer to leave by itself."""

from __future__ import annotations

from autocrm.ai.checks.subject import Subject, short
from autocrm.ai.flags import asks_for_person, find_flags, needs_judgement, secrets_in
from autocrm.ai.injection import orders_in
from autocrm.ai.questions import asked_in
from autocrm.ai.spam import spam_in


def not_automatic(s: Subject) -> str:
    """A machine is not answered."""
    mine = s.context.customer_turns(last=1)
    reason = mine[0].automatic if mine else ""
    if reason or "automatic" in s.triage.flags:
        return f"The message was sent by a machine ({reason or 'flagged'})."
    return ""


def no_injection(s: Subject) -> str:
    """Nobody gives orders to the machine."""
    orders = orders_in(s.asked)
    if orders or "injection" in s.triage.flags:
        said = f"{', '.join(orders.signs)} (“{short(orders.phrase)}”)" if orders else "flagged"
        return f"The message tries to give orders to the machine: {said}."
    return ""


def no_spam(s: Subject) -> str:
    """Unwanted mail is not answered; a person can still do so."""
    spam = spam_in(s.asked)
    if spam or "spam" in s.triage.flags:
        return f"The message looks like spam: {', '.join(spam.reasons) if spam else 'flagged'}."
    return ""


def no_abuse(s: Subject) -> str:
    """Danger, abuse and law are for people."""
    flags = {*find_flags(s.asked), *s.triage.flags}
    said = {
        "danger": "The message speaks of danger to people.",
        "abuse": "The message is abusive.",
        "legal": "The message uses legal words.",
    }
    return next((words for flag, words in said.items() if flag in flags), "")


def no_secrets(s: Subject) -> str:
    """A message with a password or a card number in it is seen by a person."""
    kinds = secrets_in(s.asked)
    if kinds or "secrets" in s.triage.flags:
        return f"The message holds a secret ({', '.join(kinds) or 'flagged'})."
    return ""


def not_asking_for_person(s: Subject) -> str:
    """Who asks for a person gets one."""
    asks = asks_for_person(s.asked) or "person" in s.triage.flags
    return "The customer asks for a person." if asks else ""


def not_own_case(s: Subject) -> str:
    """Articles cannot tell what became of an order, nor act."""
    asked = asked_in(s.context)
    if asked.incident:
        return "Something went wrong with the customer's own order or account."
    return "The customer asks us to do something for them." if asked.action else ""


def asks_something(s: Subject) -> str:
    """Something is asked."""
    asked = asked_in(s.context).questions
    silent = all(question.kind == "statement" for question in asked)
    return "The message asks no question that could be answered." if silent else ""


def no_judgement_needed(s: Subject) -> str:
    """Health, favours and opinions are for people."""
    return needs_judgement(s.asked)
