"""The parts of a message, by stdlib's parser on a leash.

compat32 is used because the newer policies parse every header at once, and one hostile
header of 0.4 MB then costs seconds and gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import compat32

from autocrm.adapters.mail import headers
from autocrm.adapters.mail.limits import (
    MAX_DEPTH,
    MAX_HEADER_BYTES,
    MAX_LINES,
    MAX_PARTS,
    MAX_RAW,
    MAX_STRUCTURE_HEADER,
)
from autocrm.errors import Invalid, TooLarge

_LINE_END = re.compile(rb"\n|\r(?!\n)")
_HEAD_END = re.compile(rb"\r?\n\r?\n|\r\r")
_HEAD_LINE = re.compile(rb"[!-9;-~]{1,200}[ \t]*:|[ \t]|From ")


class _Counter:
    parts = 0


class _Part(Message):
    """A part that refuses to become too deep or too wide while it is being read."""

    def __init__(self, counter: _Counter) -> None:
        super().__init__(policy=compat32)
        self.depth = 0
        self._header_bytes = 0
        counter.parts += 1
        if counter.parts > MAX_PARTS:
            raise TooLarge(f"The message has more than {MAX_PARTS} parts: send fewer attachments.")

    def attach(self, payload: Message) -> None:  # type: ignore[override]
        if isinstance(payload, _Part):
            payload.depth = self.depth + 1
            if payload.depth > MAX_DEPTH:
                raise TooLarge(f"The message is nested more than {MAX_DEPTH} levels deep.")
        super().attach(payload)

    def set_raw(self, name: str, value: str) -> None:
        """Called by the parser for each header."""
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MAX_HEADER_BYTES:
            raise TooLarge(f"The headers are longer than {MAX_HEADER_BYTES // 1024} KB.")
        if name.lower().startswith("content-"):
            value = headers.readable(value[:MAX_STRUCTURE_HEADER]).replace("\0", "")
        super().set_raw(name, value)


def read(raw: bytes) -> Message:
    """Parse raw bytes. Raises TooLarge beyond the limits, Invalid when there is nothing."""
    if len(raw) > MAX_RAW:
        raise TooLarge(f"The message is larger than {MAX_RAW // 1024 // 1024} MB.")
    if not raw.strip():
        raise Invalid("The message is empty: post the whole mail, headers included.")
    if len(_LINE_END.findall(raw)) > MAX_LINES:
        raise TooLarge(f"The message has more than {MAX_LINES} lines.")
    counter = _Counter()

    def new_part(policy: object = None) -> Message:
        return _Part(counter)

    parser = BytesFeedParser(new_part, policy=compat32)
    try:
        parser.feed(_without_garbage(raw))
        return parser.close()
    except (ValueError, LookupError) as error:
        # Boundaries in a character set that Python knows as something else than text.
        raise Invalid("The parts of the message cannot be told apart: send it again.") from error


def _without_garbage(raw: bytes) -> bytes:
    """Drop NULs and lines that are no header from among the headers.

    stdlib takes the first such line for the start of the text, and would show the
    headers below it to the reader.
    """
    end = _HEAD_END.search(raw, 0, MAX_HEADER_BYTES)
    head = raw[: end.start()] if end else b""
    lines = head.replace(b"\0", b"").splitlines(keepends=True)
    proper = [bool(_HEAD_LINE.match(line)) for line in lines]
    if all(proper) and b"\0" not in head:
        return raw
    last = max((number for number, good in enumerate(proper) if good), default=0)
    kept = [line for number, line in enumerate(lines) if proper[number] or number > last]
    return b"".join(kept) + raw[len(head) :]


def content_type(part: Message) -> str:
    """`text/plain` and the like, lower case."""
    return part.get_content_type()


def payload(part: Message, warnings: list[str]) -> bytes:
    """The decoded bytes of a leaf. Broken base64 is read as far as it goes."""
    before = len(part.defects)
    data = part.get_payload(decode=True)
    if len(part.defects) > before:
        warnings.append("broken base64: some of it may be missing")
    return data if isinstance(data, bytes) else b""


def children(part: Message) -> list[Message]:
    """The parts of a multipart, or the message inside a message/rfc822 part."""
    inside = part.get_payload()
    return [p for p in inside if isinstance(p, Message)] if isinstance(inside, list) else []


def leaves(part: Message) -> Iterator[Message]:
    """All parts that hold data, in order; an attached message counts as one."""
    if content_type(part).startswith("multipart/") and children(part):
        for child in children(part):
            yield from leaves(child)
    else:
        yield part
