"""Mail headers decoded by hand: RFC 2047 words, raw 8-bit bytes, address lists."""

from __future__ import annotations

import itertools
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

Headers = dict[str, list[str]]
Address = tuple[str, str]  # name, address
_MAX_HEADER = 10_000  # characters of one header that are looked at
_MAX_HEADERS = 500


def all_headers(message: Message) -> Headers:
    """All headers in order, decoded, by the name as written."""
    headers: Headers = {}
    # raw_items, for items() would wrap 8-bit values in Header objects
    for name, value in itertools.islice(message.raw_items(), _MAX_HEADERS):
        headers.setdefault(_plain(name), []).append(_plain(str(value)))
    return headers


def first(headers: Headers, name: str) -> str:
    """The first header of that name (any case), its RFC 2047 words decoded; "" without one."""
    for written, values in headers.items():
        if written.lower() == name:
            return decoded(values[0])
    return ""


def addresses(headers: Headers, name: str) -> list[Address]:
    """(name, address) pairs of an address header; what cannot be read is left out."""
    values = [value for key, some in headers.items() if key.lower() == name for value in some]
    # Split first and decode then: an encoded word may hold a comma.
    pairs = getaddresses(values)
    return [(decoded(label), address) for label, address in pairs if label or address]


def decoded(value: str) -> str:
    """A header value with its encoded words turned into text."""
    if "=?" not in value:
        return value
    try:
        return "".join(_word(content, charset) for content, charset in decode_header(value))
    except (HeaderParseError, ValueError):  # broken base64
        return value


def _word(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode(charset or "ascii", errors="replace")
    except (LookupError, ValueError):  # no such charset
        return content.decode("utf-8", errors="replace")


def _plain(value: str) -> str:
    # The parser keeps raw 8-bit bytes as surrogates: most likely they were UTF-8.
    text = value[:_MAX_HEADER].encode("utf-8", "surrogateescape")
    return " ".join(text.decode("utf-8", errors="replace").split())
