"""Addresses and numbers that machines read: by form, and by check digits where there are some.

No pattern lets white space be more than blanks, tabs or line ends: `\\s` would also match the
control characters that callers put between texts.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from autocrm.ai.pii_spans import Span, spans

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+'’%-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24}(?![\w@-])"
)
_URL = re.compile(r"\b(?:https?://|www\.)[^\x00-\x20<>\"“”\[\]]+", re.IGNORECASE)
_CLOSING = ".,;:!?'’)]}"
_IBAN = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}(?![^\W_])")
_CARD = re.compile(r"(?<![\w.+-])\d(?:[ -]?\d){11,18}(?!\w|-\d|\.\d)")
# The ranges in which cards are issued: network, then the lengths it uses.
_ISSUED = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0|6|8|9)"), (14, 16, 19)),
    (re.compile(r"35|6011|6[45]|62"), (16, 17, 18, 19)),
    (re.compile(r"2131|1800"), (15,)),
    (re.compile(r"5[0678]|6"), (12, 13, 14, 15, 16, 17, 18, 19)),
)
_SSN = re.compile(r"(?<![\w-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_AHV = re.compile(r"(?<![\w.])756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}(?!\w|\.\d)")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")


def emails(text: str) -> Iterator[Span]:
    """Mail addresses."""
    yield from spans("EMAIL_ADDRESS", _EMAIL, text)


def urls(text: str) -> Iterator[Span]:
    """Links with a scheme or `www.`, without the punctuation of the sentence they end."""
    for span in spans("URL", _URL, text):
        end = span.end
        while text[end - 1] in _CLOSING:
            end -= 1
        yield Span(span.start, end, "URL")


def ibans(text: str) -> Iterator[Span]:
    """Account numbers whose check digits are right (ISO 13616), grouped or not.

    What follows one is not part of it: the longest beginning that checks is taken.
    """
    for span in spans("IBAN_CODE", _IBAN, text):
        for end in range(span.end, span.start + 14, -1):
            whole = end == len(text) or not text[end].isalnum()
            if whole and text[end - 1] != " " and _iban(text[span.start : end]):
                yield Span(span.start, end, "IBAN_CODE")
                break


def cards(text: str) -> Iterator[Span]:
    """Card numbers of 12 to 19 digits in an issued range whose Luhn digit is right."""
    for span in spans("CREDIT_CARD", _CARD, text):
        digits = _digits(text[span.start : span.end])
        issued = any(p.match(digits) and len(digits) in lengths for p, lengths in _ISSUED)
        if issued and _luhn(digits):
            yield span


def insured(text: str) -> Iterator[Span]:
    """Social security: US numbers by their form, Swiss AHV numbers by their EAN-13 digit."""
    yield from spans("US_SSN", _SSN, text)
    for span in spans("CH_AHV", _AHV, text):
        digits = [int(digit) for digit in _digits(text[span.start : span.end])]
        if sum(digits[0::2]) % 10 == (-3 * sum(digits[1::2])) % 10:
            yield span


def addresses(text: str) -> Iterator[Span]:
    """IP addresses of both versions. A time (10:20:30) is none."""
    for pattern in (_IPV4, _IPV6):
        for span in spans("IP_ADDRESS", pattern, text):
            written = text[span.start : span.end]
            try:
                ipaddress.ip_address(written)
            except ValueError:
                continue
            if len(written) > 4:  # "::" and "::1" are code, and nobody's
                yield span


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _iban(written: str) -> bool:
    code = written.replace(" ", "").upper()
    if not 15 <= len(code) <= 34 or not code.isascii():
        return False
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
