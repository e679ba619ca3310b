"""Requests made to be read in two ways: the gateway refuses them, or passes them on as one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re

import h11
import pytest

from autocrm.stack.gateway import Upstream
from autocrm.stack.gateway.problems import Problem, send_problem
from autocrm.stack.listening import bind
from autocrm.stack.serve import server_for

HIDDEN = b"GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n"
LENGTH = b"content-length: %d\r\n" % len(HIDDEN)
CHUNK = b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)


class Recorder:
    """A service that reads as HTTP says, answers with what it was asked, and keeps it."""

    def __init__(self):
        self.asked = []

    async def serve(self, reader, writer):
        """Answer one connection's requests until it ends."""
        connection = h11.Connection(h11.SERVER)
        with contextlib.suppress(h11.RemoteProtocolError, ConnectionError):
            while data := await reader.read(65536):
                connection.receive_data(data)
                self._answer(connection, writer)
        writer.close()

    def _answer(self, connection, writer):
        while not isinstance(event := connection.next_event(), type | h11.ConnectionClosed):
            if isinstance(event, h11.Request):
                self.request, self.body = event, b""
            elif isinstance(event, h11.Data):
                self.body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                writer.write(self._told(connection))
                connection.start_next_cycle()

    def _told(self, connection):
        headers = {key.decode(): value.decode("latin-1") for key, value in self.request.headers}
        seen = {
            "target": self.request.target.decode(),
            "headers": headers,
            "body": self.body.decode("latin-1"),
        }
        self.asked.append(seen)
        body = json.dumps(seen).encode()
        head = h11.Response(status_code=200, headers=[("content-length", str(len(body)))])
        pieces = [connection.send(head)]
        if self.request.method != b"HEAD":
            pieces.append(connection.send(h11.Data(data=body)))
        connection.send(h11.EndOfMessage())
        return b"".join(pieces)


@contextlib.asynccontextmanager
async def gateway():
    """(recorder, ask): `ask(raw)` sends bytes through the gateway on a new connection."""
    recorder = Recorder()
    behind = await asyncio.start_server(recorder.serve, "127.0.0.1", 0)
    upstream = Upstream("REST", behind.sockets[0].getsockname()[1])

    async def app(scope, receive, send):
        try:
            await upstream.forward(scope, receive, send, scope["headers"], b"/rest/v1")
        except Problem as problem:
            await send_problem(send, problem)

    server, listener = server_for(app), bind(0)
    port, task = listener.getsockname()[1], asyncio.ensure_future(server.serve([listener]))

    async def ask(raw):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(raw)
        answer = await asyncio.wait_for(whole_answer(reader, raw.startswith(b"HEAD")), 20)
        writer.close()
        return answer

    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield recorder, ask
    finally:
        server.should_exit = True
        await task
        upstream.close()
        behind.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=2)
        await asyncio.sleep(0.01)


async def whole_answer(reader, head):
    """The first final answer on a connection, or what came before its end."""
    answer = b""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while not answer or answer.startswith(b"HTTP/1.1 1"):
            answer = await reader.readuntil(b"\r\n\r\n")
        length = None if head else re.search(rb"content-length: *(\d+)", answer, re.IGNORECASE)
        answer += await reader.readexactly(int(length[1])) if length else b""
    return answer


def post(*lines, body=HIDDEN, start=b"POST /rest/v1/x HTTP/1.1"):
    return b"\r\n".join([start, b"host: x", *lines]) + b"\r\n\r\n" + body


def get(path):
    return b"GET /rest/v1%s HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n" % path


def told(answer):
    """What the recorder answered."""
    return json.loads(answer.partition(b"\r\n\r\n")[2])


ATTACKS = {
    "length and chunks": post(LENGTH[:-2], b"transfer-encoding: chunked", body=CHUNK),
    "chunks and length": post(b"transfer-encoding: chunked", LENGTH[:-2], body=CHUNK),
    "length zero and chunks": post(b"content-length: 0", b"transfer-encoding: chunked", body=CHUNK),
    "two lengths": post(b"content-length: 0", LENGTH[:-2]),
    "two lengths in one": post(b"content-length: 0, %d" % len(HIDDEN)),
    "signed length": post(b"content-length: +%d" % len(HIDDEN)),
    "negative length": post(b"content-length: -1"),
    "length in hex": post(b"content-length: 0x%x" % len(HIDDEN)),
    "empty length": post(b"content-length:"),
    "blank before the colon": post(b"content-length : %d" % len(HIDDEN)),
    "folded length": post(b"content-length:\r\n %d" % len(HIDDEN)),
    "unknown coding": post(b"transfer-encoding: xchunked", body=CHUNK),
    "coding of two": post(b"transfer-encoding: identity, chunked", body=CHUNK),
    "coding twice": post(b"transfer-encoding: chunked", b"transfer-encoding: x", body=CHUNK),
    "tab before the coding": post(b"transfer-encoding:\tchunked", body=CHUNK),
    "the length named a matter of the hop": post(b"connection: content-length", LENGTH[:-2]),
    "named among others": post(b"connection: keep-alive, Content-Length", LENGTH[:-2]),
    "the coding named": post(
        b"connection: transfer-encoding", b"transfer-encoding: chunked", body=CHUNK
    ),
    "the host named": post(b"connection: host", LENGTH[:-2]),
    "size too large": post(b"transfer-encoding: chunked", body=b"f" * 30 + b"\r\n" + HIDDEN),
    "negative size": post(b"transfer-encoding: chunked", body=b"-1\r\n" + HIDDEN),
    "no end of the chunk": post(b"transfer-encoding: chunked", body=b"1\r\nab0\r\n\r\n" + HIDDEN),
    "line feed in the size": post(b"transfer-encoding: chunked", body=b"1;\nx\r\na\r\n" + HIDDEN),
    "carriage return in a value": post(b"x: a\rtransfer-encoding: chunked", LENGTH[:-2]),
    "nul in a value": post(b"x: a\0b", LENGTH[:-2]),
    "blank in a name": post(b"x y: z", LENGTH[:-2]),
    "no name": post(b": z", LENGTH[:-2]),
    "underscored length": post(b"content_length: 0", LENGTH[:-2]),
    "GET with a body": post(LENGTH[:-2], start=b"GET /rest/v1/x HTTP/1.1"),
    "HEAD with a body": post(LENGTH[:-2], start=b"HEAD /rest/v1/x HTTP/1.1"),
    "two versions": post(LENGTH[:-2], start=b"POST /rest/v1/x HTTP/1.1 HTTP/1.1"),
    "carriage return in the path": post(LENGTH[:-2], start=b"POST /rest/v1/\rx HTTP/1.1"),
    "blank in the path": post(LENGTH[:-2], start=b"POST /rest/v1/x y HTTP/1.1"),
    "old version with chunks": post(
        b"transfer-encoding: chunked", body=CHUNK, start=b"POST /rest/v1/x HTTP/1.0"
    ),
    "preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN,
    "upgrade to HTTP/2": post(b"connection: upgrade", b"upgrade: h2c", LENGTH[:-2]),
    "answer expected first": post(b"expect: 100-continue", LENGTH[:-2]),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
async def test_nothing_is_read_as_a_second_request(attack):
    async with gateway() as (recorder, ask):
        answer = await ask(attack)
        status = int(answer.split(b" ")[1])
        assert status == 200 or 400 <= status < 500
        for path in ("/victim?1", "/victim?2"):  # whoever comes next gets what they asked for
            assert told(await ask(get(path.encode())))["target"] == path
    assert [seen["target"] for seen in recorder.asked][-2:] == ["/victim?1", "/victim?2"]
    earlier = recorder.asked[:-2]
    assert [seen["target"] for seen in earlier] in ([], ["/x"], ["/"])
    if status == 200 and earlier[0]["target"] == "/x":
        assert earlier[0]["body"].encode() == HIDDEN


async def test_two_requests_sent_at_once_are_answered_in_their_order():
    async with gateway() as (recorder, ask):
        first = b"GET /rest/v1/a HTTP/1.1\r\nhost: x\r\n\r\n"
        answer = await ask(first + get(b"/b"))
        assert told(answer)["target"] == "/a"
        while len(recorder.asked) < 2:
            await asyncio.sleep(0.01)
    assert [seen["target"] for seen in recorder.asked] == ["/a", "/b"]


@pytest.mark.parametrize(
    "path", [b"/%0d%0ax:%20y", b"/x?a=%0D%0Ahost:%20y", b"/..%2f..%2f", b"/%00"]
)
async def test_what_is_encoded_stays_encoded(path):
    async with gateway() as (recorder, ask):
        await ask(get(path))
    [seen] = recorder.asked
    assert seen["target"].encode() == path
    assert seen["headers"]["host"].startswith("127.0.0.1:")


async def test_a_caller_cannot_have_the_gateway_drop_what_others_rely_on():
    named = b"connection: authorization, apikey, x-drop"
    lines = [named, b"authorization: Bearer x", b"apikey: k", b"x-drop: 1", b"content-length: 0"]
    async with gateway() as (recorder, ask):
        await ask(post(*lines, body=b""))
    headers = recorder.asked[0]["headers"]
    assert (headers["authorization"], headers["apikey"]) == ("Bearer x", "k")
    assert "x-drop" not in headers


async def test_headers_without_end_are_refused_and_others_go_on():
    async with gateway() as (recorder, ask):
        answer = await ask(post(b"x: " + b"y" * 200_000, body=b""))
        assert answer == b"" or 400 <= int(answer.split(b" ")[1]) < 500
        assert b'"/after"' in await ask(get(b"/after"))
    assert [seen["target"] for seen in recorder.asked] == ["/after"]


async def test_a_long_filter_passes():
    ids = b"/x?id=in.(" + b",".join(b"%d" % number for number in range(1000, 2500)) + b")"
    async with gateway() as (recorder, ask):
        await ask(get(ids))
    assert recorder.asked[0]["target"].encode() == ids
