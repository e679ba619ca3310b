"""Filters: how they are written, and that Postgres's own operators decide."""

from __future__ import annotations

import uuid

import pytest

from autocrm.stack.realtime.changes import BadBinding, Binding
from autocrm.stack.realtime.changes.conditions import Condition, parse_filter
from tests.stack.changes_support import Fence, make_table, telling, writer

WRITTEN = [
    ("id=eq.1", [Condition("id", "eq", "1")]),
    ("id=gt.0,id=lt.100", [Condition("id", "gt", "0"), Condition("id", "lt", "100")]),
    ("s=not.in.(a,b)", [Condition("s", "in", "{a,b}", True)]),
    ('s=in.("a,b",c),n=eq.1', [Condition("s", "in", '{"a,b",c}'), Condition("n", "eq", "1")]),
    ('s=eq."a,b"', [Condition("s", "eq", "a,b")]),
    ('s=eq."say \\"hi\\" \\\\ (x)"', [Condition("s", "eq", 'say "hi" \\ (x)')]),
    ('s=eq.5" wide', [Condition("s", "eq", '5" wide')]),
    ('s=eq."a"b', [Condition("s", "eq", '"a"b')]),
    ("s=eq.a.b=c", [Condition("s", "eq", "a.b=c")]),
    ("s=eq.", [Condition("s", "eq", "")]),
    ("d=is.null", [Condition("d", "is", "null")]),
    ("d=not.is.null", [Condition("d", "is", "null", True)]),
    ("s=match.^(a|b),n=eq.1", [Condition("s", "match", "^(a|b)"), Condition("n", "eq", "1")]),
    ("  id=eq.1 , n=eq.2 ", [Condition("id", "eq", "1"), Condition("n", "eq", "2")]),
    ("   ", []),
]


@pytest.mark.parametrize(("text", "conditions"), WRITTEN)
def test_a_filter_is_read_as_upstream_reads_it(text, conditions):
    assert list(parse_filter(text)) == conditions


@pytest.mark.parametrize(
    "text",
    [
        "undefined",
        "id",
        "id=",
        "id=eq.1," * 200 + "id=eq.1",
        "id=1",
        "id=foo.1",
        "id=not.1",
        "id=eq.1,",
        "id=in.1,2",
        "id=EQ.1",
    ],
)
def test_nonsense_is_refused(text):
    with pytest.raises(BadBinding, match="Error parsing `filter` params: "):
        parse_filter(text)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({}, "No subscription params provided"),
        ({"schema": "public", "filter": "id=eq.1"}, "No subscription params provided"),
        ({"table": 5}, "`table` must be a string"),
        ({"table": "a\0b"}, "`table` must be a string"),
        ({"table": "t", "filter": "id=eq.\ud800"}, "`filter` must be a string"),
        ({"table": "t", "select": "id"}, "expected a list of column name strings"),
        ({"table": "*", "select": ["id"]}, "not supported for wildcard subscriptions"),
        ({"schema": "public", "select": ["id"]}, "not supported for wildcard subscriptions"),
    ],
)
def test_a_binding_that_makes_no_sense_is_refused(wanted, sentence):
    with pytest.raises(BadBinding, match=sentence):
        Binding.parse(wanted)


@pytest.fixture
async def told(bare_database):
    async with telling(bare_database.conninfo()) as told:
        yield told


COLUMNS = """id int primary key, big int8, price numeric, name text, code varchar(9), pad char(5),
  ok boolean, uid uuid, at timestamptz, day date, mood public.mood, mail extensions.citext,
  tags text[], doc jsonb, plain json, spot point, raw bytea"""


@pytest.fixture
def db(bare_database):
    with writer(bare_database) as connection:
        connection.execute("create type public.mood as enum ('sad', 'fine', 'happy')")
        connection.execute("create extension citext with schema extensions")
        make_table(connection, "t", COLUMNS)
        yield connection


ROWS = """
insert into public.t (id, big, price, name, code, pad, ok, uid, at, day, mood, mail, tags, doc)
values
  (1, 9, 1.50, 'Anna', 'x', 'ab', true, '00000000-0000-0000-0000-00000000000a',
   '2025-01-01 12:00+00', '2025-01-01', 'sad', 'A@x.de', '{a,b}', '{"a": 1}'),
  (2, 10, 10, 'bob, "the" (b)', 'y_z', 'abc', false, '00000000-0000-0000-0000-00000000000b',
   '2025-01-01 14:00+02', '2025-02-01', 'fine', 'b@x.de', '{c}', '{"a": 2}'),
  (3, 100, 9.99, 'ANNABEL', 'y1z', '', null, null, null, null, 'happy', null, null, null),
  (4, null, null, null, null, null, null, null, null, null, null, null, null, null)
"""
FILTERS = [  # filter, ids of the rows that pass
    ("big=eq.10", [2]),
    ("big=neq.10", [1, 3]),
    ("big=gt.9", [2, 3]),
    ("big=gte.9", [1, 2, 3]),
    ("big=lt.100", [1, 2]),
    ("big=lte.100", [1, 2, 3]),
    ("big=not.gt.9", [1]),
    ("price=eq.1.5", [1]),
    ("price=gt.9.9", [2, 3]),
    ("name=eq.Anna", [1]),
    ('name=eq."bob, \\"the\\" (b)"', [2]),
    ("name=in.(Anna,ANNABEL)", [1, 3]),
    ('name=in.("bob, \\"the\\" (b)",Anna)', [1, 2]),
    ("name=not.in.(Anna)", [2, 3]),
    ("big=in.(9,100)", [1, 3]),
    ("name=like.Ann%", [1]),
    ("name=ilike.ann%", [1, 3]),
    ("name=not.ilike.ann%", [2]),
    ("name=match.^A.*a$", [1]),
    ("name=imatch.^a", [1, 3]),
    ("name=not.imatch.^a", [2]),
    ("code=like.y_z", [2, 3]),
    ("code=like.y\\_z", [2]),
    ("code=eq.x", [1]),
    ("pad=eq.ab", [1]),
    ("pad=in.(ab,abc)", [1, 2]),
    ("name=is.null", [4]),
    ("name=not.is.null", [1, 2, 3]),
    ("ok=is.true", [1]),
    ("ok=is.unknown", [3, 4]),
    ("ok=not.is.true", [2, 3, 4]),
    ("ok=eq.false", [2]),
    ("name=isdistinct.Anna", [2, 3, 4]),
    ("name=not.isdistinct.Anna", [1]),
    ("uid=eq.00000000-0000-0000-0000-00000000000A", [1]),
    ("at=eq.2025-01-01T12:00:00Z", [1, 2]),
    ("at=lt.2025-01-01T12:00:01+00:00", [1, 2]),
    ("day=gt.2025-01-15", [2]),
    ("mood=gt.sad", [2, 3]),
    ("mood=in.(sad,happy)", [1, 3]),
    ("mail=eq.a@X.DE", [1]),
    ('tags=eq."{a,b}"', [1]),
    ('doc=eq.{"a": 1}', [1]),
    ("id=gt.1,id=lt.4,name=not.is.null", [2, 3]),
    ("id=gt.0,name=eq.' or true --", []),
    ("name=in.()", []),
]


async def test_postgres_compares_by_the_columns_types(told, db):
    subscribers = [await told.listen({"table": "t", "filter": text}) for text, _ in FILTERS]
    fence = Fence(told, db)
    db.execute(ROWS)
    await fence.passed()
    for subscriber, (text, ids) in zip(subscribers, FILTERS, strict=True):
        assert (text, [one["record"]["id"] for one in told.of(subscriber)]) == (text, ids)


async def test_an_update_is_judged_by_the_new_row(told, db):
    db.execute(ROWS)
    subscriber = await told.listen({"event": "UPDATE", "table": "t", "filter": "big=gt.50"})
    fence = Fence(told, db)
    db.execute("update public.t set big = 51 where id = 1")
    db.execute("update public.t set big = 1 where id = 3")
    await fence.passed()
    assert [one["record"]["id"] for one in told.of(subscriber)] == [1]


async def test_a_delete_is_judged_by_what_is_known_of_the_old_row(told, db):
    by_key = await told.listen({"event": "DELETE", "table": "t", "filter": "id=lt.3"})
    by_name = await told.listen({"event": "DELETE", "table": "t", "filter": "name=eq.Anna"})
    by_null = await told.listen({"event": "DELETE", "table": "t", "filter": "name=is.null"})
    fence = Fence(told, db)
    db.execute(ROWS)
    db.execute("delete from public.t")
    db.execute("alter table public.t replica identity full")
    db.execute(ROWS)
    db.execute("delete from public.t")
    await fence.passed()
    assert [one["old_record"]["id"] for one in told.of(by_key)] == [1, 2, 1, 2]
    assert [one["old_record"]["id"] for one in told.of(by_name)] == [1]
    assert [one["old_record"]["id"] for one in told.of(by_null)] == [4]


async def test_a_thousand_filters_find_their_rows(told, db):
    subscribers = [
        await told.listen({"table": "t", "filter": f"id=eq.{number}"}, "anon")
        for number in range(1000)
    ]
    fence = Fence(told, db)
    db.execute("insert into public.t (id) select generate_series(0, 1999, 2)")
    await fence.passed()
    for number, subscriber in enumerate(subscribers):
        expected = [number] if number % 2 == 0 else []
        assert [one["record"]["id"] for one in told.of(subscriber)] == expected


REFUSED = [
    ({"table": "unknown"}, "Please check Realtime is enabled"),
    ({"schema": "auth", "table": "users"}, "Please check Realtime is enabled"),
    ({"table": "t", "filter": "nothing=eq.1"}, "invalid column for filter nothing"),
    ({"table": "t", "filter": "xmin=eq.1"}, "invalid column for filter xmin"),
    ({"table": "t", "filter": "id=eq.one"}, "invalid input syntax for type integer"),
    ({"table": "t", "filter": "mood=eq.wild"}, "invalid input value for enum"),
    ({"table": "t", "filter": "at=gt.yesterdayish"}, "invalid input syntax for type timestamp"),
    ({"table": "t", "filter": "name=is.true"}, "requires a boolean column"),
    ({"table": "t", "filter": "name=is.nothing"}, "invalid value for is filter"),
    ({"table": "t", "filter": "name=match.("}, "invalid regular expression"),
    ({"table": "t", "filter": "id=like.1%"}, "operator like is not supported on column id"),
    ({"table": "t", "filter": "plain=eq.{}"}, "operator eq is not supported on column plain"),
    ({"table": "t", "filter": "spot=eq.(1,2)"}, "operator eq is not supported on column spot"),
    ({"table": "t", "filter": "raw=ilike.x"}, "operator ilike is not supported on column raw"),
    ({"table": "t", "filter": "id=in.(1,x)"}, "invalid input syntax for type integer"),
    ({"table": "t", "filter": "name=in.(a},{b)"}, "malformed array literal"),
    ({"table": "t", "select": ["id", "nothing"]}, "invalid column for select nothing"),
]


async def test_what_could_fail_later_is_refused_at_once(told, db):
    for wanted, reason in REFUSED:
        bindings = [Binding.parse({"table": "t"}), Binding.parse(wanted)]
        with pytest.raises(BadBinding, match="Unable to subscribe to changes") as refused:
            await told.feed.subscribe(uuid.uuid4(), bindings, {"role": "service_role"})
        assert reason in refused.value.sentence
    assert db.execute("select from realtime.subscription").fetchall() == []


async def test_at_most_a_hundred_values_of_any_length_in_a_list(told, db):
    words = ["x" * 50 + str(number) for number in range(101)]
    await told.listen({"table": "t", "filter": f"name=in.({','.join(words[:100])})"})
    with pytest.raises(BadBinding, match="too many values"):
        await told.listen({"table": "t", "filter": f"name=in.({','.join(words)})"})


async def test_a_filter_whose_column_has_changed_its_type_stops_alone(told, db):
    broken = await told.listen({"table": "t", "filter": "name=like.a%"})
    whole = await told.listen({"table": "t"})
    db.execute("alter table public.t alter column name type int using null")
    db.execute("insert into public.t (id, name) values (1, 5)")
    assert len(await told.next_of(whole)) == 1
    assert told.of(broken) == []
