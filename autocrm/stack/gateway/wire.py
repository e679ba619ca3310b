"""A small HTTP/1.1 client for the services on loopback.

Own code for one reason: through httpcore the gateway reached a fifth of PostgREST's own
rate (560 of 2,800 requests a second, 8 connections, two cores), through this more than half.
It also sends the path byte for byte as it came, and bodies as they are. It only ever speaks
to our own services; what callers send was parsed by uvicorn before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import cast

from autocrm.stack.gateway.asgi import Headers, header
from autocrm.stack.gateway.framing import HEAD_END, Body, body_of, is_chunked, parse_head

_MAX_HEAD = 128 * 1024  # bytes of status line and headers
_HIGH_WATER = 256 * 1024  # bytes read ahead of a slow caller


class ServiceError(Exception):
    """The service closed the connection, or answered something that is not HTTP."""


@dataclass(frozen=True)
class Request:
    """`target` is path and query in bytes; the body goes out as the headers announce it."""

    method: bytes
    target: bytes
    headers: Headers
    body: AsyncIterable[bytes] | None = None


class Connection(asyncio.Protocol):
    """One kept connection: `send`, `head`, then `take` to the end, then again."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._eof = False
        self._news = False  # something has come since the buffer was last looked at
        self._clean = True  # between two exchanges
        self._arrival: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._body: Body | None = None

    # -- asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Buffer, and stop reading when the caller does not keep up."""
        self._buffer += data
        self._news = True
        if len(self._buffer) > _HIGH_WATER:
            self._transport.pause_reading()
        _wake(self._arrival)

    def eof_received(self) -> None:
        """The service will send no more; asyncio then closes."""
        self._eof = True
        _wake(self._arrival)

    def connection_lost(self, error: Exception | None) -> None:
        """Wake whoever waits: there is nothing more to come."""
        self._eof = True
        _wake(self._arrival)
        _wake(self._writable)

    def pause_writing(self) -> None:
        """The service does not keep up with the body."""
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """It does again."""
        _wake(self._writable)
        self._writable = None

    # -- and the proxy these

    @property
    def reusable(self) -> bool:
        """Whether another request may be sent: the last answer was read, nobody hung up."""
        return self._clean and not self._eof and not self._buffer

    def close(self) -> None:
        """Drop the connection."""
        self._transport.abort()

    async def send(self, request: Request) -> None:
        """Write the request. A service may answer and hang up before it has read the body."""
        self._clean = False
        lines = [b"%s: %s\r\n" % pair for pair in request.headers]
        start = b"%s %s HTTP/1.1\r\n" % (request.method, request.target)
        self._transport.write(b"".join([start, *lines, b"\r\n"]))
        if request.body is not None:
            await self._send_body(request.body, is_chunked(request.headers))

    async def _send_body(self, body: AsyncIterable[bytes], chunked: bool) -> None:
        async for piece in body:
            if self._eof:
                return  # its answer may be there to be read
            self._transport.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            if self._writable is not None:
                await self._writable
        if chunked:
            self._transport.write(b"0\r\n\r\n")

    async def head(self, method: bytes) -> tuple[int, Headers]:
        """Status and headers (names in lower case) of the answer. Raises ServiceError."""
        status = 100
        try:
            while status < 200:  # interim answers
                status, headers = parse_head(await self._raw_head())
            self._body = body_of(method, status, headers)
        except ValueError as error:
            raise ServiceError("this is not HTTP") from error
        # PostgREST hangs up, unannounced, after an answer to HEAD whose length it does not say.
        unsaid = method == b"HEAD" and header(headers, b"content-length") is None
        closing = (header(headers, b"connection") or b"").lower() == b"close"
        self._close_after = closing or unsaid
        return status, headers

    async def _raw_head(self) -> bytes:
        while (end := self._seen().find(HEAD_END)) < 0:
            if self._eof or len(self._buffer) > _MAX_HEAD:
                raise ServiceError("no answer")
            await self.arrival()
        raw = bytes(self._buffer[:end])
        del self._buffer[: end + len(HEAD_END)]
        return raw

    def take(self) -> tuple[bytes, bool]:
        """What has come of the body, and whether that was its end. Raises ServiceError."""
        assert self._body is not None
        try:
            piece, done = self._body.take(self._seen(), self._eof)
        except (ValueError, EOFError) as error:
            raise ServiceError("the answer broke off") from error
        self._clean = done and not self._close_after
        if done:
            self._transport.resume_reading()  # else the service's hanging up goes unnoticed
        return piece, done

    def _seen(self) -> bytearray:
        """The buffer, from now on looked at."""
        self._news = False
        return self._buffer

    async def arrival(self) -> None:
        """Wait until more has come than was looked at, or the end of the connection.

        It may have come already, while the last piece was written to a slow caller; and it may
        be all that ever comes.
        """
        if self._eof or self._news:
            return
        self._transport.resume_reading()
        self._arrival = asyncio.get_running_loop().create_future()
        await self._arrival


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
