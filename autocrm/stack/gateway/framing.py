"""HTTP/1.1 answers, sans IO: the head, and the three ways a body can end."""

from __future__ import annotations

import re
from typing import Protocol

from autocrm.stack.gateway.asgi import Headers, header

HEAD_END = b"\r\n\r\n"
_BODYLESS = frozenset({204, 304})
# A service whose header holds what no header may (a function's own, say) is not passed on.
_HEAD = re.compile(
    rb"HTTP/1\.[01] \d{3}(?: [^\0\r\n]*)?(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\n\v\f\r]*)*"
)
_MAX_SIZE_LINE = 1024  # bytes; a chunk's size with its extensions


class Body(Protocol):
    """Takes what a buffer holds of a body: the bytes, and whether that was its end."""

    def take(self, buffer: bytearray, eof: bool) -> tuple[bytes, bool]:
        """Consume from `buffer`. Raises ValueError when it is no HTTP, EOFError when cut off."""


def parse_head(raw: bytes) -> tuple[int, Headers]:
    """Status and headers (names in lower case). Raises ValueError."""
    if _HEAD.fullmatch(raw) is None:
        raise ValueError("this is no head of an answer")
    first, *lines = raw.split(b"\r\n")
    headers: Headers = []
    for line in lines:
        name, _, value = line.partition(b":")
        headers.append((name.lower(), value.strip()))
    return int(first.split(b" ", 2)[1]), headers


def is_chunked(headers: Headers) -> bool:
    """Whether the message is sent in chunks."""
    return (header(headers, b"transfer-encoding") or b"").lower() == b"chunked"


def body_of(method: bytes, status: int, headers: Headers) -> Body:
    """How the body of this answer is framed. Raises ValueError."""
    if method == b"HEAD" or status in _BODYLESS:
        return Counted(0)
    if is_chunked(headers):
        return Chunked()
    length = header(headers, b"content-length")
    return UntilClosed() if length is None else Counted(int(length))


class Counted:
    """content-length."""

    def __init__(self, length: int) -> None:
        self._left = length

    def take(self, buffer: bytearray, eof: bool) -> tuple[bytes, bool]:
        """See Body."""
        piece = bytes(buffer[: self._left])
        del buffer[: self._left]
        self._left -= len(piece)
        if eof and self._left:
            raise EOFError
        return piece, not self._left


class UntilClosed:
    """The end of the connection is the end of the body."""

    def take(self, buffer: bytearray, eof: bool) -> tuple[bytes, bool]:
        """See Body."""
        piece = bytes(buffer)
        buffer.clear()
        return piece, eof


class Chunked:
    """transfer-encoding: chunked; trailers are dropped."""

    def __init__(self) -> None:
        self._left = 0  # bytes of the current chunk, its closing CRLF included
        self._last = False

    def take(self, buffer: bytearray, eof: bool) -> tuple[bytes, bool]:
        """See Body."""
        pieces: list[bytes] = []
        while (done := self._step(buffer, pieces)) is None:
            pass
        if eof and not done:
            raise EOFError
        return b"".join(pieces), done

    def _step(self, buffer: bytearray, pieces: list[bytes]) -> bool | None:
        """One chunk, or part of one: None to go on, False for want of bytes, True at the end."""
        if self._left:
            return self._content(buffer, pieces)
        end = buffer.find(b"\r\n")
        if end < 0:
            if len(buffer) > _MAX_SIZE_LINE:
                raise ValueError("size line of a chunk is too long")
            return False
        line = bytes(buffer[:end])
        del buffer[: end + 2]
        if self._last:
            return None if line else True
        size = int(line.split(b";")[0], 16)
        self._last, self._left = size == 0, size + 2 if size else 0
        return None

    def _content(self, buffer: bytearray, pieces: list[bytes]) -> bool | None:
        piece = buffer[: self._left]
        if not piece:
            return False
        del buffer[: self._left]
        self._left -= len(piece)
        # what is beyond the last two bytes of the chunk is content
        pieces.append(bytes(piece[: len(piece) - max(0, 2 - self._left)]))
        return None
