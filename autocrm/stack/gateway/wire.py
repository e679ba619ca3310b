"""A small HTTP/1.1 client for the services on loopback.

Own code for one reason: through httpcore the gateway reached a fifth of PostgREST's own
rate (560 of 2,800 requests a second, 8 connections, two cores), through this more than half.
It also sends the path byte for byte as it came, and bodies as they are. It only ever speaks
to our own services; what callers send was parsed by uvicorn before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from autocrm.stack.gateway.asgi import Headers, header

_MAX_HEAD = 128 * 1024  # bytes of status line and headers
_PIECE = 64 * 1024  # bytes of a body handed on at once
_BODYLESS = frozenset({204, 304})


class ServiceError(Exception):
    """The service closed the connection, or answered something that is not HTTP."""


@dataclass(frozen=True)
class Request:
    """`target` is path and query in bytes; a body without content-length goes out chunked."""

    method: bytes
    target: bytes
    headers: Headers
    body: AsyncIterable[bytes] | None = None


class Connection:
    """One kept connection: `send`, `head`, then `body` to its end, then again."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.fresh = True
        self._clean = True  # between two exchanges

    @property
    def reusable(self) -> bool:
        """Whether another request may be sent: the last answer was read, nobody hung up."""
        return self._clean and not self._reader.at_eof() and not self._writer.is_closing()

    def close(self) -> None:
        """Drop the connection."""
        self._writer.close()

    async def send(self, request: Request) -> None:
        """Write the request. A service may answer and hang up before it has read the body."""
        self._clean = False
        lines = [b"%s: %s\r\n" % pair for pair in request.headers]
        start = b"%s %s HTTP/1.1\r\n" % (request.method, request.target)
        self._writer.write(b"".join([start, *lines, b"\r\n"]))
        if request.body is not None:
            try:
                await self._send_body(request.body, _is_chunked(request.headers))
            except ConnectionError:
                return  # its answer may be there to be read

    async def _send_body(self, body: AsyncIterable[bytes], chunked: bool) -> None:
        async for piece in body:
            self._writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            await self._writer.drain()
        if chunked:
            self._writer.write(b"0\r\n\r\n")

    async def head(self) -> tuple[int, Headers]:
        """Status and headers (names in lower case) of the answer. Raises ServiceError."""
        status = 100
        while status < 200:  # interim answers
            try:
                raw = await self._reader.readuntil(b"\r\n\r\n")
                status, headers = _parse_head(raw)
            except (EOFError, ConnectionError, asyncio.LimitOverrunError, ValueError) as error:
                raise ServiceError("no answer") from error
        return status, headers

    async def body(self, method: bytes, status: int, headers: Headers) -> AsyncIterator[bytes]:
        """The pieces of the body as they come. Raises ServiceError when it breaks off."""
        try:
            async for piece in self._pieces(method, status, headers):
                yield piece
        except (EOFError, ConnectionError, asyncio.LimitOverrunError, ValueError) as error:
            raise ServiceError("broken off") from error
        self._clean = (header(headers, b"connection") or b"").lower() != b"close"
        self.fresh = False

    def _pieces(self, method: bytes, status: int, headers: Headers) -> AsyncIterator[bytes]:
        length = header(headers, b"content-length")
        if method == b"HEAD" or status in _BODYLESS:
            return self._counted(0)
        if _is_chunked(headers):
            return self._chunks()
        return self._rest() if length is None else self._counted(int(length))

    async def _counted(self, left: int) -> AsyncIterator[bytes]:
        while left > 0:
            piece = await self._reader.read(min(left, _PIECE))
            if not piece:
                raise EOFError
            left -= len(piece)
            yield piece

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int((await self._reader.readuntil(b"\r\n")).split(b";")[0], 16):
            async for piece in self._counted(size):
                yield piece
            await self._reader.readexactly(2)
        while await self._reader.readuntil(b"\r\n") != b"\r\n":
            pass  # trailers

    async def _rest(self) -> AsyncIterator[bytes]:
        while piece := await self._reader.read(_PIECE):
            yield piece


class Pool:
    """Connections to one port of loopback: kept when clean, at most `most` of them idle."""

    def __init__(self, port: int, most: int = 100) -> None:
        self._port, self._most = port, most
        self._idle: list[Connection] = []

    def kept(self) -> Connection | None:
        """An idle connection that still stands, the one last used first."""
        while self._idle:
            connection = self._idle.pop()
            if connection.reusable:
                return connection
            connection.close()
        return None

    async def opened(self) -> Connection:
        """A new connection. Raises OSError."""
        return Connection(*await asyncio.open_connection("127.0.0.1", self._port, limit=_MAX_HEAD))

    def give_back(self, connection: Connection) -> None:
        """Keep the connection when its answer was read to the end, else close it."""
        if connection.reusable and len(self._idle) < self._most:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().close()


def _is_chunked(headers: Headers) -> bool:
    return (header(headers, b"transfer-encoding") or b"").lower() == b"chunked"


def _parse_head(raw: bytes) -> tuple[int, Headers]:
    first, *lines = raw[:-4].split(b"\r\n")
    headers: Headers = []
    for line in lines:
        name, _, value = line.partition(b":")
        headers.append((name.lower(), value.strip()))
    return int(first.split(b" ", 2)[1]), headers
