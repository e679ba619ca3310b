"""Personal data in a text: found, hidden behind placeholders, and put back.

By forms, check digits, cue words and given names: no model, nothing is fitted. English, German,
French and Italian. What only the meaning tells (a surname alone, a street with no street's word,
a town, an employer) is not found: this makes less go out, it does not make a text anonymous.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from autocrm.ai import pii_numbers
from autocrm.ai.pii_dates import dates
from autocrm.ai.pii_names import names
from autocrm.ai.pii_phones import phones
from autocrm.ai.pii_spans import Span, apart
from autocrm.ai.pii_streets import streets

__all__ = ["HIDDEN", "PLACEHOLDERS", "Redacted", "Span", "find", "redact", "restore"]

# What is found, by type, and what it is called in a placeholder.
PLACEHOLDERS: Mapping[str, str] = {
    "EMAIL_ADDRESS": "EMAIL",
    "URL": "URL",
    "IBAN_CODE": "IBAN",
    "CREDIT_CARD": "CARD",
    "US_SSN": "SSN",
    "CH_AHV": "AHV",
    "IP_ADDRESS": "IP",
    "BIRTH_DATE": "BIRTH_DATE",
    "STREET_ADDRESS": "ADDRESS",
    "PHONE_NUMBER": "PHONE",
    "PERSON": "PERSON",
    "DATE_TIME": "DATE",
}
# A question about an order cannot be answered without its dates, and they name nobody.
HIDDEN = frozenset(PLACEHOLDERS) - {"DATE_TIME"}
# The surest first: where two overlap, the earlier stays.
_FINDERS: tuple[Callable[[str], Iterable[Span]], ...] = (
    pii_numbers.emails, pii_numbers.urls, pii_numbers.ibans, pii_numbers.cards,
    pii_numbers.insured, pii_numbers.addresses, dates, streets, phones, names,
)  # fmt: skip
_PLACEHOLDER = re.compile(rf"<(?:{'|'.join(PLACEHOLDERS.values())})_\d{{1,6}}>")


@dataclass(frozen=True, slots=True)
class Redacted:
    """`text` with placeholders like `<EMAIL_1>`; `mapping` from each to what it stands for."""

    text: str
    mapping: dict[str, str]


def find(text: str) -> list[Span]:
    """All that is found, in order of place, without overlaps."""
    return apart(span for finder in _FINDERS for span in finder(text))


def redact(
    text: str, known: Mapping[str, str] | None = None, types: frozenset[str] = HIDDEN
) -> Redacted:
    """`text` with what is of `types` hidden; the same value has the same placeholder throughout.

    `known` is the mapping of an earlier part of the thread: its placeholders are used again,
    its values hidden wherever they stand, and new ones numbered on. `restore` gives `text` back
    exactly: a placeholder that `text` itself holds is never given to anything.
    """
    mapping = dict(known or {})
    by_value = {value: placeholder for placeholder, value in mapping.items()}
    reserved = {*mapping, *_PLACEHOLDER.findall(text)}
    pieces: list[str] = []
    at = 0
    for span in apart([*_known(text, by_value), *(s for s in find(text) if s.type in types)]):
        value = text[span.start : span.end]
        if value not in by_value:
            by_value[value] = _unused(PLACEHOLDERS[span.type], reserved)
            mapping[by_value[value]] = value
        pieces += [text[at : span.start], by_value[value]]
        at = span.end
    return Redacted("".join([*pieces, text[at:]]), mapping)


def restore(text: str, mapping: Mapping[str, str]) -> str:
    """`text` with what its placeholders stand for; those that are not in `mapping` stay."""
    return _PLACEHOLDER.sub(lambda match: mapping.get(match[0], match[0]), text)


def _known(text: str, by_value: Mapping[str, str]) -> Iterable[Span]:
    for value in sorted(by_value, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text):
            yield Span(match.start(), match.end(), "KNOWN")


def _unused(name: str, reserved: set[str]) -> str:
    number = 1
    while f"<{name}_{number}>" in reserved:
        number += 1
    placeholder = f"<{name}_{number}>"
    reserved.add(placeholder)
    return placeholder
