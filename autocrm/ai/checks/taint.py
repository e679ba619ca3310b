"""Nothing of another customer: whoever and whatever the thread names besides the requester."""

from __future__ import annotations

import re

from autocrm.ai.checks.subject import Subject, short
from autocrm.ai.compose import compose_mail
from autocrm.ai.words import fold, words

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Order, customer, ticket and parcel numbers: four digits or more, also within letters.
_NUMBER = re.compile(r"(?<![\w.,])[A-Z]{0,4}[-#]?\d[\dA-Z]*(?:[-/]\d[\dA-Z]*)*\b")
_DIGITS = 4
# First and last name, wherever they stand in a row of capitals.
_PERSON = re.compile(
    r"\b(?=([A-ZÀ-Þ][\w'’-]+ (?:von |van |de |di |el )?[A-ZÀ-Þ][\w'’-]+\b))[A-ZÀ-Þ]"
)


def of_nobody_else(s: Subject) -> str:
    """A person, address or number in the mail that is neither the requester's nor the evidence's.

    A number that only the requester wrote counts as well: whose order it is, nobody has checked.
    """
    own = f"{s.context.customer_name}\n{s.context.customer_email}"
    template = compose_mail((), s.context.customer_name, s.draft.language)  # "Guten Tag" is nobody
    thread = "\n".join([s.context.subject, *(turn.text for turn in s.context.turns)])
    for found in (*_ADDRESS.findall(s.draft.text), *_numbers(s.draft.text)):
        if not _holds(s.evidence_text(), found) and not _holds(own, found):
            return f"Names what is not the requester's: {short(found)}."
    for person in _PERSON.findall(s.draft.text):
        if _foreign(person, thread, f"{own}\n{template}\n{s.evidence_text()}"):
            return f"Names somebody of the thread: {short(person)}."
    return ""


def _numbers(text: str) -> list[str]:
    found = [m.group() for m in _NUMBER.finditer(text)]
    return [n for n in found if sum(c.isdigit() for c in n) >= _DIGITS]


def _holds(text: str, found: str) -> bool:
    return fold(found).lstrip("#") in fold(text)


def _foreign(person: str, thread: str, known: str) -> bool:
    """Whether the thread names the person in full, and neither requester nor evidence does."""
    parts = set(words(person))
    return _holds(thread, person) and not parts & set(words(known))
