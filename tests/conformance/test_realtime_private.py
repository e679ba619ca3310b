"""Private channels through the official clients: row level security on realtime.messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conformance.realtime_client import Heard, connected, signed_up, subscribed
from tests.stack.harness import Stack

_PRIVATE = {"config": {"private": True, "broadcast": {"ack": True, "self": True}}}


@pytest.fixture(autouse=True, scope="module")
def policies(running_stack: Stack) -> None:
    """Everybody who is signed in may use the topic that bears their id, nobody else may."""
    with running_stack.database.connect("postgres") as owner:
        for action, clause in (("select", "using"), ("insert", "with check")):
            owner.execute(
                f"create policy own_{action} on realtime.messages for {action} to authenticated"
                f" {clause} (realtime.topic() = 'own:' || auth.uid()::text)"
            )


def test_javascript(js: Callable[[str], None]) -> None:
    js("realtime_private.mjs")


async def test_a_stranger_is_told_that_they_may_not(stack: Stack, person: dict[str, str]) -> None:
    async with connected(stack) as one, connected(stack) as nobody:
        id_ = await signed_up(one, person)
        for client, topic in ((nobody, f"own:{id_}"), (one, "own:somebody-else")):
            states = Heard()
            channel = client.channel(topic, _PRIVATE)
            await channel.subscribe(states)
            status, error = await states.next()
            assert status.value == "CHANNEL_ERROR"
            assert "You do not have permissions to read from this Channel topic" in str(error)
            await channel.unsubscribe()


async def test_the_owner_speaks_and_hears(stack: Stack, person: dict[str, str]) -> None:
    heard = Heard()
    async with connected(stack) as one:
        id_ = await signed_up(one, person)
        channel = one.channel(f"own:{id_}", _PRIVATE).on_broadcast("x", heard)
        await subscribed(channel)
        await channel.send_broadcast("x", {"n": 1})
        assert (await heard.next())["payload"] == {"n": 1}
        await channel.http_send("x", {"n": 2})
        assert (await heard.next())["payload"] == {"n": 2}


async def test_the_secret_key_may_use_any_channel(stack: Stack) -> None:
    async with connected(stack, stack.keys.secret_key) as admin:
        await subscribed(admin.channel("own:anybody", _PRIVATE))


async def test_signing_in_late_is_enough(stack: Stack, person: dict[str, str]) -> None:
    """A channel that was joined with the key goes on with the user's token."""
    async with connected(stack) as one:
        channel = await subscribed(one.channel("public"))
        id_ = await signed_up(one, person)
        await subscribed(one.channel(f"own:{id_}", _PRIVATE))
        assert channel.is_joined
