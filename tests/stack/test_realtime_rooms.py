"""Broadcast and presence in one room, across both protocol versions, and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from autocrm.stack.realtime import RealtimeSettings, open_realtime
from autocrm.stack.tokens import Signer
from tests.stack.harness import background
from tests.stack.realtime_support import Realtime, Speaker, pushed


@pytest.fixture(scope="module")
def realtime(module_database: Any, keys: Any) -> Iterator[Realtime]:
    settings = RealtimeSettings(max_payload_size_in_kb=100, client_presence_max_calls=20)
    conninfo = module_database.conninfo()
    with background(lambda: open_realtime(conninfo, keys, {}, settings=settings)) as port:
        yield Realtime(port, keys, Signer(keys, "ES256"), module_database)


def shout(event: str, payload: Any = None) -> dict[str, Any]:
    return {"type": "broadcast", "event": event, "payload": payload or {}}


async def push(one: Speaker, name: str, event: str, payload: bytes, encoding: int = 1) -> None:
    topic = f"realtime:{name}"
    data = pushed(topic, event, payload, "p1", one.joins[topic], encoding=encoding)
    await one.socket.send(data)


# ------------------------------------------------------------------ broadcast


async def test_nobody_outside_the_room_hears(realtime: Realtime):
    async with realtime.speaker() as one, realtime.speaker() as two:
        await one.join("here", presence={"enabled": False})
        await two.join("there", presence={"enabled": False})
        await one.say("realtime:here", "broadcast", shout("x"))
        await one.quiet()
        assert await two.quiet() == []


@pytest.mark.parametrize("sender", ["1.0.0", "2.0.0"])
@pytest.mark.parametrize("hearer", ["1.0.0", "2.0.0"])
async def test_json_is_heard_in_either_version(realtime: Realtime, sender: str, hearer: str):
    async with realtime.speaker(sender) as one, realtime.speaker(hearer) as two:
        await one.join("json")
        await two.join("json")
        await one.say("realtime:json", "broadcast", shout("täg", {"n": 1, "t": "é\n"}))
        heard = await two.hear("broadcast", "realtime:json")
        assert heard.payload == shout("täg", {"n": 1, "t": "é\n"})
        assert heard.ref is None


@pytest.mark.parametrize("hearer", ["1.0.0", "2.0.0"])
async def test_a_binary_push_with_json_is_heard_by_all(realtime: Realtime, hearer: str):
    async with realtime.speaker() as one, realtime.speaker(hearer) as two:
        await one.join("push")
        await two.join("push")
        await push(one, "push", "täg", json.dumps({"a": [1, "ü"]}).encode())
        assert (await two.hear("broadcast")).payload == shout("täg", {"a": [1, "ü"]})


async def test_bytes_reach_version_2_only(realtime: Realtime):
    async with (
        realtime.speaker() as one,
        realtime.speaker() as two,
        realtime.speaker("1.0.0") as old,
    ):
        for each in (one, two, old):
            await each.join("bytes", presence={"enabled": False})
        await push(one, "bytes", "raw", b"\x00\xff\x01", encoding=0)
        assert (await two.hear("broadcast")).payload["payload"] == b"\x00\xff\x01"
        assert await old.quiet() == []


async def test_names_too_long_for_a_binary_frame_go_as_text(realtime: Realtime):
    async with realtime.speaker() as one, realtime.speaker("1.0.0") as old:
        name = "long" * 100
        await one.join(name)
        await old.join(name)
        await old.say(f"realtime:{name}", "broadcast", shout("x", {"y": 1}))
        assert (await one.hear("broadcast")).payload == shout("x", {"y": 1})


async def test_the_sender_hears_itself_only_where_it_asked_to(realtime: Realtime):
    async with realtime.speaker() as one, realtime.speaker() as two:
        await one.join("self", presence={"enabled": False})
        await two.join("self", broadcast={"self": True}, presence={"enabled": False})
        await one.say("realtime:self", "broadcast", shout("first"))
        await two.hear("broadcast")
        assert await one.quiet() == []
        await two.say("realtime:self", "broadcast", shout("second"))
        assert (await two.hear("broadcast")).payload["event"] == "second"


async def test_an_acknowledgement_comes_only_where_it_was_asked_for(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("ack", broadcast={"ack": True})
        reply = await one.ask("realtime:ack", "broadcast", shout("x"))
        assert reply == {"status": "ok", "response": {}}
        await one.join("noack", presence={"enabled": False})
        await one.say("realtime:noack", "broadcast", shout("x"))
        assert [h for h in await one.quiet() if h.topic == "realtime:noack"] == []


async def test_a_payload_beyond_the_limit_is_not_passed_on(realtime: Realtime):
    async with realtime.speaker() as one, realtime.speaker() as two:
        await one.join("big", broadcast={"ack": True})
        await two.join("big", presence={"enabled": False})
        reply = await one.ask("realtime:big", "broadcast", shout("x", {"t": "x" * 101_000}))
        assert reply == {"status": "error", "response": {"reason": "payload_size_exceeded"}}
        assert (await one.ask("realtime:big", "broadcast", shout("x")))["status"] == "ok"
        assert (await two.hear("broadcast")).payload["payload"] == {}


# ------------------------------------------------------------------- presence


async def test_presence_counts_joins_and_leaves_exactly(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("present", presence={"enabled": True, "key": "a"})
        assert (await one.hear("presence_state")).payload == {}
        track = {"type": "presence", "event": "track", "payload": {"mood": "fine"}}
        assert (await one.ask("realtime:present", "presence", track))["status"] == "ok"
        joined = (await one.hear("presence_diff")).payload
        [meta] = joined["joins"]["a"]["metas"]
        assert (joined["leaves"], meta["mood"]) == ({}, "fine")
        async with realtime.speaker("1.0.0") as two:
            await two.join("present", presence={"enabled": True, "key": "b"})
            assert (await two.hear("presence_state")).payload == {"a": {"metas": [meta]}}
            await two.ask("realtime:present", "presence", track)
            assert list((await one.hear("presence_diff")).payload["joins"]) == ["b"]
        left = (await one.hear("presence_diff")).payload  # the connection is gone
        assert (list(left["leaves"]), left["joins"]) == (["b"], {})


async def test_tracking_again_replaces_and_names_the_one_before(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("again", presence={"enabled": True, "key": "a"})
        topic = "realtime:again"
        for number in (1, 2, 2):
            await one.ask(topic, "presence", {"event": "track", "payload": {"n": number}})
        [first] = (await one.hear("presence_diff")).payload["joins"]["a"]["metas"]
        second = (await one.hear("presence_diff")).payload
        assert second["leaves"]["a"]["metas"] == [first]
        [meta] = second["joins"]["a"]["metas"]
        assert (meta["n"], meta["phx_ref_prev"]) == (2, first["phx_ref"])
        await one.ask(topic, "presence", {"event": "untrack"})
        third = (await one.hear("presence_diff")).payload  # the same once more told nothing
        assert (third["leaves"]["a"]["metas"], third["joins"]) == ([meta], {})


async def test_one_key_may_be_present_twice(realtime: Realtime):
    async with realtime.speaker() as one, realtime.speaker() as two, realtime.speaker() as late:
        for each in (one, two):
            await each.join("shared", presence={"enabled": True, "key": "same"})
            await each.ask("realtime:shared", "presence", {"event": "track", "payload": {}})
        await late.join("shared", presence={"enabled": True})
        state = (await late.hear("presence_state")).payload
        assert len(state["same"]["metas"]) == 2
        await one.ask("realtime:shared", "phx_leave", {})
        assert len((await late.hear("presence_diff")).payload["leaves"]["same"]["metas"]) == 1


async def test_without_presence_nothing_of_it_is_sent(realtime: Realtime):
    async with realtime.speaker() as one, realtime.speaker() as two:
        await one.join("absent", presence={"enabled": False})
        await two.join("absent", presence={"enabled": True})
        await two.ask("realtime:absent", "presence", {"event": "track", "payload": {}})
        assert await one.quiet() == []


async def test_tracking_enables_presence(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("late", presence={"enabled": False, "key": "me"})
        await one.ask("realtime:late", "presence", {"event": "track", "payload": {}})
        assert (await one.hear("presence_state")).payload == {}
        assert list((await one.hear("presence_diff")).payload["joins"]) == ["me"]


async def test_what_is_no_presence_is_an_error(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("wrong")
        for payload in ({"event": "fly"}, {}, {"event": "track", "payload": [1]}):
            assert (await one.ask("realtime:wrong", "presence", payload))["status"] == "error"


async def test_presence_too_often_ends_the_channel(realtime: Realtime):
    async with realtime.speaker() as one:
        await one.join("often", presence={"enabled": False})
        for _ in range(20):
            await one.ask("realtime:often", "presence", {"event": "untrack"})
        await one.say("realtime:often", "presence", {"event": "untrack"})
        message = (await one.hear("system")).payload["message"]
        assert message == "Client presence rate limit exceeded"
        await one.hear("phx_close")


# ----------------------------------------------------------------------- HTTP


async def test_a_stranger_broadcasts_nothing(realtime: Realtime):
    batch = {"messages": [{"topic": "t", "event": "e", "payload": {}}]}
    for headers in ({}, {"apikey": "sb_secret_no"}, {"authorization": "Bearer x.y.z"}):
        with realtime.http(**headers) as http:
            for path in ("/api/broadcast", "/api/broadcast/t/events/e"):
                refused = http.post(path, json=batch)
                assert (refused.status_code, refused.json()) == (401, {"message": "Unauthorized"})


async def test_a_batch_reaches_its_rooms(realtime: Realtime):
    messages = [
        {"topic": "b1", "event": "e1", "payload": {"n": 1}},
        {"topic": "b2", "event": "e2", "payload": {"n": 2}, "private": False},
    ]
    async with realtime.speaker() as one:
        for name in ("b1", "b2"):
            await one.join(name)
        with realtime.http(apikey=realtime.keys.publishable_key) as http:
            assert http.post("/api/broadcast", json={"messages": messages}).status_code == 202
        first, second = await one.hear("broadcast"), await one.hear("broadcast")
        assert (first.topic, first.payload) == ("realtime:b1", shout("e1", {"n": 1}))
        assert (second.topic, second.payload) == ("realtime:b2", shout("e2", {"n": 2}))


async def test_one_broadcast_of_json_or_bytes(realtime: Realtime):
    key = realtime.keys.anon_jwt
    async with realtime.speaker() as one, realtime.speaker("1.0.0") as old:
        await one.join("a/b ü")
        await old.join("a/b ü")
        with realtime.http(authorization=f"Bearer {key}") as http:
            path = "/api/broadcast/a%2Fb%20%C3%BC/events/my%2Fevent"
            assert http.post(path, json={"x": 1}).status_code == 202
            heard = shout("my/event", {"x": 1})
            assert (await one.hear("broadcast")).payload == heard
            assert (await old.hear("broadcast")).payload == heard
            binary = {"content-type": "application/octet-stream"}
            assert http.post(path, content=b"\x00\xff", headers=binary).status_code == 202
            assert (await one.hear("broadcast")).payload["payload"] == b"\x00\xff"


def test_what_is_no_broadcast_is_said_so(realtime: Realtime):
    good = {"topic": "t", "event": "e", "payload": {}}
    with realtime.http(apikey=realtime.keys.publishable_key) as http:
        for body in ({}, {"messages": []}, {"messages": 5}, [1], {"messages": [1]}):
            assert http.post("/api/broadcast", json=body).status_code == 422
        bad = http.post("/api/broadcast", json={"messages": [good, {"event": 5, "payload": 1}]})
        assert bad.status_code == 422
        wrong = {"topic": ["can't be blank"], "event": ["is invalid"], "payload": ["is invalid"]}
        assert bad.json() == {"errors": {"messages": [{}, wrong]}}
        assert http.post("/api/broadcast", content=b"{").status_code == 400
        assert http.post("/api/broadcast", content=b"x" * 5_000_000).status_code == 413
        path = "/api/broadcast/t/events/e"
        assert http.post(path, content=b"x", headers={"content-type": "a/b"}).status_code == 415
        assert http.post(path, json={"t": "x" * 101_000}).status_code == 422
        assert http.post(path + "?persist=true", json={}).status_code == 422
        assert http.get("/api/broadcast").status_code == 404
        assert http.get("/api/ping").json() == {"message": "Success"}


async def test_too_many_requests_are_told_to_wait(module_database: Any, keys: Any):
    settings = RealtimeSettings(max_events_per_second=1)
    async with open_realtime(module_database.conninfo(), keys, {}, settings=settings) as port:
        many = [{"topic": "t", "event": "e", "payload": {}}] * 11
        url = f"http://127.0.0.1:{port}/api/broadcast"
        async with httpx.AsyncClient(headers={"apikey": keys.publishable_key}) as http:
            refused = await http.post(url, json={"messages": many})
            assert refused.status_code == 429
            assert "reduce the batch size" in refused.json()["message"]
            assert (await http.post(url, json={"messages": many[:10]})).status_code == 202
