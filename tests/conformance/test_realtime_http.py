"""Broadcasts over HTTP, as supabase-js sends them without a socket."""

from __future__ import annotations

from collections.abc import Callable

from tests.conformance.realtime_client import Heard, connected, subscribed
from tests.stack.harness import Stack


def test_javascript(js: Callable[[str], None]) -> None:
    js("realtime_http.mjs")


async def test_a_batch_through_the_gateway(stack: Stack) -> None:
    heard = Heard()
    messages = [{"topic": "batch", "event": "x", "payload": {"n": n}} for n in range(3)]
    async with connected(stack) as one:
        await subscribed(one.channel("batch").on_broadcast("x", heard))
        http = stack.http(apikey=stack.keys.publishable_key)
        answer = http.post("/realtime/v1/api/broadcast", json={"messages": messages})
        assert (answer.status_code, answer.content) == (202, b"")
        assert [(await heard.next())["payload"]["n"] for _ in range(3)] == [0, 1, 2]


def test_without_a_key_nothing_is_sent(stack: Stack) -> None:
    body = {"messages": [{"topic": "t", "event": "e", "payload": {}}]}
    for headers in ({}, {"Authorization": "Bearer no.such.token"}, {"apikey": "sb_secret_no"}):
        answer = stack.http(**headers).post("/realtime/v1/api/broadcast", json=body)
        assert answer.status_code == 401
