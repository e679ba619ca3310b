"""WebSocket upgrades: passed on byte for byte, since the gateway has nothing to say in them.

A frame costs one read and one write here, whatever it holds; a proxy that spoke the protocol
would decode, check and encode each one a second time.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from autocrm.stack.config import HOST
from autocrm.stack.gateway.problems import Problem

_PREFIX = b"/realtime/v1"
_MAX_AHEAD = 64 * 1024  # bytes a client may send before the service is connected
_OWN_HEADERS = (b"x-forwarded-", b"host:")


class _Side(asyncio.Protocol):
    """One of two connections: what it reads is written to `other`, at the pace `other` takes."""

    other: _Side | None = None
    transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()  # what is still to be written leaves first


class Upgrade(_Side):
    """The client's side, as uvicorn's WebSocket protocol: only Realtime takes sockets."""

    def __init__(self, realtime_port: int, server_state: Any, **_: Any) -> None:
        self._port, self._open = realtime_port, server_state.connections
        self._tasks: set[asyncio.Task[None]] = server_state.tasks
        self._ahead: bytearray | None = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """uvicorn hands its connection over; the request follows in `data_received`."""
        super().connection_made(transport)
        self._open.add(self)

    def data_received(self, data: bytes) -> None:
        """The request's head first, as uvicorn read it; frames after that."""
        if self._ahead is None:
            super().data_received(data)
            return
        if not self._ahead:
            self._begin(data)
            return
        self._ahead += data
        if len(self._ahead) > _MAX_AHEAD and self.transport is not None:
            self.transport.pause_reading()

    def _begin(self, head: bytes) -> None:
        target = head.split(b" ", 2)[1]
        if not target.startswith(_PREFIX + b"/"):
            self._refuse(Problem(404, "not_found", "Only /realtime/v1 takes WebSockets."))
            return
        self._ahead = bytearray(_passed_on(head, self._port))
        task = asyncio.get_running_loop().create_task(self._connect())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, service = await loop.create_connection(_Side, HOST, self._port)
        except OSError:
            message = "Realtime does not answer: try again in a moment."
            self._refuse(Problem(503, "unavailable", message))
            return
        assert self.transport is not None
        assert service.transport is not None
        if self.transport.is_closing():
            service.transport.abort()
            return
        self.other, service.other = service, self
        service.transport.write(bytes(self._ahead or b""))
        self._ahead = None
        self.transport.resume_reading()

    def _refuse(self, problem: Problem) -> None:
        assert self.transport is not None
        body = problem.body()
        head = f"HTTP/1.1 {problem.status} Refused\r\nContent-Type: application/problem+json\r\n"
        head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.transport.write(head.encode() + body)
        self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone."""
        self._open.discard(self)
        super().connection_lost(error)

    def shutdown(self) -> None:
        """uvicorn calls this at its end."""
        if self.transport is not None:
            self.transport.close()


def _passed_on(head: bytes, port: int) -> bytes:
    """The request without our prefix, with the service's own address for Host."""
    start, _, rest = head.partition(b"\r\n")
    method, target, version = start.split(b" ", 2)
    kept = [line for line in rest.split(b"\r\n") if not line.lower().startswith(_OWN_HEADERS)]
    first = b" ".join([method, target[len(_PREFIX) :], version])
    return b"\r\n".join([first, b"host: %s:%d" % (HOST.encode(), port), *kept])
