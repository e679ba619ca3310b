"""postgres_changes as a channel gives them: what the join echoes, `system`, and the changes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from autocrm.stack.realtime import open_realtime
from autocrm.stack.realtime.changes import FeedState
from autocrm.stack.realtime.changes_out import ChangesOut
from autocrm.stack.tokens import Signer
from tests.stack.harness import background
from tests.stack.realtime_support import Realtime, Speaker

QUIET = {"presence": {"enabled": False}}
ALL = {"event": "*", "schema": "public", "table": "bells"}
SUBSCRIBED = ("postgres_changes", "ok", "Subscribed to PostgreSQL")


@pytest.fixture(scope="module")
def realtime(module_database: Any, keys: Any) -> Iterator[Realtime]:
    with module_database.connect("postgres") as owner:
        owner.execute("""
            create table public.bells (id int primary key, owner uuid, tone text);
            alter table public.bells enable row level security;
            create policy "Own bells" on public.bells for select to authenticated
              using (owner = (select auth.uid()));
            grant select on public.bells to anon, authenticated;
            alter publication supabase_realtime add table public.bells;
        """)
    with background(lambda: open_realtime(module_database.conninfo(), keys, {})) as port:
        yield Realtime(port, keys, Signer(keys, "ES256"), module_database)


def ring(realtime: Realtime, id_: int, owner: str | None = None) -> None:
    with realtime.database.connect() as connection:
        connection.execute("insert into public.bells values (%s, %s, 'ding')", [id_, owner])


async def subscribed(one: Speaker) -> None:
    said = (await one.hear("system")).payload
    assert (said["extension"], said["status"], said["message"]) == SUBSCRIBED


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
async def test_the_join_echoes_its_bindings_with_ids(realtime: Realtime, version: str):
    wanted = [ALL, {"event": "INSERT", "schema": "public", "table": "bells", "filter": "id=gt.5"}]
    async with realtime.speaker(version, realtime.keys.secret_key) as one:
        reply = await one.join("echo", postgres_changes=wanted, **QUIET)
        bindings = reply["response"]["postgres_changes"]
        ids = [binding.pop("id") for binding in bindings]
        assert bindings == wanted
        assert all(type(id_) is int and id_ > 0 for id_ in ids)
        assert len(set(ids)) == 2
        await subscribed(one)
        ring(realtime, 4 if version == "1.0.0" else 5)
        first = (await one.hear("postgres_changes")).payload
        assert first["ids"] == [ids[0]]
        ring(realtime, 6 if version == "1.0.0" else 7)
        second = (await one.hear("postgres_changes")).payload
        assert sorted(second["ids"]) == sorted(ids)
        assert second["data"]["type"] == "INSERT"
        assert second["data"]["record"]["tone"] == "ding"


async def test_everybody_hears_of_what_they_may_see(realtime: Realtime):
    me, other = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
    claims = {"role": "authenticated", "aud": "authenticated", "sub": me}
    token = realtime.tokens.sign({**claims, "exp": int(time.time()) + 600})
    async with realtime.speaker() as mine, realtime.speaker() as anon:
        await mine.join("bells", token, postgres_changes=[ALL], **QUIET)
        await anon.join("bells", postgres_changes=[ALL], **QUIET)
        await subscribed(mine)
        await subscribed(anon)
        ring(realtime, 20, other)
        ring(realtime, 21, me)
        assert (await mine.hear("postgres_changes")).payload["data"]["record"]["id"] == 21
        assert await anon.quiet() == []


async def test_a_new_token_is_what_later_changes_are_judged_by(realtime: Realtime):
    me = "33333333-3333-3333-3333-333333333333"
    claims = {"role": "authenticated", "aud": "authenticated", "sub": me}
    token = realtime.tokens.sign({**claims, "exp": int(time.time()) + 600})
    async with realtime.speaker() as one:
        await one.join("later", postgres_changes=[ALL], broadcast={"ack": True}, **QUIET)
        await subscribed(one)
        topic = "realtime:later"
        await one.say(topic, "access_token", {"access_token": token})
        # answered after the token was taken: messages of a channel are handled in order
        await one.ask(topic, "broadcast", {"event": "x"})
        ring(realtime, 30, me)
        assert (await one.hear("postgres_changes")).payload["data"]["record"]["id"] == 30


async def test_a_binding_that_cannot_be_served_is_a_system_error(realtime: Realtime):
    async with realtime.speaker() as one:
        for wrong in (
            {"table": "no_such_table", "schema": "public"},
            {"table": "bells", "filter": "x"},
            {"table": "bells", "filter": "tone=eq.\0"},
            {"table": "bells", "filter": "tone=eq.\ud800"},
            {"table": "bells\0"},
            {"table": "bells", "select": ["tone\0"]},
            {"table": 5},
            {},
        ):
            reply = await one.join("wrong", postgres_changes=[wrong], **QUIET)
            assert reply["status"] == "ok"
            said = (await one.hear("system")).payload
            assert (said["extension"], said["status"]) == ("postgres_changes", "error")
            assert said["message"]


async def test_a_join_may_wait_until_changes_are_heard(realtime: Realtime):
    options = {"postgres_changes_options": {"wait": True, "timeout": 10_000}, **QUIET}
    async with realtime.speaker(key=realtime.keys.secret_key) as one:
        reply = await one.join("wait", postgres_changes=[ALL], **options)
        assert reply["status"] == "ok"
        ring(realtime, 40)
        assert (await one.hear("postgres_changes")).payload["data"]["record"]["id"] == 40
        wrong = {"schema": "public", "table": "no_such_table"}
        reply = await one.join("wait for nothing", postgres_changes=[wrong], **options)
        reason = reply["response"]["reason"]
        assert (reply["status"], reason.split(":")[0]) == (
            "error", "RealtimeDisabledForConfiguration",
        )  # fmt: skip


async def test_who_has_left_is_forgotten(realtime: Realtime):
    count = "select count(*) from realtime.subscription"
    async with realtime.speaker() as one:
        await one.join("short", postgres_changes=[ALL], **QUIET)
        await subscribed(one)
        with realtime.database.connect() as connection:
            before = connection.execute(count).fetchone()
            assert before is not None
            assert before[0] >= 1
            await one.ask("realtime:short", "phx_leave", {})
            deadline = time.monotonic() + 20
            while connection.execute(count).fetchone() == before and time.monotonic() < deadline:
                connection.execute("select pg_sleep(0.02)")
            assert connection.execute(count).fetchone() == (before[0] - 1,)


def test_a_lost_stream_and_its_return_are_told_to_those_who_listen():
    told: list[tuple[str, str]] = []

    class Listening:
        def system(self, status: str, message: str, extension: str) -> None:
            told.append((status, extension))

    class Listened:
        listeners = {1: Listening()}

    out = ChangesOut(Listened())  # type: ignore[arg-type]
    for state in (FeedState.LIVE, FeedState.LOST, FeedState.LIVE):
        out.on_state(state)
    assert told == [("error", "postgres_changes"), ("ok", "postgres_changes")]
