"""Reading a captured message, however broken it is.

The stdlib's compat32 policy with our own decoding: `policy.default` needs seconds and
gigabytes for one hostile header. Headers, parts and text are capped.
"""

from __future__ import annotations

import email
import itertools
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from autocrm.stack.mail.headers import Address, Headers, addresses, all_headers, first

_log = logging.getLogger(__name__)
_MAX_PARTS = 200
_MAX_TEXT = 2_000_000  # characters of a body that the API shows


@dataclass(frozen=True)
class File:
    """An attachment or inline file. `size` in bytes, decoded; `number` is its part number."""

    number: str
    filename: str
    content_type: str
    content_id: str
    size: int
    inline: bool


@dataclass(frozen=True)
class Parsed:
    """The readable side of a message."""

    headers: Headers
    subject: str = ""
    message_id: str = ""
    date: str = ""
    addresses: dict[str, list[Address]] = field(default_factory=dict)
    text: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)


def parse(raw: bytes) -> Parsed:
    """Parse a message; nothing in it makes this raise."""
    try:
        message = email.message_from_bytes(raw)
        leaves = list(itertools.islice(_leaves(message), _MAX_PARTS))
        return _parsed(message, leaves, _body(leaves, "text/plain"))
    except Exception as error:
        # The border to the outside: the stdlib's parser fails in many ways on hostile mail
        # (RecursionError for nested multiparts is the common one), and one such message must
        # neither be refused nor spoil the list. Its source is shown as text.
        _log.warning("A captured message cannot be parsed: %s", type(error).__name__)
        return _unparsed(raw)


def _unparsed(raw: bytes) -> Parsed:
    found = re.search(rb"^subject:[ \t]*([^\r\n]{0,1000})", raw[:100_000], re.I | re.M)
    subject = found[1].decode("utf-8", "replace") if found else ""
    nobody: dict[str, list[Address]] = {"from": [], "to": [], "cc": [], "reply-to": []}
    return Parsed({}, subject=subject, addresses=nobody, text=_decode(raw, "utf-8"))


def _parsed(message: Message, leaves: list[Message], text: str) -> Parsed:
    headers = all_headers(message)
    numbered = enumerate(leaves, start=1)
    return Parsed(
        headers,
        subject=first(headers, "subject"),
        message_id=first(headers, "message-id").strip().strip("<>"),
        date=first(headers, "date"),
        addresses={name: addresses(headers, name) for name in ("from", "to", "cc", "reply-to")},
        text=text,
        html=_body(leaves, "text/html"),
        files=[_file(str(number), part) for number, part in numbered if _is_file(part)],
    )


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold content; an attached message is one part, not its parts."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _is_file(part: Message) -> bool:
    named = part.get_filename() is not None
    return named or part.get_content_disposition() == "attachment" or not _is_text(part)


def _is_text(part: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html")


def _body(leaves: list[Message], content_type: str) -> str:
    for part in leaves:
        if part.get_content_type() == content_type and not _is_file(part):
            return _decode(_content(part), part.get_content_charset())
    return ""


def _content(part: Message) -> bytes:
    if part.is_multipart():  # message/rfc822: its source
        inner = part.get_payload()
        return b"".join(one.as_bytes() for one in inner if isinstance(one, Message))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decode(content: bytes, charset: str | None) -> str:
    try:
        text = content.decode(charset or "utf-8", errors="replace")
    except (LookupError, ValueError):  # no such charset
        text = content.decode("utf-8", errors="replace")
    return text[:_MAX_TEXT].replace("\r\n", "\n")


def _file(number: str, part: Message) -> File:
    return File(
        number=number,
        filename=part.get_filename() or f"part-{number}",
        content_type=part.get_content_type(),
        content_id=str(part.get("content-id", "")).strip().strip("<>"),
        size=len(_content(part)),
        inline=part.get_content_disposition() == "inline",
    )
