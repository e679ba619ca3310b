"""What is kept of a customer's mail for other tickets: no names, addresses or numbers of theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autocrm.ai.pii import redact

_EMAIL = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+\.[^\W\d_]{2,}")
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
# Order, card, account and telephone numbers: five digits or more, however they are grouped.
_NUMBER = re.compile(r"(?<!\w)\+?[A-Z]{0,4}[-#]?\d(?:(?:[ \-./]|\) ?| ?\()?[A-Z]?\d){4,}(?!\w)")
# A letter's ends: "Dear Hannah," and what follows "Kind regards,".
_GREETED = re.compile(
    r"\b((?i:dear|hi|hello|hey|hallo|liebe[rs]?|guten (?:tag|morgen|abend)|sehr geehrte[rs]?|"
    r"bonjour|ch[eè]re?|salut)(?: (?i:mr|mrs|ms|dr|herr|frau|monsieur|madame)\.?)?) "
    r"[^\W\d_a-zà-ÿ][\w'’-]*(?: [^\W\d_a-zà-ÿ][\w'’-]*){0,2}(?=[,!.\n]|$)",
    re.MULTILINE,
)
_SIGNED = re.compile(
    r"^((?:(?:kind|best|warm|many) )?(?:regards|thanks|wishes)|best|cheers|sincerely|yours|"
    r"thank you|(?:mit )?(?:freundliche|liebe|beste|herzliche|viele)[nr]? gr[uü](?:ß|ss)e?n?|"
    r"danke|merci|cordialement|bien à vous)[,!.]?[ \t]*\n[\s\S]*\Z",
    re.IGNORECASE | re.MULTILINE,
)


# Not numbered: a case is read by itself, and never put back.
_PLACEHOLDER = re.compile(r"<([A-Z_]+)_\d{1,6}>")
_NAMED = {"PERSON": "name", "PHONE": "number", "IBAN": "number", "CARD": "number", "URL": "link"}


def redact_case(text: str, names: Sequence[str] = ()) -> str:
    """`text` with placeholders; `names` are what the customer is called, and their addresses."""
    found = redact(_SIGNED.sub(r"\1", text)).text
    found = _PLACEHOLDER.sub(lambda m: f"<{_NAMED.get(m[1], m[1].lower())}>", found)
    found = _EMAIL.sub("<email>", found)
    found = _URL.sub("<link>", found)
    found = _NUMBER.sub("<number>", found)
    for part in sorted({part for name in names for part in _parts(name)}, key=len, reverse=True):
        found = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "<name>", found, flags=re.IGNORECASE)
    return _GREETED.sub(r"\1 <name>", found).strip()


def _parts(name: str) -> list[str]:
    """The whole name and its words; of an address what stands before the @ too."""
    local = name.partition("@")[0]
    words = re.split(r"[\s._+-]+", local)
    found = [name, local, *(word for word in words if len(word) >= 3 and word.isalpha())]
    return [part for part in found if part.strip()]  # who gave no name has an empty one
