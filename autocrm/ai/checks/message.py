"""What the customer's message must not be, for an answer to leave by itself."""

from __future__ import annotations

from autocrm.ai.checks.subject import Subject, short
from autocrm.ai.flags import asks_for_person, find_flags, needs_judgement, secrets_in
from autocrm.ai.injection import orders_in
from autocrm.ai.questions import asked_in, find_questions
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
    left = "\n".join(_left(s))
    # The flag is of the whole message: it stands where no call that is arranged explains it.
    flagged = "person" in s.triage.flags and not (asks_for_person(s.asked) and _told(s))
    return "The customer asks for a person." if asks_for_person(left) or flagged else ""


def not_own_case(s: Subject) -> str:
    """Articles cannot tell what became of an order, nor act."""
    asked = find_questions(*_left(s))
    if asked.incident:
        return "Something went wrong with the customer's own order or account."
    return "The customer asks us to do something for them." if asked.action else ""


def _told(s: Subject) -> list[str]:
    """What the customer asked and the draft answers out of their own records."""
    cited = {c.chunk_id for x in s.draft.sentences for c in x.citations}
    records = [e for e in s.evidence if e.kind == "record" and e.chunk_id in cited]
    asked = [ask for e in records for known in e.questions for ask in known.ask]
    return [*asked, *(value for e in records for value in e.terms)] if asked else []


def _left(s: Subject) -> tuple[str, str]:
    """Subject and message, without what the draft answers out of the customer's own records."""
    mine = s.context.customer_turns(last=1)
    subject, text = s.context.subject, mine[0].text if mine else ""
    told = _told(s)
    if told:  # a sentence may run over lines
        subject, text = (" ".join(said.split()) for said in (subject, text))
    for said in told:
        subject, text = subject.replace(said, " "), text.replace(said, " ")
    return subject, text


def asks_something(s: Subject) -> str:
    """Something is asked."""
    asked = asked_in(s.context).questions
    told = _told(s)  # "The second one suits me."
    silent = all(question.kind == "statement" and question.text not in told for question in asked)
    return "The message asks no question that could be answered." if silent else ""


def no_judgement_needed(s: Subject) -> str:
    """Health, favours and opinions are for people."""
    return needs_judgement(s.asked)
