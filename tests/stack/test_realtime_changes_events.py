"""postgres_changes: inserts, updates and deletes, in upstream's shape and order."""

from __future__ import annotations

import uuid

import pytest

from autocrm.stack.realtime.changes import Binding
from tests.stack.changes_support import Fence, make_table, telling, writer


@pytest.fixture
async def told(bare_database):
    async with telling(bare_database.conninfo()) as told:
        yield told


@pytest.fixture
def db(bare_database):
    with writer(bare_database) as connection:
        make_table(connection, "notes", "id int primary key, body text, done bool")
        yield connection


async def test_an_insert_arrives_in_upstreams_shape(told, db):
    subscriber = await told.listen({"event": "*", "schema": "public", "table": "notes"}, "anon")
    db.execute("insert into public.notes values (7, 'hello', false)")
    (data,) = await told.next_of(subscriber)
    moment = data.pop("commit_timestamp")
    assert (len(moment), moment[10], moment[-1]) == (len("2025-01-02T03:04:05.678Z"), "T", "Z")
    assert data == {
        "schema": "public",
        "table": "notes",
        "type": "INSERT",
        "columns": [
            {"name": "id", "type": "int4"},
            {"name": "body", "type": "text"},
            {"name": "done", "type": "bool"},
        ],
        "record": {"id": 7, "body": "hello", "done": False},
        "errors": None,
    }


async def test_the_commit_timestamp_is_the_transactions(told, db):
    subscriber = await told.listen({"table": "notes"})
    db.execute("insert into public.notes values (1)")
    (data,) = await told.next_of(subscriber)
    assert db.execute(
        "select abs(extract(epoch from now() - %s::timestamptz)) < 60", [data["commit_timestamp"]]
    ).fetchone() == (True,)


async def test_update_and_delete_tell_the_old_key(told, db):
    db.execute("insert into public.notes values (1, 'a', true)")
    subscriber = await told.listen({"table": "notes"})
    db.execute("update public.notes set body = 'b'")
    db.execute("update public.notes set id = 2")
    db.execute("delete from public.notes")
    update, moved, delete = await told.next_of(subscriber, 3)
    assert (update["type"], update["old_record"]) == ("UPDATE", {"id": 1})
    assert update["record"] == {"id": 1, "body": "b", "done": True}
    assert (moved["old_record"], moved["record"]["id"]) == ({"id": 1}, 2)
    assert (delete["type"], delete["old_record"]) == ("DELETE", {"id": 2})
    assert "record" not in delete


async def test_replica_identity_full_tells_the_whole_old_row(told, db):
    db.execute("alter table public.notes replica identity full")
    db.execute("insert into public.notes values (1, 'a', null)")
    subscriber = await told.listen({"table": "notes"})
    db.execute("update public.notes set body = 'b'")
    db.execute("delete from public.notes")
    update, delete = await told.next_of(subscriber, 2)
    assert update["old_record"] == {"id": 1, "body": "a", "done": None}
    assert delete["old_record"] == {"id": 1, "body": "b", "done": None}


async def test_only_the_event_that_was_asked_for(told, db):
    events = ["INSERT", "UPDATE", "DELETE", "insert"]
    subscribers = [await told.listen({"event": event, "table": "notes"}) for event in events]
    every = await told.listen({"event": "unknown", "table": "notes"})
    db.execute("insert into public.notes values (1)")
    db.execute("update public.notes set done = true")
    db.execute("delete from public.notes")
    assert len(await told.next_of(every, 3)) == 3
    for subscriber, event in zip(subscribers, events, strict=True):
        assert [data["type"] for data in told.of(subscriber)] == [event.upper()]


async def test_wildcards_reach_tables_that_are_published_later(told, db):
    schema = await told.listen({"event": "*", "schema": "public"})
    everything = await told.listen({"event": "*", "schema": "*", "table": "*"})
    make_table(db, "later", "id int primary key")
    db.execute("insert into public.later values (1)")
    db.execute("insert into public.notes values (1)")
    for subscriber in (schema, everything):
        data = await told.next_of(subscriber, 2)
        assert [one["table"] for one in data] == ["later", "notes"]


async def test_one_message_names_all_bindings_that_match(told, db):
    subscriber = uuid.uuid4()
    wishes = [
        {"event": "*", "table": "notes"},
        {"event": "DELETE", "table": "notes"},
        {"event": "INSERT", "table": "notes", "filter": "id=eq.1"},
        {"event": "INSERT", "table": "notes", "filter": "id=eq.2"},
    ]
    bindings = [Binding.parse(one) for one in wishes]
    ids = await told.feed.subscribe(subscriber, bindings, {"role": "anon"})
    assert len(set(ids)) == 4
    assert all(ids)  # an id of 0 is none to realtime-py
    db.execute("insert into public.notes values (1)")
    await told.next_of(subscriber)
    assert [(who, got) for who, got, _ in told.changes] == [(subscriber, [ids[0], ids[2]])]


async def test_those_who_see_the_same_get_the_same_object(told, db):
    people = [await told.listen({"table": "notes"}, "anon") for _ in range(3)]
    db.execute("insert into public.notes values (1)")
    await told.until(lambda: len(told.changes) == 3)
    assert {who for who, *_ in told.changes} == set(people)
    assert len({id(data) for *_, data in told.changes}) == 1


async def test_select_narrows_columns_and_record_and_keeps_the_key(told, db):
    subscriber = await told.listen({"table": "notes", "select": ["body"]}, "anon")
    db.execute("insert into public.notes values (1, 'a', true)")
    (data,) = await told.next_of(subscriber)
    assert data["record"] == {"id": 1, "body": "a"}
    assert [column["name"] for column in data["columns"]] == ["id", "body"]


async def test_who_left_hears_nothing_more(told, db):
    leaver, stayer = [await told.listen({"table": "notes"}) for _ in range(2)]
    await told.feed.unsubscribe(leaver)
    await told.feed.unsubscribe(leaver)
    db.execute("insert into public.notes values (1)")
    await told.next_of(stayer)
    assert told.of(leaver) == []
    rows = db.execute("select subscription_id from realtime.subscription").fetchall()
    assert rows == [(stayer,)]


async def test_subscribing_again_replaces_what_was_there(told, db):
    subscriber = await told.listen({"table": "notes"})
    again = [Binding.parse({"event": "DELETE", "table": "notes"})]
    await told.feed.subscribe(subscriber, again, {"role": "anon"})
    db.execute("insert into public.notes values (1)")
    db.execute("delete from public.notes")
    assert [data["type"] for data in await told.next_of(subscriber)] == ["DELETE"]


async def test_changes_keep_the_order_of_the_log_across_tables(told, db):
    make_table(db, "others", "id int primary key")
    subscriber = await told.listen({"schema": "public"})
    with db.transaction():
        for number in range(5):
            db.execute("insert into public.notes values (%s)", [number])
            db.execute("insert into public.others values (%s)", [number])
    data = await told.next_of(subscriber, 10)
    expected = [(table, number) for number in range(5) for table in ("notes", "others")]
    assert [(one["table"], one["record"]["id"]) for one in data] == expected


async def test_a_rollback_is_silent(told, db):
    subscriber = await told.listen({"table": "notes"})
    with db.transaction(force_rollback=True):
        db.execute("insert into public.notes values (1)")
    db.execute("insert into public.notes values (2)")
    assert [data["record"]["id"] for data in await told.next_of(subscriber)] == [2]


async def test_a_truncate_is_silent(told, db):
    db.execute("insert into public.notes values (1)")
    subscriber = await told.listen({"table": "notes"})
    db.execute("truncate public.notes")
    db.execute("insert into public.notes values (2)")
    assert [data["record"]["id"] for data in await told.next_of(subscriber)] == [2]


async def test_ten_thousand_rows_in_one_transaction(told, db):
    subscriber = await told.listen({"table": "notes", "filter": "id=gt.0"}, "anon")
    db.execute("insert into public.notes select n, 'text ' || n from generate_series(1, 10000) n")
    data = await told.next_of(subscriber, 10_000)
    assert [one["record"]["id"] for one in data] == list(range(1, 10_001))


async def test_a_large_value_left_alone_is_missing_unless_the_old_row_has_it(told, db):
    long = "select string_agg(md5(n::text), '') from generate_series(1, 1000) n"
    db.execute(f"insert into public.notes values (1, ({long}), false)")
    subscriber = await told.listen({"table": "notes"})
    db.execute("update public.notes set done = true")
    db.execute("alter table public.notes replica identity full")
    db.execute("update public.notes set done = false")
    without, full = await told.next_of(subscriber, 2)
    assert without["record"] == {"id": 1, "done": True}
    assert len(full["record"]["body"]) == 32_000
    assert len(full["old_record"]["body"]) == 32_000


async def test_above_a_megabyte_only_small_values_come_with_an_error(told, db):
    subscriber = await told.listen({"table": "notes"})
    db.execute("insert into public.notes values (1, repeat('x', 1024 * 1024), true)")
    db.execute("insert into public.notes values (2, repeat('x', 1000 * 1024), true)")
    large, allowed = await told.next_of(subscriber, 2)
    assert large["errors"] == ["Error 413: Payload Too Large"]
    assert large["record"] == {"id": 1, "done": True}
    assert (allowed["errors"], len(allowed["record"]["body"])) == (None, 1000 * 1024)


async def test_a_table_without_a_key_gives_an_error_and_deletes_if_it_can(told, db):
    make_table(db, "keyless", "a int, b text")
    db.execute("alter table public.keyless replica identity full")
    subscriber = await told.listen({"table": "keyless", "filter": "a=eq.1"}, "anon")
    db.execute("insert into public.keyless values (1, 'x')")
    db.execute("delete from public.keyless")
    insert, delete = await told.next_of(subscriber, 2)
    assert insert["errors"] == ["Error 400: Bad Request, no primary key"]
    assert (insert["record"], insert["columns"]) == ({}, [])
    assert (delete["errors"], delete["old_record"]) == (None, {"a": 1, "b": "x"})


async def test_the_schema_may_change_while_it_streams(told, db):
    subscriber = await told.listen({"table": "notes"})
    db.execute("insert into public.notes values (1, 'a', true)")
    db.execute("alter table public.notes add column extra jsonb, drop column done")
    db.execute("""insert into public.notes values (2, 'b', '{"x": [1]}')""")
    _, second = await told.next_of(subscriber, 2)
    db.execute("alter table public.notes alter column id type text")
    db.execute("insert into public.notes values ('three', 'c', null)")
    *_, third = await told.next_of(subscriber, 3)
    assert second["record"] == {"id": 2, "body": "b", "extra": {"x": [1]}}
    assert third["record"]["id"] == "three"
    assert third["columns"][0] == {"name": "id", "type": "text"}


async def test_a_table_dropped_and_made_anew_is_followed_by_its_name(told, db):
    subscriber = await told.listen({"table": "notes", "filter": "id=gt.0"})
    db.execute("insert into public.notes values (1)")
    db.execute("drop table public.notes")
    make_table(db, "notes", "id bigint primary key")
    db.execute("insert into public.notes values (2)")
    await told.until(
        lambda: told.of(subscriber)[-1:] and told.of(subscriber)[-1]["record"]["id"] == 2
    )
    assert told.of(subscriber)[-1]["columns"] == [{"name": "id", "type": "int8"}]


async def test_names_that_need_quotes(told, db):
    db.execute('create schema "My Schema"')
    db.execute('grant usage on schema "My Schema" to anon')
    db.execute('create table "My Schema"."it\'s ""100%" ("the % id" int primary key, "Ünï" text)')
    db.execute('grant select on "My Schema"."it\'s ""100%" to anon')
    db.execute('alter table "My Schema"."it\'s ""100%" enable row level security')
    db.execute('create policy p on "My Schema"."it\'s ""100%" using ("the % id" > 0)')
    db.execute('alter publication supabase_realtime add table "My Schema"."it\'s ""100%"')
    wanted = {"schema": "My Schema", "table": "it's \"100%", "filter": "the % id=eq.1,Ünï=eq.ß"}
    subscriber = await told.listen(wanted, "anon")
    db.execute('insert into "My Schema"."it\'s ""100%" values (1, \'ß\'), (2, \'ß\')')
    (data,) = await told.next_of(subscriber)
    await Fence(told, db).passed()
    assert (data["table"], data["record"]) == ("it's \"100%", {"the % id": 1, "Ünï": "ß"})
    assert len(told.of(subscriber)) == 1
