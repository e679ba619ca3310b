"""Callers who send a request too slowly are not waited for; slow services are."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
import uvicorn

from autocrm.stack.gateway.patience import PatientProtocol
from autocrm.stack.listening import Listener, bind


class Hasty(PatientProtocol):
    head_limit, body_limit = 0.3, 0.3


async def _app(scope, receive, send):
    """Tells how large the body was; /slow takes its time before it reads, /early answers first."""
    if scope["path"] == "/slow":
        await asyncio.sleep(1.0)
    start = {"type": "http.response.start", "status": 200, "headers": []}
    if scope["path"] == "/early":
        await send(start)
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        more = message["more_body"]
    if scope["path"] != "/early":
        await send(start)
    await send({"type": "http.response.body", "body": b"%d" % size})


@contextlib.asynccontextmanager
async def talking(app=_app):
    """A connection to a server of `app`: (reader, writer)."""
    config = uvicorn.Config(app, http=Hasty, ws="none", lifespan="off", log_config=None)
    server, listener = Listener(config), bind(0)
    task = asyncio.ensure_future(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.005)
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    yield reader, writer
    writer.close()
    await writer.wait_closed()
    server.should_exit = True
    await task


async def everything(reader):
    return await asyncio.wait_for(reader.read(), 10)


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\nx: "])
async def test_half_a_head_is_not_waited_for(sent):
    async with talking() as (reader, writer):
        writer.write(sent)
        answer = await everything(reader)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "request_timeout"


async def test_dribbling_does_not_prolong_the_head():
    async with talking() as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nx: ")
        answer = asyncio.ensure_future(everything(reader))
        while not answer.done():
            writer.write(b"y")
            await asyncio.sleep(0.05)
        assert (await answer).startswith(b"HTTP/1.1 408 ")


async def test_half_a_second_request_is_not_waited_for_either():
    async with talking() as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / ")
        answer = await everything(reader)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in answer


async def test_a_body_that_stops_is_not_waited_for():
    async with talking() as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc")
        answer = await everything(reader)
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_after_the_answer_has_begun_the_connection_just_ends():
    async with talking() as (reader, writer):
        writer.write(b"POST /early HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc")
        answer = await everything(reader)
    assert b" 408 " not in answer
    assert answer.endswith(b"begun\r\n")  # without the chunk that would end it


async def test_a_body_that_goes_on_may_take_longer_than_the_limit():
    async with talking() as (reader, writer):
        writer.write(
            b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 10\r\n\r\n"
        )
        for _ in range(10):
            writer.write(b"a")
            await asyncio.sleep(0.1)
        assert (await everything(reader)).endswith(b"2\r\n10\r\n0\r\n\r\n")


async def test_a_slow_service_is_not_taken_for_a_slow_caller():
    size = 500_000  # more than uvicorn reads ahead
    async with talking() as (reader, writer):
        head = b"POST /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
        writer.write(head % size + b"a" * size)
        assert b"500000" in await everything(reader)


async def test_a_kept_connection_may_be_silent_for_longer():
    async with talking() as (reader, writer):
        for _ in range(2):
            writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            assert (await reader.readuntil(b"0\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            await asyncio.sleep(0.7)
