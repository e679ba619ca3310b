"""The gateway's own HTTP client against services that are down, slow or odd."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from autocrm.stack.gateway import Upstream
from autocrm.stack.gateway.framing import Chunked
from autocrm.stack.gateway.problems import Problem
from autocrm.stack.gateway.wire import Connection
from autocrm.stack.ports import free_ports

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"


def scope(method="GET"):
    return {
        "type": "http", "method": method, "raw_path": b"/p/x", "query_string": b"",
        "headers": [(b"host", b"x")], "client": ("127.0.0.1", 1),
    }  # fmt: skip


async def ask(upstream, method="GET"):
    """Status, headers and body as the caller gets them; `complete` tells whether it ended."""
    sent = []

    async def receive():
        await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    request = scope(method)
    await upstream.forward(request, receive, send, request["headers"], b"/p")
    body = b"".join(message.get("body", b"") for message in sent[1:])
    complete = not sent[-1].get("more_body", False) and len(sent) > 1
    return sent[0]["status"], dict(sent[0]["headers"]), body, complete


async def ended(server):
    """Close the server and let its connections come to their end."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=1)
    await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def service(*answers, close=True):
    """A server that answers the n-th request with the n-th bytes, whatever is asked."""
    left, connections = list(answers), []

    async def serve(reader, writer):
        connections.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while left:
                await reader.readuntil(b"\r\n\r\n")
                for piece in left.pop(0).split(b"|"):
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0.01)
                if close:
                    break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    upstream = Upstream("odd", server.sockets[0].getsockname()[1])
    try:
        yield upstream, connections
    finally:
        upstream.close()
        for writer in connections:
            writer.close()
        await ended(server)


async def test_a_service_that_is_down_is_503_and_soon_again():
    upstream = Upstream("REST", free_ports(1)[0])
    with pytest.raises(Problem) as caught:
        await ask(upstream)
    assert caught.value.status == 503
    assert caught.value.message == "The REST service does not answer: try again in a moment."
    assert (b"retry-after", b"1") in caught.value.headers


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"HTTP/1.1 200", b"rubbish\r\n\r\n", b"SSH-2.0 x\r\n\r\n"),
        *(
            b"HTTP/1.1 200 OK\r\n%s\r\n\r\n" % odd
            for odd in (b"x: a\0b", b"x: a\rb", b"x: a\nb", b"x y: z", b": z", b" x: y", b"x")
        ),
        b"HTTP/1.1 99999 OK\r\n\r\n",
    ],
)
async def test_what_is_no_answer_is_503(answer):
    async with service(answer, answer) as (upstream, _):
        with pytest.raises(Problem) as caught:
            await ask(upstream)
    assert caught.value.status == 503


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
        (b"HTTP/1.1 200 OK\r\nContent-Le|ngth: 3\r\n\r|\na|bc", b"abc"),
        (b"HTTP/1.1 200 OK\r\n\r\nto the |end", b"to the end"),
        (CHUNKED + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde"),
        (CHUNKED + b"3|\r|\n|a|bc|\r|\n2\r\nd|e\r\n|0\r\nTrailer: 1\r\n|\r\n", b"abcde"),
        (
            b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
            b"a",
        ),
    ],
)
async def test_every_framing_is_read_to_its_end(answer, body):
    async with service(answer) as (upstream, _):
        assert (await ask(upstream))[2:] == (body, True)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n|abc",
        CHUNKED + b"|9\r\nabc",
        CHUNKED + b"|3\r\nabc\r\nZZ\r\n",
    ],
)
async def test_half_an_answer_is_not_passed_off_as_whole(answer):
    async with service(answer) as (upstream, _):
        assert (await ask(upstream))[3] is False


async def test_a_kept_connection_is_used_again_and_a_dead_one_is_not():
    async with service(OK, OK, OK, close=False) as (upstream, connections):
        await ask(upstream)
        await ask(upstream)
        assert len(connections) == 1
        connections[0].close()
        await asyncio.sleep(0.05)
        assert (await ask(upstream))[0] == 200
        assert len(connections) == 2


async def test_a_connection_idle_for_long_is_not_trusted(monkeypatch):
    async with service(OK, OK, close=False) as (upstream, connections):
        await ask(upstream)
        monkeypatch.setattr("autocrm.stack.gateway.pool._KEPT", 0.0)
        await ask(upstream)
        assert len(connections) == 2


async def test_a_long_answer_leaves_the_connection_in_order():
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000
    async with service(long, OK, long, close=False) as (upstream, connections):
        sizes = [len((await ask(upstream))[2]) for _ in range(3)]
    assert (sizes, len(connections)) == ([900_000, 1, 900_000], 1)


async def test_a_read_is_asked_again_when_the_service_restarts_under_it():
    async with hanging_up_after_one(OK) as upstream:
        await ask(upstream)
        assert (await ask(upstream))[0] == 200


async def test_a_write_is_never_repeated():
    async with hanging_up_after_one(OK) as upstream:
        await ask(upstream)
        with pytest.raises(Problem, match="does not answer"):
            await ask(upstream, "POST")


@contextlib.asynccontextmanager
async def hanging_up_after_one(answer):
    async def serve(reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    upstream = Upstream("odd", server.sockets[0].getsockname()[1])
    yield upstream
    upstream.close()
    await ended(server)


def test_chunks_decode_the_same_however_they_are_cut():
    wire = b"5\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n"
    for size in range(1, len(wire) + 1):
        decoder, buffer, got, done = Chunked(), bytearray(), b"", False
        for start in range(0, len(wire), size):
            assert not done
            buffer += wire[start : start + size]
            piece, done = decoder.take(buffer, eof=False)
            got += piece
        assert (got, done, bytes(buffer)) == (b"hello 0123456789", True, b"")


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        # PostgREST says no length here, and hangs up a moment later without a word.
        (b"HTTP/1.1 200 OK\r\nContent-Range: */0\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", True),
    ],
)
async def test_after_an_answer_to_head_without_a_length_the_connection_is_not_used_again(
    answer, kept
):
    async with service(answer, OK, close=False) as (upstream, connections):
        assert (await ask(upstream, "HEAD"))[0] == 200
        assert (await ask(upstream))[2] == b"a"
        assert len(connections) == (1 if kept else 2)


async def test_a_body_is_not_read_faster_than_the_service_takes_it():
    """Else one large upload to a slow service is held in memory whole."""
    taken = 0

    async def receive():
        nonlocal taken
        taken += 65536
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"x" * 65536, "more_body": True}

    async def send(message):
        raise AssertionError(message)

    async def serve(reader, writer):
        writer.transport.pause_reading()
        try:
            await asyncio.sleep(60)
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    upstream = Upstream("slow", server.sockets[0].getsockname()[1])
    request = scope("POST") | {"headers": [(b"host", b"x"), (b"transfer-encoding", b"chunked")]}
    work = asyncio.ensure_future(upstream.forward(request, receive, send, request["headers"], b""))
    before = -1
    while taken != before:  # until nothing more is taken
        before = taken
        await asyncio.sleep(0.3)
    assert 0 < taken < 50_000_000  # what the sockets of both sides hold, and a little
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.gather(work, return_exceptions=True)
    upstream.close()
    server.close()
    await asyncio.sleep(0.01)


class Silent(asyncio.Transport):
    """A transport to nowhere."""

    def write(self, data: bytes) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


async def test_what_comes_while_a_slow_caller_is_served_is_not_waited_for():
    """The tail of an answer, arrived before anybody asked for more, is all there will ever be."""
    connection = Connection()
    connection.connection_made(Silent())
    connection.data_received(b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nhalf")
    await connection.head(b"GET")
    assert connection.take() == (b"half", False)
    connection.data_received(b"rest")  # the first half is still being written to the caller
    async with asyncio.timeout(5):
        await connection.arrival()
    assert connection.take() == (b"rest", True)


async def test_a_part_of_a_chunk_is_waited_on():
    connection = Connection()
    connection.connection_made(Silent())
    connection.data_received(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4")
    await connection.head(b"GET")
    assert connection.take() == (b"", False)
    waiting = asyncio.ensure_future(connection.arrival())
    await asyncio.sleep(0)
    assert not waiting.done()  # looked at already: only more can help
    connection.data_received(b"\r\nhalf\r\n0\r\n\r\n")
    await waiting
    assert connection.take() == (b"half", True)
