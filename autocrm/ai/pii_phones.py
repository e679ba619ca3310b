"""Telephone numbers: by their form where it is telling, else by what stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autocrm.ai.pii_spans import Span

_CANDIDATE = re.compile(
    r"(?<![\w/#+-])(?<!\d[.,])(?:\+|\()?\d(?:(?:[ .\-/]|\) ?| ?\()?\d){5,15}"
    r"(?: ?(?:x|ext\.?) ?\d{1,6})?(?!\w|[.,/-]\d)",
    re.IGNORECASE,
)
# A form that is hardly anything else: with country code, a bracketed prefix, or a leading zero
# and groups; North American 3-3-4 and pairs of digits; or with an extension.
_TELLING = re.compile(
    r"\+\d|00[1-9]\d{0,2}[ .\-(]|\(\d{2,5}\)|0\d{1,4}[ ./-]\d|\d{3}[.-]\d{3}[.-]\d{4}"
    r"|\d{2}(?:-\d{2}){3}$|.*x *\d+$",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?:\b(?:tele?(?:ph|f)on\w*|(?:mobile|cell|phone|fax|desk|home|office|work|t[ée]l|handy|natel|"
    r"mobil|portable|cellulare|whatsapp|hotline|rufnummer)|call(?:ed|ing)?|ring|sms|"
    r"(?:reach|text|contact)(?: me| us)?|ruf\w*|appel\w*|answering|dial(?:led|ed)?)\b"
    r"[^\n\d]{0,30}|☎|📞)$",
    re.IGNORECASE,
)
_AFTER = re.compile(r" ?[-(]? ?(?:office|mobile|phone|fax|cell|home|work|tel)\b", re.IGNORECASE)
# Numbers that shops give to things.
_OTHER = re.compile(
    r"\b(?:orders?|invoices?|tracking|ticket|ref(?:erence)?|serial|account|acct|article|item|sku|"
    r"customer|card|bestell\w*|rechnung\w*|kunden\w*|artikel\w*|sendung\w*|konto\w*|commande|"
    r"facture|colis|ordine|fattura)\b[^\n\d]{0,20}$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4})(?!\d)")


def phones(text: str) -> Iterator[Span]:
    """Numbers of 7 to 15 digits that are telephone numbers; order numbers and dates are not."""
    for match in _CANDIDATE.finditer(text):
        written = match[0]
        digits = sum(char.isdigit() for char in re.split(r"[xX]|ext", written)[0])
        before = text[max(0, match.start() - 45) : match.start()]
        if not 7 <= digits <= 15 or _DATE.match(written) or _OTHER.search(before):
            continue
        named = _CUE.search(before) or _AFTER.match(text, match.end())
        if named or _TELLING.match(written):
            yield Span(match.start(), match.end(), "PHONE_NUMBER")
