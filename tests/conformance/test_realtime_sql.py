"""Broadcasts from SQL through the official clients: send, send_binary, triggers, replay."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.conformance.realtime_client import Heard, connected, subscribed
from tests.stack.harness import Stack

_READY = {"config": {"broadcast": {"replication_ready": True}, "private": False}}


@pytest.fixture(autouse=True, scope="module")
def senders(running_stack: Stack) -> None:
    """A table whose changes are broadcast, and functions that send, for the API."""
    with running_stack.database.connect("postgres") as owner:
        owner.execute("""
            create table public.memos (id int primary key, body text);
            create function public.tell_memo() returns trigger
              language plpgsql security definer set search_path = '' as $$
            begin
              perform realtime.broadcast_changes('memos', tg_op, tg_op, tg_table_name,
                tg_table_schema, new, old);
              return null;
            end $$;
            create trigger tell_memo after insert or update or delete on public.memos
              for each row execute function public.tell_memo();
            create function public.say(topic text, event text, payload jsonb, private boolean)
              returns void language sql security definer set search_path = ''
              as 'select realtime.send(payload, event, topic, private)';
            create function public.say_bytes(topic text, event text, hex text) returns void
              language sql security definer set search_path = ''
              as $$select realtime.send_binary(decode(hex, 'hex'), event, topic, false)$$;
            grant all on public.memos to service_role;
            grant execute on function public.say, public.say_bytes to anon, service_role;
        """)
    running_stack.wait_for_api("/memos")


def test_javascript(js: Callable[[str], None]) -> None:
    js("realtime_sql.mjs")


async def test_what_sql_sends_is_heard(stack: Stack) -> None:
    heard, system = Heard(), Heard()
    async with connected(stack) as one:
        channel = one.channel("sql", _READY).on_broadcast("news", heard).on_system(system)
        await subscribed(channel)
        assert (await system.next()).message == "Replication connection established"
        arguments = {"topic": "sql", "event": "news", "payload": {"n": 1}, "private": False}
        await one.rpc("say", arguments).execute()
        payload = await heard.next()
        assert payload["payload"]["n"] == 1
        assert payload["meta"]["id"] == payload["payload"]["id"]


async def test_missed_messages_are_replayed(stack: Stack) -> None:
    heard, since = Heard(), int(time.time() * 1000) - 60_000
    with stack.database.connect() as sql:
        for number in (1, 2, 3):
            sql.execute(
                "select realtime.send(jsonb_build_object('n', %s::int), 'e', 'missed')", [number]
            )
    replay = {"config": {"private": True, "broadcast": {"replay": {"since": since, "limit": 2}}}}
    async with connected(stack, stack.keys.secret_key) as admin:
        await subscribed(admin.channel("missed", replay).on_broadcast("e", heard))
        payloads = [await heard.next(), await heard.next()]
        assert [payload["payload"]["n"] for payload in payloads] == [2, 3]
        assert all(payload["meta"]["replayed"] for payload in payloads)
