"""The stream itself: it outlives Postgres, leaves nothing behind, and holds back when slow."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import uuid

import psycopg
import pytest

from autocrm.stack import databases, postgres
from autocrm.stack.ports import free_ports
from autocrm.stack.postgres import Server
from autocrm.stack.realtime.changes import Binding, ChangeFeed, FeedState
from autocrm.stack.realtime.changes.settled import all_visible
from autocrm.stack.realtime.changes.stream import open_stream
from tests.conftest import ROOT, Database
from tests.stack.changes_support import PATIENCE, Told, make_table, slots, telling, writer

LIVE, LOST = FeedState.LIVE, FeedState.LOST


@pytest.fixture
def db(bare_database):
    with writer(bare_database) as connection:
        make_table(connection, "notes", "id int primary key, body text")
        yield connection


async def test_the_slot_is_gone_when_close_returns(bare_database, db):
    async with telling(bare_database.conninfo()) as told:
        assert slots(db, bare_database.name) == 1
        await told.listen({"table": "notes"})
    assert slots(db, bare_database.name) == 0
    # the back ends are told, and may need a moment to leave
    count = "select count(*) from pg_stat_activity where application_name = 'supabase_realtime'"
    left = f"{count} and datname = current_database()"
    async with asyncio.timeout(20):
        while db.execute(left).fetchone() != (0,):
            await asyncio.sleep(0.02)


async def test_a_feed_closes_in_whatever_it_is_doing(bare_database, db):
    for _ in range(3):
        feed = ChangeFeed(bare_database.conninfo(), lambda *_: None, lambda _: None)
        await feed.open()
        await feed.close()
    assert slots(db, bare_database.name) == 0


async def test_what_an_earlier_process_left_is_swept(bare_database, db):
    db.execute(
        "insert into realtime.subscription (subscription_id, entity, claims) "
        """values (gen_random_uuid(), 'public.notes', '{"role": "anon"}')"""
    )
    async with telling(bare_database.conninfo()):
        assert db.execute("select from realtime.subscription").fetchall() == []


async def test_publications_that_are_missing_are_made(bare_database, db):
    db.execute("drop publication supabase_realtime")
    async with telling(bare_database.conninfo()) as told:
        db.execute("alter publication supabase_realtime add table public.notes")
        subscriber = await told.listen({"table": "notes"})
        db.execute("insert into public.notes values (1)")
        await told.next_of(subscriber)


async def test_a_publication_made_anew_is_followed(bare_database, db):
    async with telling(bare_database.conninfo()) as told:
        subscriber = await told.listen({"table": "notes"})
        with db.transaction():
            db.execute("drop publication supabase_realtime")
            db.execute("create publication supabase_realtime for all tables")
        numbers = itertools.count()
        async with asyncio.timeout(PATIENCE):
            while not told.of(subscriber):
                db.execute("insert into public.notes values (%s)", [next(numbers)])
                await asyncio.sleep(0.02)


async def test_a_lost_connection_is_told_and_made_anew(bare_database, db):
    async with telling(bare_database.conninfo()) as told:
        subscriber = await told.listen({"table": "notes"})
        db.execute(
            "select pg_terminate_backend(active_pid) from pg_replication_slots "
            "where database = current_database()"
        )
        await told.until(lambda: told.states == [LIVE, LOST, LIVE])
        db.execute("insert into public.notes values (1)")
        assert (await told.next_of(subscriber))[0]["record"]["id"] == 1
        assert slots(db, bare_database.name) == 1
        assert len(db.execute("select from realtime.subscription").fetchall()) == 1


@pytest.fixture
def own_server(tmp_path):
    """A server that may be killed."""
    server = Server(tmp_path / "pg", free_ports(1)[0], tmp_path / "postgres.log", fsync=False)
    with postgres.running(server):
        databases.create(server.conninfo(), "own")
        databases.bootstrap(server.conninfo("own"), ROOT / "sql" / "bootstrap")
    postgres.prepare(server)
    child = postgres.start(server)
    children = [child]
    yield Database(server, "own"), children
    postgres.stop(children[-1])


async def test_the_feed_outlives_a_killed_server(own_server):
    database, children = own_server
    with writer(database) as db:
        make_table(db, "notes", "id int primary key")
    async with telling(database.conninfo()) as told:
        subscriber, leaver = [await told.listen({"table": "notes"}) for _ in range(2)]
        os.killpg(children[-1].pid, signal.SIGKILL)
        children[-1].wait()
        await told.until(lambda: told.states == [LIVE, LOST])
        await told.feed.unsubscribe(leaver)
        with pytest.raises(psycopg.OperationalError):
            await told.listen({"table": "notes"})
        await asyncio.to_thread(postgres.prepare, database.server)
        children.append(await asyncio.to_thread(postgres.start, database.server))
        await told.until(lambda: told.states == [LIVE, LOST, LIVE])
        with writer(database) as db:
            db.execute("insert into public.notes values (1)")
            assert (await told.next_of(subscriber))[0]["record"] == {"id": 1}
            assert slots(db, "own") == 1


async def test_no_row_is_looked_for_before_others_see_its_commit(own_server):
    """The log is streamed a moment before that; a standby that is missing makes it long."""
    database, _ = own_server
    with writer(database) as db, writer(database) as slow:
        make_table(db, "notes", "id int primary key")
        db.execute("alter table public.notes enable row level security")
        db.execute("create policy p on public.notes using (true)")
        async with telling(database.conninfo()) as told:
            subscriber = await told.listen({"table": "notes"}, "anon")
            standby(db, "nobody")
            number, inserting = await _insert_that_waits(slow, db)
            await asyncio.sleep(0.2)  # the change is in the log, and handled by now
            assert number not in [data["record"]["id"] for data in told.of(subscriber)]
            standby(db, "")
            await inserting
            data = await told.next_of(subscriber, number)
            assert data[-1]["record"] == {"id": number}


async def _insert_that_waits(slow, db):
    """Insert 1, 2, ... until one waits for the standby; its number and task."""
    waiting = "select from pg_stat_activity where wait_event = 'SyncRep'"
    async with asyncio.timeout(PATIENCE):
        for number in itertools.count(1):
            insert = asyncio.to_thread(
                slow.execute, "insert into public.notes values (%s)", [number]
            )
            inserting = asyncio.create_task(insert)
            while not inserting.done():
                if db.execute(waiting).fetchall():
                    return number, inserting
                await asyncio.sleep(0.01)
    raise AssertionError("none waited")


def standby(db, name):
    """Commits wait for a standby of this name; none with ''."""
    db.execute(f"alter system set synchronous_standby_names = '{name}'")
    db.execute("select pg_reload_conf()")


async def test_it_may_be_opened_before_postgres_answers(tmp_path):
    port = free_ports(1)[0]
    told = Told(f"postgresql://supabase_admin:postgres@127.0.0.1:{port}/postgres")
    async with told.feed:
        await asyncio.sleep(0.05)
        assert told.states == []


async def test_what_is_not_asked_for_stays_in_the_server(bare_database, db):
    """Batches are small, however far the reader is behind: nothing is read in advance."""
    async with open_stream(bare_database.conninfo(), ["supabase_realtime"]) as stream:
        rows = "select n, repeat('x', 9000) from generate_series(1, 5000) n"
        db.execute(f"insert into public.notes {rows}")
        sizes: list[tuple[int, int]] = []
        async for batch in stream.batches():
            sizes.append((len(batch), sum(map(len, batch))))
            if sum(count for count, _ in sizes) > 5000:
                break
    assert max(count for count, _ in sizes) <= 200
    assert max(size for _, size in sizes) <= 4 * 1024 * 1024 + 10_000


async def test_subscribers_come_and_go_while_changes_stream(bare_database, db):
    async with telling(bare_database.conninfo()) as told:
        stayer = await told.listen({"table": "notes"})
        bindings = [Binding.parse({"table": "notes", "filter": "id=gt.0"})]
        for number in range(1, 51):
            db.execute("insert into public.notes values (%s)", [number])
            other = uuid.uuid4()
            await told.feed.subscribe(other, bindings, {"role": "anon", "n": number})
            if number % 2:
                await told.feed.unsubscribe(other)
        assert [d["record"]["id"] for d in await told.next_of(stayer, 50)] == list(range(1, 51))


async def test_a_broadcast_from_sql_is_a_message_and_no_change(bare_database, db):
    async with telling(bare_database.conninfo()) as told:
        subscriber = await told.listen({"schema": "*"})
        db.execute(
            "insert into realtime.messages (topic, event, payload, private, extension) "
            """values ('room', 'shout', '{"a": [1]}', true, 'broadcast')"""
        )
        db.execute("insert into public.notes values (1)")
        await told.next_of(subscriber)
        (row,) = told.messages
        uuid.UUID(row["id"])
        assert row["inserted_at"][:2] == "20"
        wanted = ("topic", "event", "payload", "private", "extension", "binary_payload")
        assert [row[name] for name in wanted] == [
            "room",
            "shout",
            {"a": [1]},
            True,
            "broadcast",
            None,
        ]
        assert [d["table"] for d in told.of(subscriber)] == ["notes"]


@pytest.mark.parametrize(
    ("snapshot", "transaction", "visible"),
    [
        ("10:15:", 9, True),
        ("10:15:", 14, True),
        ("10:15:12,14", 12, False),
        ("10:15:12,14", 13, True),
        ("10:15:", 15, False),
        ("10:15:", 20, False),
        # 64 bits there, 32 in the log: 2 comes after 4294967290
        ("8589934586:8589934594:8589934587", 4294967290, True),
        ("8589934586:8589934594:8589934587", 4294967291, False),
        ("8589934586:8589934594:", 1, True),
        ("8589934586:8589934594:", 2, False),
    ],
)
def test_whether_a_snapshot_sees_a_transaction(snapshot, transaction, visible):
    assert all_visible(snapshot, [transaction]) is visible
