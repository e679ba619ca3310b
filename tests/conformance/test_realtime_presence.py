"""Presence through the official clients: exact joins and leaves."""

from __future__ import annotations

from collections.abc import Callable

from tests.conformance.realtime_client import Heard, connected, subscribed
from tests.stack.harness import Stack


def test_javascript(js: Callable[[str], None]) -> None:
    js("realtime_presence.mjs")


async def test_who_comes_and_goes_is_told_once_each(stack: Stack) -> None:
    joins, leaves, syncs = Heard(), Heard(), Heard()
    async with connected(stack) as one:
        channel = one.channel("here", {"config": {"presence": {"key": "one", "enabled": True}}})
        channel.on_presence_join(joins).on_presence_leave(leaves).on_presence_sync(syncs)
        await subscribed(channel)
        await channel.track({"mood": "fine"})
        key, before, new = await joins.next()
        assert (key, before, new[0]["mood"]) == ("one", [], "fine")
        async with connected(stack) as two:
            config = {"config": {"presence": {"key": "two", "enabled": True}}}
            other = await subscribed(two.channel("here", config))
            await other.track({"mood": "new"})
            key, _, new = await joins.next()
            assert (key, new[0]["mood"]) == ("two", "new")
            assert sorted(channel.presence_state()) == ["one", "two"]
            await other.untrack()
            key, _, left = await leaves.next()
            assert (key, left[0]["mood"]) == ("two", "new")
            await other.track({"mood": "back"})
            await joins.next()
        key, _, left = await leaves.next()  # the connection was closed
        assert (key, left[0]["mood"]) == ("two", "back")
        assert list(channel.presence_state()) == ["one"]
        assert (joins.rest(), leaves.rest()) == ([], [])


async def test_a_newcomer_sees_who_is_there(stack: Stack) -> None:
    syncs = Heard()
    async with connected(stack) as one, connected(stack) as two:
        config = {"config": {"presence": {"key": "old hand", "enabled": True}}}
        tracked = Heard()
        first = one.channel("seen", config).on_presence_join(tracked)
        await subscribed(first)
        await first.track({"n": 1})
        await tracked.next()
        second = two.channel("seen").on_presence_sync(syncs)
        await subscribed(second)
        await syncs.next()
        assert second.presence_state()["old hand"][0]["n"] == 1
