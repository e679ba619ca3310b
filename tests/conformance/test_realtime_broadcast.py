"""Broadcast through the official clients: with and without acknowledgement, to oneself, binary."""

from __future__ import annotations

from collections.abc import Callable

from tests.conformance.realtime_client import Heard, connected, subscribed
from tests.stack.harness import Stack


def test_javascript(js: Callable[[str], None]) -> None:
    js("realtime_broadcast.mjs")


async def test_one_speaks_and_the_other_hears(stack: Stack) -> None:
    heard, own = Heard(), Heard()
    async with connected(stack) as one, connected(stack) as two:
        speaker = await subscribed(one.channel("talk").on_broadcast("said", own))
        await subscribed(two.channel("talk").on_broadcast("said", heard))
        await speaker.send_broadcast("said", {"words": "grüezi"})
        payload = await heard.next()
        assert (payload["event"], payload["payload"]) == ("said", {"words": "grüezi"})
        assert own.rest() == []


async def test_oneself_is_heard_where_asked_for(stack: Stack) -> None:
    heard = Heard()
    config = {"config": {"broadcast": {"ack": True, "self": True}, "private": False}}
    async with connected(stack) as one:
        channel = one.channel("echo", config)
        await subscribed(channel.on_broadcast("*", heard))
        await channel.send_broadcast("first", {"n": 1})
        assert (await heard.next())["payload"] == {"n": 1}


async def test_all_three_keys_of_a_client_work(stack: Stack) -> None:
    heard, keys = Heard(), stack.keys
    async with (
        connected(stack, keys.secret_key) as one,
        connected(stack, keys.anon_jwt) as two,
        connected(stack, keys.service_role_jwt) as three,
    ):
        await subscribed(two.channel("keys").on_broadcast("x", heard))
        for client in (one, three):
            channel = await subscribed(client.channel("keys"))
            await channel.send_broadcast("x", {})
            await heard.next()


async def test_leaving_ends_hearing(stack: Stack) -> None:
    heard, later = Heard(), Heard()
    async with connected(stack) as one, connected(stack) as two:
        speaker = await subscribed(one.channel("left"))
        await subscribed(two.channel("stays").on_broadcast("x", later))
        leaver = await subscribed(two.channel("left").on_broadcast("x", heard))
        await two.remove_channel(leaver)
        await speaker.send_broadcast("x", {})
        other = await subscribed(one.channel("stays"))
        await other.send_broadcast("x", {})
        await later.next()
        assert heard.rest() == []


async def test_http_send_reaches_the_channel(stack: Stack) -> None:
    heard = Heard()
    async with connected(stack) as one, connected(stack) as two:
        await subscribed(two.channel("by/http").on_broadcast("post ed", heard))
        await one.channel("by/http").http_send("post ed", {"n": 1})
        assert (await heard.next())["payload"] == {"n": 1}
