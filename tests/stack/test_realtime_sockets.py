"""Realtime's sockets: handshake, joins, heartbeats, and what a hostile client may try."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from autocrm.stack.realtime import RealtimeSettings, open_realtime
from autocrm.stack.tokens import Signer
from tests.stack.bad_tokens import BAD_TOKENS, bad_token
from tests.stack.harness import background
from tests.stack.realtime_support import Realtime, pushed


@pytest.fixture(scope="module")
def realtime(module_database: Any, keys: Any) -> Iterator[Realtime]:
    conninfo = module_database.conninfo()
    with background(lambda: open_realtime(conninfo, keys, {})) as port:
        yield Realtime(port, keys, Signer(keys, "ES256"), module_database)


@pytest.fixture(params=["1.0.0", "2.0.0"])
def version(request: pytest.FixtureRequest) -> str:
    return request.param


def claims(**more: Any) -> dict[str, Any]:
    body = {"role": "authenticated", "aud": "authenticated", "sub": "a"}
    return {**body, "exp": int(time.time()) + 600, **more}


async def test_a_connection_wants_a_key_of_this_stack(realtime: Realtime):
    old = realtime.tokens.sign(claims(exp=int(time.time()) - 5))
    for query in ("", "apikey=sb_secret_stranger", f"apikey={old}", "apikey=x.y.z"):
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://127.0.0.1:{realtime.port}/websocket?{query}")
        assert refused.value.response.status_code == 401
        assert "message" in json.loads(refused.value.response.body)


async def test_both_kinds_of_keys_connect_in_query_or_header(realtime: Realtime, version: str):
    keys = realtime.keys
    for key in (keys.publishable_key, keys.secret_key, keys.anon_jwt, keys.service_role_jwt):
        async with realtime.speaker(version, key) as one:
            assert (await one.ask("phoenix", "heartbeat", {}))["status"] == "ok"
    url = f"ws://127.0.0.1:{realtime.port}/socket/websocket"
    async with connect(url, additional_headers={"apikey": keys.publishable_key}):
        pass


async def test_an_unknown_protocol_or_path_is_refused(realtime: Realtime):
    key = realtime.keys.publishable_key
    for path, status in ((f"websocket?apikey={key}&vsn=3.0.0", 400), (f"x?apikey={key}", 404)):
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://127.0.0.1:{realtime.port}/{path}")
        assert refused.value.response.status_code == status


async def test_a_join_is_answered_and_followed_by_who_is_there(realtime: Realtime, version: str):
    async with realtime.speaker(version) as one:
        reply = await one.join("a room", presence={"enabled": True, "key": ""})
        assert reply == {"status": "ok", "response": {"postgres_changes": []}}
        assert (await one.hear("presence_state")).payload == {}


async def test_leaving_is_answered_and_closes_the_channel(realtime: Realtime, version: str):
    async with realtime.speaker(version) as one:
        await one.join("brief")
        assert (await one.ask("realtime:brief", "phx_leave", {}))["status"] == "ok"
        assert (await one.hear("phx_close")).topic == "realtime:brief"
        answer = await one.ask("realtime:brief", "broadcast", {"event": "x", "payload": {}})
        assert answer == {"status": "error", "response": {"reason": "unmatched topic"}}


async def test_joining_again_replaces_the_channel(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("twice", broadcast={"self": True})
        first = one.joins["realtime:twice"]
        await one.join("twice", broadcast={"self": True})
        closed = await one.hear("phx_close")
        assert (closed.join_ref, closed.payload) == (first, {})
        # what still speaks for the first is not heard
        message = {"type": "broadcast", "event": "old", "payload": {}}
        await one.say("realtime:twice", "broadcast", message, join_ref=first)
        await one.say("realtime:twice", "broadcast", {**message, "event": "new"})
        assert (await one.hear("broadcast")).payload["event"] == "new"


async def test_protocol_1_replaces_without_a_close_that_would_end_the_new_one(realtime: Realtime):
    async with realtime.speaker("1.0.0") as one:
        await one.join("twice")
        await one.join("twice")
        assert "phx_close" not in [heard.event for heard in await one.quiet()]


async def test_topics_without_a_name_are_refused(realtime: Realtime):
    async with realtime.speaker() as one:
        reply = await one.join("")
        reason = reply["response"]["reason"]
        assert (reply["status"], reason.split(":")[0]) == ("error", "TopicNameRequired")
        assert (await one.ask("other", "phx_join", {}))["status"] == "error"
        for name in ("x" * 5000, "nul\0", "half \ud800"):
            assert (await one.join(name))["status"] == "error"


async def test_tokens_that_prove_nothing_join_nothing(realtime: Realtime):
    async with realtime.speaker() as one:
        for kind in BAD_TOKENS:
            token = bad_token(realtime.keys, kind)
            reply = await one.join("anything", token)
            reason = reply["response"]["reason"]
            assert (reply["status"], token in reason) == ("error", False), kind
            assert reason.split(":")[0] in ("MalformedJWT", "InvalidJWTToken", "JwtSignatureError")


async def test_a_bad_token_connects_nobody(realtime: Realtime):
    for kind in BAD_TOKENS:
        with pytest.raises(InvalidStatus) as refused:
            async with realtime.speaker(key=bad_token(realtime.keys, kind)):
                pass
        assert refused.value.response.status_code == 401, kind


async def test_a_refusal_says_what_is_wrong_with_the_token(realtime: Realtime):
    reasons = {
        "not a token": "MalformedJWT: The token provided is not a valid JWT",
        realtime.tokens.sign(claims(exp=int(time.time()) - 100)): "InvalidJWTToken: Token has",
        realtime.tokens.sign({"exp": time.time() + 60}): "InvalidJWTToken: Fields `role` and `exp`",
        bad_token(realtime.keys, "foreign kid"): "JwtSignatureError: Failed to validate JWT",
    }
    async with realtime.speaker() as one:
        for token, reason in reasons.items():
            reply = await one.join("anything", token)
            assert reply["response"]["reason"].startswith(reason)


async def test_a_key_as_token_counts_as_the_connection(realtime: Realtime):
    async with realtime.speaker() as one:
        for token in ("sb_publishable_whatever", realtime.keys.anon_jwt, "", None):
            assert (await one.join("key", token))["status"] == "ok"


async def test_the_end_of_a_token_ends_its_channels(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("short", realtime.tokens.sign(claims(exp=time.time() + 1)))
        await one.join("long")
        system = await one.hear("system")
        assert system.payload["status"] == "error"
        assert system.payload["message"].startswith("Token has expired")
        assert (await one.hear("phx_close")).topic == "realtime:short"
        assert (await one.ask("realtime:long", "phx_leave", {}))["status"] == "ok"


async def test_a_bad_new_token_ends_the_channel_and_a_good_one_does_not(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("token", presence={"enabled": False})
        good = realtime.tokens.sign(claims())
        await one.say("realtime:token", "access_token", {"access_token": good})
        assert [heard.event for heard in await one.quiet()] == []
        bad = bad_token(realtime.keys, "foreign kid")
        await one.say("realtime:token", "access_token", {"access_token": bad})
        assert (await one.hear("system")).payload["message"] == "Failed to validate JWT signature"
        assert (await one.hear("phx_close")).topic == "realtime:token"


async def test_a_client_has_a_hundred_channels_at_most(realtime: Realtime):
    async with realtime.speaker() as one:
        for number in range(100):
            assert (await one.join(f"c{number}"))["status"] == "ok"
        reply = await one.join("one more")
        assert reply["response"]["reason"] == "ChannelRateLimitReached: Too many channels"
        assert (await one.join("c5"))["status"] == "ok"  # again is not one more


async def test_ten_thousand_joins_end_the_connection_and_nothing_else(realtime: Realtime):
    async with realtime.speaker() as other, realtime.speaker() as one:
        await other.join("other")
        joins = [["1", "1", f"realtime:{n}", "phx_join", {}] for n in range(10_000)]
        with contextlib.suppress(ConnectionClosed):
            for words in joins:
                await one.socket.send(json.dumps(words))
        closed = await one.ended()
        assert closed.code == 1008
        assert closed.reason == "ClientJoinRateLimitReached: Too many joins per second"
        assert (await other.ask("phoenix", "heartbeat", {}))["status"] == "ok"


@pytest.mark.parametrize(
    "frame",
    [
        "", "{", "[]", "null", '["1","1","realtime:x","phx_join"]', '{"topic":"x"}',
        '["1","1",5,"phx_join",{}]', '["1","1","x",{},{}]', '["1","1","x","y",[1]]',
        '[null,null,"realtime:x","y",{"a":NaN}]', "[" * 100_000, '[[],[],"x","y",{}]',
        b"", b"\x03", b"\x00\x00\x00\x00\x00\x00\x00", b"\x03\xff\xff\xff\xff\xff\x01short",
        b"\x03\x01\x01\x01\x01\x00\x01\xff\xff\xff\xff{}", b"\x04\x01\x01\x01\x01ab",
        pushed("realtime:x", "e", b"{broken", "1", "1"),
        pushed("realtime:x", "e", b"\xff\xfe", "1", "1"),
        pushed("realtime:x", "e", b"1e999", "1", "1"),
    ],
)  # fmt: skip
async def test_what_is_no_message_closes_only_its_connection(realtime: Realtime, frame: Any):
    async with realtime.speaker() as other, realtime.speaker() as one:
        await one.socket.send(frame)
        closed = await one.ended()
        assert closed.code == 1007
        assert closed.reason
        assert (await other.ask("phoenix", "heartbeat", {}))["status"] == "ok"


async def test_a_frame_beyond_the_limit_closes_the_connection(realtime: Realtime):
    async with realtime.speaker() as one:
        with contextlib.suppress(ConnectionClosed):
            await one.socket.send("x" * 3_100_000)
        assert (await one.ended()).code == 1009


async def test_a_message_in_several_frames_is_one(realtime: Realtime):
    async with realtime.speaker() as one:
        words = json.dumps(["1", "1", "realtime:parts", "phx_join", {"config": {}}])
        await one.socket.send(iter([words[:10], words[10:20], words[20:]]))
        assert (await one.hear("phx_reply")).payload["status"] == "ok"


async def test_only_private_channels_where_settings_say_so(module_database: Any, keys: Any):
    settings = RealtimeSettings(private_only=True)
    async with open_realtime(module_database.conninfo(), keys, {}, settings=settings) as port:
        only = Realtime(port, keys, Signer(keys, "ES256"), module_database)
        async with only.speaker() as one:
            reason = (await one.join("public"))["response"]["reason"]
            assert reason == "PrivateOnly: This project only allows private channels"


async def test_too_many_messages_end_the_channel(module_database: Any, keys: Any):
    settings = RealtimeSettings(max_events_per_second=1)
    async with open_realtime(module_database.conninfo(), keys, {}, settings=settings) as port:
        slow = Realtime(port, keys, Signer(keys, "ES256"), module_database)
        async with slow.speaker() as one:
            await one.join("busy")
            for number in range(11):
                await one.say("realtime:busy", "broadcast", {"event": str(number)})
            assert (await one.hear("system")).payload["message"] == "Too many messages per second"
            assert (await one.hear("phx_close")).topic == "realtime:busy"


async def test_whoever_does_not_read_is_dropped_with_a_reason(realtime: Realtime):
    async with realtime.speaker() as fast, realtime.speaker() as slow:
        await fast.join("flood")
        await slow.join("flood")
        # Its own buffers fill first, then those of the kernel, then ours.
        slow.socket.transport.pause_reading()
        message = {"type": "broadcast", "event": "x", "payload": {"text": "x" * 500_000}}
        for _ in range(40):
            await fast.say("realtime:flood", "broadcast", message)
        await fast.quiet()
        slow.socket.transport.resume_reading()
        assert "does not read as fast" in (await slow.hear("system")).payload["message"]
        assert (await slow.ended()).code == 1013


async def test_a_silent_connection_is_closed(realtime: Realtime, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("autocrm.stack.realtime.socket._SILENCE_SECONDS", 0.1)
    async with realtime.speaker() as one:
        closed = await one.ended()
        assert (closed.code, closed.reason) == (1001, "No heartbeat for a minute")


async def test_the_end_of_the_service_is_told(module_database: Any, keys: Any):
    async with contextlib.AsyncExitStack() as stack:
        service = contextlib.AsyncExitStack()
        context = open_realtime(module_database.conninfo(), keys, {})
        port = await service.enter_async_context(context)
        short = Realtime(port, keys, Signer(keys, "ES256"), module_database)
        one = await stack.enter_async_context(short.speaker())
        await one.join("room")
        await service.aclose()
        assert (await one.ended()).code == 1012
