"""Passing a request on to a service and its answer back, streaming both ways."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from autocrm.stack.gateway.asgi import Headers, Receive, Scope, Send, header
from autocrm.stack.gateway.body import CallerGone, RequestBody, TooLarge
from autocrm.stack.gateway.framing import is_chunked
from autocrm.stack.gateway.headers import end_to_end, to_upstream
from autocrm.stack.gateway.pool import Pool
from autocrm.stack.gateway.problems import Problem
from autocrm.stack.gateway.wire import Connection, Request, ServiceError

_PATIENCE = 150.0  # seconds without a sign of life from the service; a function may think long
_REPEATABLE = frozenset({b"GET", b"HEAD", b"OPTIONS"})


class Upstream:
    """One service behind the gateway, with its own pool: its streams cannot starve another's.

    `max_body` in bytes, None for no cap. `follow_hangup` tells the service when the caller
    hangs up; it costs two tasks a request.
    """

    def __init__(
        self, name: str, port: int, max_body: int | None = None, *, follow_hangup: bool = False
    ) -> None:
        self.name, self.port = name, port
        self._max_body, self._follow_hangup = max_body, follow_hangup
        self._host = b"127.0.0.1:%d" % port
        self._pool = Pool(port)

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.close()

    async def forward(
        self, scope: Scope, receive: Receive, send: Send, headers: Headers, prefix: bytes
    ) -> None:
        """Answer the request from the service, its path without `prefix`. Raises Problem."""
        body = RequestBody(receive, self._max_body)
        request = self._request(scope, body, headers, prefix)
        exchange = self._exchange(request, body, send)
        await (_until_hangup(body, exchange) if self._follow_hangup else exchange)

    def _request(self, scope: Scope, body: RequestBody, headers: Headers, prefix: bytes) -> Request:
        declared = header(headers, b"content-length")
        if self._max_body is not None and declared and int(declared) > self._max_body:
            raise self._too_large()
        chunked = header(headers, b"transfer-encoding") is not None
        sent = to_upstream(scope, headers, self._host, prefix)
        if chunked:  # never both: where a body ends must not be a matter of opinion
            sent = [pair for pair in sent if pair[0] != b"content-length"]
            sent.append((b"transfer-encoding", b"chunked"))
        has_body = chunked or declared not in (None, b"0")
        if not has_body:
            body.nothing_to_read()
        method = scope["method"].encode()
        return Request(method, _target(scope, prefix), sent, body if has_body else None)

    async def _exchange(self, request: Request, body: RequestBody, send: Send) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                connection, status, headers = await self._ask(request, body)
        except TooLarge as error:
            raise self._too_large() from error
        except CallerGone:
            return  # nobody is there to be answered
        except TimeoutError as error:
            message = f"The {self.name} service took too long to answer."
            raise Problem(504, "upstream_timeout", message) from error
        try:
            await _answer(connection, status, headers, send)
        finally:
            self._pool.give_back(connection)

    async def _ask(self, request: Request, body: RequestBody) -> tuple[Connection, int, Headers]:
        connection = self._pool.kept()
        try:
            if connection is not None:
                try:
                    return await _ask_on(connection, request)
                except ServiceError:
                    # It was restarted just now: what changes nothing is asked once more.
                    if body.started or request.method not in _REPEATABLE:
                        raise
            return await _ask_on(await self._pool.opened(), request)
        except (ServiceError, OSError) as error:
            message = f"The {self.name} service does not answer: try again in a moment."
            headers: Headers = [(b"retry-after", b"1")]
            raise Problem(503, "upstream_unavailable", message, headers) from error

    def _too_large(self) -> Problem:
        message = f"The body is larger than the {self._max_body} bytes that {self.name} accepts."
        return Problem(413, "too_large", message)


async def _ask_on(connection: Connection, request: Request) -> tuple[Connection, int, Headers]:
    answered = False
    try:
        await connection.send(request)
        status, headers = await connection.head(request.method)
        answered = True
        return connection, status, headers
    finally:
        if not answered:
            connection.close()


async def _answer(connection: Connection, status: int, headers: Headers, send: Send) -> None:
    kept = [pair for pair in end_to_end(headers) if pair[0] != b"date"]  # uvicorn adds one
    try:
        piece, done = connection.take()
        if done and piece and is_chunked(headers):  # all is here: cheaper than chunks
            kept.append((b"content-length", b"%d" % len(piece)))
        await send({"type": "http.response.start", "status": status, "headers": kept})
        while not done:
            if piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            async with asyncio.timeout(_PATIENCE):
                await connection.arrival()
            piece, done = connection.take()
        await send({"type": "http.response.body", "body": piece})
    except (ServiceError, TimeoutError):
        # Half an answer is out; ending without its end is how the caller can tell.
        return


def _target(scope: Scope, prefix: bytes) -> bytes:
    path: bytes = scope["raw_path"][len(prefix) :] or b"/"
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path


async def _until_hangup(body: RequestBody, exchange: Coroutine[Any, Any, None]) -> None:
    work, hangup = asyncio.ensure_future(exchange), asyncio.ensure_future(body.hangup())
    try:
        await asyncio.wait({work, hangup}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
    finally:
        for task in (work, hangup):
            task.cancel()
        await asyncio.gather(work, hangup, return_exceptions=True)
