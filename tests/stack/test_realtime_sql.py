"""Broadcasts from SQL, their replay, and the partitions of realtime.messages."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from autocrm.stack.realtime import open_realtime
from autocrm.stack.tokens import Signer
from tests.stack.harness import background
from tests.stack.realtime_support import Realtime


@pytest.fixture(scope="module")
def realtime(module_database: Any, keys: Any) -> Iterator[Realtime]:
    with background(lambda: open_realtime(module_database.conninfo(), keys, {})) as port:
        yield Realtime(port, keys, Signer(keys, "ES256"), module_database)


def partitions(connection: Any) -> set[str]:
    rows = connection.execute(
        "select inhrelid::regclass::text from pg_inherits"
        " where inhparent = 'realtime.messages'::regclass"
    )
    return {name for (name,) in rows}


# -------------------------------------------------------------- the table alone


def test_the_first_message_after_bootstrap_is_stored(db: Any):
    db.execute("""select realtime.send('{"a": 1}', 'e', 't', false)""")
    row = db.execute(
        "select topic, event, payload - 'id', private, extension from realtime.messages"
    ).fetchone()
    assert row == ("t", "e", {"a": 1}, False, "broadcast")


def test_a_payload_keeps_its_own_id_or_gets_the_rows(db: Any):
    db.execute("""select realtime.send('{"id": 7}', 'e', 't')""")
    db.execute("""select realtime.send('{}', 'e', 't')""")
    db.execute("""select realtime.send('[1]', 'e', 't')""")
    rows = db.execute("select payload, id::text from realtime.messages order by inserted_at")
    (own, _), (made, id_), (listed, _) = rows
    assert (own, made, listed) == ({"id": 7}, {"id": id_}, [1])


def test_a_stranger_stores_and_reads_nothing(db: Any, db_as: Any):
    db.execute("""select realtime.send('{}', 'e', 't')""")
    for role in ("anon", "authenticated"):
        connection = db_as(role)
        warned: list[str] = []
        connection.add_notice_handler(lambda notice, w=warned: w.append(notice.message_primary))
        connection.execute("""select realtime.send('{"by": "stranger"}', 'e', 't')""")
        assert "row-level security" in warned[0]
        assert connection.execute("select * from realtime.messages").fetchall() == []
        for table in ("realtime.messages_default", "realtime.messages_2020_01_01"):
            with pytest.raises(psycopg.errors.Error):
                connection.execute(f"select * from {table}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from realtime.messages")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select _stack.maintain_realtime_messages()")
    assert db.execute("select count(*) from realtime.messages").fetchone() == (1,)


def test_postgres_writes_policies_and_the_topic_is_theirs_to_read(database: Any, db_as: Any):
    with database.connect("postgres") as owner:
        owner.execute(
            "create policy mine on realtime.messages for insert to authenticated"
            " with check (realtime.topic() = 'mine')"
        )
    connection = db_as("authenticated")
    connection.execute("select realtime.send('{}', 'e', 'mine')")
    connection.execute("select realtime.send('{}', 'e', 'other')")
    with database.connect() as admin:
        rows = admin.execute("select topic from realtime.messages").fetchall()
    assert rows == [("mine",)]


def test_broadcast_changes_tells_what_became_of_a_row(db: Any):
    db.execute("""
        create table public.remarks (id int primary key, body text);
        create function public.tell() returns trigger language plpgsql security definer as $$
        begin
          perform realtime.broadcast_changes('remarks:' || coalesce(new.id, old.id), tg_op, tg_op,
            tg_table_name, tg_table_schema, new, old);
          return null;
        end $$;
        create trigger tell after insert or update or delete on public.remarks
          for each row execute function public.tell();
        insert into public.remarks values (1, 'a');
        update public.remarks set body = 'b';
        delete from public.remarks;
    """)
    rows = db.execute("select topic, event, payload - 'id' from realtime.messages").fetchall()
    place = {"schema": "public", "table": "remarks"}
    a, b = {"id": 1, "body": "a"}, {"id": 1, "body": "b"}
    assert sorted(rows, key=lambda row: row[1]) == [
        ("remarks:1", "DELETE", {**place, "operation": "DELETE", "record": None, "old_record": b}),
        ("remarks:1", "INSERT", {**place, "operation": "INSERT", "record": a, "old_record": None}),
        ("remarks:1", "UPDATE", {**place, "operation": "UPDATE", "record": b, "old_record": a}),
    ]


def test_broadcast_changes_refuses_what_is_no_row(db: Any):
    for operation, level in (("TRUNCATE", "ROW"), ("INSERT", "STATEMENT")):
        with pytest.raises(psycopg.errors.RaiseException, match="Failed to process the row"):
            db.execute(
                "select realtime.broadcast_changes('t', 'e', %s, 'x', 'y', null, null, %s)",
                [operation, level],
            )


def test_partitions_are_made_ahead_and_dropped_after_three_days(db: Any):
    assert partitions(db) == {"realtime.messages_default"}
    db.execute("select _stack.maintain_realtime_messages('2030-01-05 12:00')")
    days = {f"realtime.messages_2030_01_0{day}" for day in (5, 6, 7, 8)}
    assert partitions(db) == {"realtime.messages_default", *days}
    db.execute("insert into realtime.messages (topic, extension, inserted_at)"
               " values ('t', 'broadcast', '2030-01-05 13:00')")  # fmt: skip
    db.execute("select _stack.maintain_realtime_messages('2030-01-08 00:30')")
    assert "realtime.messages_2030_01_05" in partitions(db)
    db.execute("select _stack.maintain_realtime_messages('2030-01-09 00:30')")
    assert "realtime.messages_2030_01_05" not in partitions(db)
    assert len(partitions(db)) == 1 + 7
    unprotected = db.execute(
        "select count(*) from pg_class where relname like 'messages%'"
        " and relkind in ('r', 'p') and relnamespace = 'realtime'::regnamespace"
        " and not relrowsecurity"
    )
    assert unprotected.fetchone() == (0,)


def test_a_day_with_rows_in_the_default_partition_stays_there(db: Any):
    db.execute("insert into realtime.messages (topic, extension, inserted_at)"
               " values ('t', 'broadcast', '2030-01-05 10:00')")  # fmt: skip
    db.execute("select _stack.maintain_realtime_messages('2030-01-05 12:00')")
    assert "realtime.messages_2030_01_05" not in partitions(db)
    assert "realtime.messages_2030_01_06" in partitions(db)
    db.execute("select _stack.maintain_realtime_messages('2030-01-09 12:00')")
    assert db.execute("select count(*) from realtime.messages").fetchone() == (0,)


# ------------------------------------------------------------- with the service


async def live(realtime: Realtime, one: Any) -> None:
    """Wait until what SQL sends is heard."""
    config = {"broadcast": {"replication_ready": True}, "presence": {"enabled": False}}
    await one.join("ready", **config)
    said = (await one.hear("system", "realtime:ready")).payload
    assert (said["status"], said["message"]) == ("ok", "Replication connection established")


async def test_sql_reaches_the_room_it_names(realtime: Realtime):
    async with realtime.speaker() as one, realtime.speaker("1.0.0", realtime.keys.secret_key) as b:
        await live(realtime, one)
        await one.join("sql", presence={"enabled": False})
        await b.join("sql", private=True, presence={"enabled": False})
        with realtime.database.connect() as sql:
            sql.execute("""select realtime.send('{"n": 1}', 'open', 'sql', false)""")
            sql.execute("""select realtime.send('{"n": 2}', 'closed', 'sql', true)""")
            sql.execute(r"select realtime.send_binary('\x00ff', 'raw', 'sql', false)")
        first = (await one.hear("broadcast")).payload
        assert (first["event"], first["payload"]["n"]) == ("open", 1)
        assert first["meta"]["id"] == first["payload"]["id"]
        raw = (await one.hear("broadcast")).payload
        assert (raw["event"], raw["payload"]) == ("raw", b"\x00\xff")
        assert (await b.hear("broadcast")).payload["payload"]["n"] == 2
        assert [await one.quiet(), await b.quiet()] == [[], []]


async def test_what_is_rolled_back_is_not_heard(realtime: Realtime):
    async with realtime.speaker() as one:
        await live(realtime, one)
        await one.join("undone")
        with realtime.database.connect() as sql:
            sql.execute("begin; select realtime.send('{}', 'no', 'undone', false); rollback")
            sql.execute("select realtime.send('{}', 'yes', 'undone', false)")
        assert (await one.hear("broadcast")).payload["event"] == "yes"


async def test_the_service_makes_the_partition_of_today(realtime: Realtime):
    async with realtime.speaker() as one:
        await live(realtime, one)
    today = datetime.datetime.now(datetime.UTC).strftime("realtime.messages_%Y_%m_%d")
    with realtime.database.connect() as sql:
        deadline = time.monotonic() + 20
        while today not in partitions(sql) and time.monotonic() < deadline:
            sql.execute("select pg_sleep(0.05)")
        assert today in partitions(sql)


async def test_a_private_channel_replays_what_it_missed(realtime: Realtime):
    since = int(time.time() * 1000) - 60_000
    with realtime.database.connect() as sql:
        for number in range(5):
            sql.execute(
                "select realtime.send(jsonb_build_object('n', %s::int), 'e', 'past', true)",
                [number],
            )
        sql.execute("select realtime.send('{}', 'public', 'past', false)")
    async with realtime.speaker(key=realtime.keys.secret_key) as one:
        replay = {"since": since, "limit": 3}
        await one.join("past", private=True, broadcast={"replay": replay})
        heard = [(await one.hear("broadcast")).payload for _ in range(3)]
        assert [each["payload"]["n"] for each in heard] == [2, 3, 4]
        assert all(each["meta"]["replayed"] and each["meta"]["id"] for each in heard)
        assert [each.event for each in await one.quiet() if each.event == "broadcast"] == []
        future = {"since": since + 3_600_000}
        await one.join("past", private=True, broadcast={"replay": future})
        assert [each.event for each in await one.quiet() if each.event == "broadcast"] == []


async def test_a_replay_wants_a_private_channel_and_numbers(realtime: Realtime):
    async with realtime.speaker(key=realtime.keys.secret_key) as one:
        reply = await one.join("past", broadcast={"replay": {"since": 1}})
        reason = "UnableToReplayMessages: Replay is not allowed for public channels"
        assert reply["response"]["reason"] == reason
        for since in ("x", 10**30, 1.5):
            replay = {"since": since}
            reply = await one.join("past", private=True, broadcast={"replay": replay})
            reason = "UnableToReplayMessages: Replay params are not valid"
            assert reply["response"]["reason"] == reason
