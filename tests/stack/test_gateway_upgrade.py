"""WebSockets through the gateway: bytes both ways, at the slower one's pace, or a clear refusal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import Request, Response, ServerConnection, serve
from websockets.exceptions import InvalidStatus

from tests.stack.harness import Stack, background

_seen: list[Request] = []


async def _answer(socket: ServerConnection) -> None:
    assert socket.request is not None
    _seen.append(socket.request)
    async for message in socket:
        if message == "flood":
            for _ in range(200):
                await socket.send(b"x" * 100_000)
        elif message == "goodbye":
            await socket.close(4001, "as asked")
        else:
            await socket.send(message)


@contextlib.asynccontextmanager
async def _echoing() -> AsyncIterator[int]:
    async with serve(_answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture(scope="module")
def service_ports() -> Iterator[dict[str, int]]:
    """An echo in the place of Realtime."""
    with background(_echoing) as port:
        yield {"realtime": port}


def _socket(stack: Stack, path: str = "/realtime/v1/socket/websocket?apikey=k&vsn=2.0.0") -> Any:
    return connect(stack.url.replace("http", "ws") + path, proxy=None)


async def test_frames_pass_both_ways_unchanged(stack: Stack) -> None:
    async with _socket(stack) as socket:
        for message in ("a text: ü", b"\x00\xff bytes", "x" * 300_000):
            await socket.send(message)
            assert await socket.recv() == message


async def test_the_service_sees_its_own_path_and_the_callers_query(stack: Stack) -> None:
    async with _socket(stack) as socket:
        await socket.send("hello")
        await socket.recv()
    assert _seen[-1].path == "/socket/websocket?apikey=k&vsn=2.0.0"
    assert len(_seen[-1].headers.get_all("host")) == 1


async def test_the_services_reason_for_closing_arrives(stack: Stack) -> None:
    async with _socket(stack) as socket:
        await socket.send("goodbye")
        await socket.wait_closed()
    assert (socket.close_code, socket.close_reason) == (4001, "as asked")


async def test_a_reader_that_pauses_gets_all_in_the_end(stack: Stack) -> None:
    async with _socket(stack) as socket:
        await socket.send("flood")
        await asyncio.sleep(0.2)  # longer than all buffers on the way last
        received = [await socket.recv() for _ in range(200)]
    assert {len(message) for message in received} == {100_000}


async def test_only_realtime_takes_sockets(stack: Stack) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with _socket(stack, "/functions/v1/open"):
            pass
    response: Response = refused.value.response
    assert response.status_code == 404
    assert b"Only /realtime/v1 takes WebSockets" in (response.body or b"")
