"""postgres_changes through the official clients: events, filters, rights, new tokens."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from realtime.types import RealtimePostgresChangesListenEvent as Event

from supabase import AsyncClient
from tests.conformance.realtime_client import SECONDS, Heard, connected, signed_up, subscribed
from tests.stack.harness import Stack

_numbers = itertools.count(1)
_ALL = Event.All


@pytest.fixture(autouse=True, scope="module")
def tables(running_stack: Stack) -> None:
    """One table for everybody, one where each sees their own, one that is not published."""
    with running_stack.database.connect("postgres") as owner:
        owner.execute("""
            create type public.shade as enum ('light', 'dark');
            create table public.things (
              id int primary key, label text, size int8, price numeric, ok boolean,
              tags text[], doc jsonb, at timestamptz, shade public.shade);
            create table public.diaries (
              id int primary key, owner uuid default auth.uid(), body text);
            create table public.unheard (id int primary key);
            alter table public.diaries enable row level security;
            create policy own on public.diaries to authenticated
              using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
            grant all on public.things, public.diaries, public.unheard
              to anon, authenticated, service_role;
            alter publication supabase_realtime add table public.things, public.diaries;
        """)
    running_stack.wait_for_api("/things")


async def listening(client: AsyncClient, event: Event = _ALL, **wanted: Any) -> Heard:
    """What a channel of its own with one binding hears, once Postgres is subscribed to."""
    heard, system = Heard(), Heard()
    channel = client.channel(f"changes-{next(_numbers)}")
    channel.on_postgres_changes(event, callback=heard, **wanted).on_system(system)
    await subscribed(channel)
    said = await system.next()
    assert (said.status, said.message) == ("ok", "Subscribed to PostgreSQL")
    return heard


def test_javascript(js: Callable[[str], None]) -> None:
    js("realtime_changes.mjs")


async def test_insert_update_and_delete_each_and_all(stack: Stack) -> None:
    async with connected(stack, stack.keys.secret_key) as one:
        things = one.table("things")
        every = await listening(one, table="things", filter="id=eq.1")
        single = {
            event: await listening(one, event, table="things", filter="id=eq.1")
            for event in (Event.Insert, Event.Update, Event.Delete)
        }
        await things.insert({"id": 1, "label": "a", "price": 1.5, "doc": {"x": [1]}}).execute()
        await things.update({"label": "b"}).eq("id", 1).execute()
        await things.delete().eq("id", 1).execute()
        insert, update, delete = [(await every.next())["data"] for _ in range(3)]
        assert (insert["schema"], insert["table"], insert["errors"]) == ("public", "things", None)
        assert insert["record"]["doc"] == {"x": [1]}
        assert insert["record"]["price"] == 1.5
        assert (update["record"]["label"], update["old_record"]) == ("b", {"id": 1})
        assert delete["old_record"] == {"id": 1}
        for event, heard in single.items():
            assert (await heard.next())["data"]["type"] == event.value
            assert heard.rest() == []


async def test_several_bindings_of_one_channel_hear_their_own(stack: Stack) -> None:
    async with connected(stack, stack.keys.secret_key) as one:
        low, high, system = Heard(), Heard(), Heard()
        channel = one.channel("two").on_system(system)
        channel.on_postgres_changes(Event.Insert, low, table="things", filter="size=lt.10,id=gt.9")
        channel.on_postgres_changes(Event.Insert, high, table="things", filter="size=gte.10")
        await subscribed(channel)
        await system.next()
        await one.table("things").insert([{"id": 10, "size": 9}, {"id": 11, "size": 10}]).execute()
        assert (await low.next())["data"]["record"]["id"] == 10
        assert (await high.next())["data"]["record"]["id"] == 11
        assert low.rest() == high.rest() == []


async def test_a_stranger_hears_nothing_of_a_diary(stack: Stack, person: dict[str, str]) -> None:
    async with connected(stack) as stranger, connected(stack) as owner:
        await signed_up(stranger, {**person, "email": "stranger-" + person["email"]})
        await signed_up(owner, person)
        overheard = await listening(stranger, table="diaries")
        heard = await listening(owner, table="diaries")
        marks = await listening(stranger, table="things", filter="id=eq.20")
        await owner.table("diaries").insert({"id": 1, "body": "dear"}).execute()
        assert (await heard.next())["data"]["record"]["body"] == "dear"
        async with connected(stack, stack.keys.secret_key) as admin:
            await admin.table("things").insert({"id": 20}).execute()
        await marks.next()  # later in the log than the diary
        assert overheard.rest() == []


async def test_signing_in_changes_what_a_joined_channel_hears(
    stack: Stack, person: dict[str, str]
) -> None:
    async with connected(stack) as one, connected(stack, stack.keys.secret_key) as admin:
        heard = await listening(one, table="diaries")
        marks = await listening(one, table="things", filter="id=eq.30")
        user = await signed_up(one, person)  # sends the token to the channels
        async with asyncio.timeout(SECONDS):
            for number in itertools.count(100):
                await admin.table("diaries").insert({"id": number, "owner": user}).execute()
                await admin.table("things").upsert({"id": 30, "size": number}).execute()
                await marks.next()
                if heard.rest():
                    break


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"table": "unheard"}, "Please check Realtime is enabled"),
        ({"table": "things", "filter": "nothing=eq.1"}, "invalid column for filter nothing"),
        ({"table": "things", "filter": "id=eq.x"}, "invalid input syntax for type integer"),
        ({"table": "things", "filter": "id=what.1"}, "Error parsing `filter` params"),
    ],
)
async def test_what_cannot_be_heard_is_told(
    stack: Stack, wanted: dict[str, Any], reason: str
) -> None:
    async with connected(stack) as one:
        states = Heard()
        channel = one.channel("bad").on_postgres_changes(_ALL, Heard(), **wanted)
        await channel.subscribe(states)
        assert (await states.next())[0].value == "SUBSCRIBED"
        status, error = await states.next()
        assert (status.value, reason in str(error)) == ("CHANNEL_ERROR", True)


async def test_select_narrows_the_row(stack: Stack) -> None:
    async with connected(stack, stack.keys.secret_key) as one:
        heard = await listening(one, table="things", filter="id=eq.40", select=["label"])
        await one.table("things").insert({"id": 40, "label": "a", "size": 1}).execute()
        assert (await heard.next())["data"]["record"] == {"id": 40, "label": "a"}
