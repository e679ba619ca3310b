"""Values of every type arrive as PostgREST and to_jsonb show them."""

from __future__ import annotations

import json
import math

import pytest

from autocrm.stack.realtime.changes.values import parse_json
from tests.stack.changes_support import make_table, telling, writer

VALUES = [  # type, SQL literals
    ("bool", ["true", "false"]),
    ("int2", ["-32768"]),
    ("int4", ["2147483647"]),
    ("int8", ["9223372036854775807"]),
    ("float4", ["1.5", "'NaN'", "'-Infinity'", "1e20"]),
    ("float8", ["0.1", "'Infinity'", "1e-300"]),
    ("numeric", ["1.50", "'NaN'", "12345678901234567890", "-0.000001", "'Infinity'"]),
    ("numeric(10, 2)", ["3"]),
    ("money", ["12.34"]),
    ("oid", ["42"]),
    ("text", ["''", "'ünï ☃ \"quoted\" \\ back'", "E'line\\nbreak\\ttab'", "'null'", "'t'"]),
    ("varchar(9)", ["'short'"]),
    ("char(5)", ["'ab'"]),
    ("uuid", ["gen_random_uuid()"]),
    ("bytea", ["'\\x00ff61'", "''"]),
    ("date", ["'2025-02-28'", "'infinity'", "'0044-03-15 BC'"]),
    ("time", ["'13:14:15.678'"]),
    ("timetz", ["'13:14:15+02'"]),
    ("timestamp", ["'2025-01-02 03:04:05.678901'", "'-infinity'", "'0044-03-15 01:02:03 BC'"]),
    ("timestamptz", ["'2025-01-02 03:04:05+05:30'", "'infinity'", "'0044-03-15 01:02:03+00 BC'"]),
    ("interval", ["'1 day 2 hours'", "'-3 mons'"]),
    ("json", ["""'{"a": [1, 2.5, null, true], "b": {"c": "d"}}'""", "'null'", "'\"text\"'"]),
    ("jsonb", ["""'{"z": 1, "a": [{"deep": "ü"}]}'""", "'1e400'", "'[]'"]),
    ("int4[]", ["'{1,null,3}'", "'{}'", "'{{1,2},{3,4}}'"]),
    ("text[]", ["""'{"a,b","c\\"d",NULL,"null"}'"""]),
    ("timestamptz[]", ["'{2025-01-02 03:04:05+00}'"]),
    ("jsonb[]", ["""array['{"a": 1}'::jsonb]"""]),
    ("inet", ["'10.0.0.1/8'"]),
    ("macaddr", ["'08:00:2b:01:02:03'"]),
    ("bit(3)", ["'101'"]),
    ("point", ["'(1,2)'"]),
    ("int4range", ["'[1,5)'"]),
    ("tstzrange", ["'[2025-01-01 00:00:00+00,)'"]),
    ("tsvector", ["'fat cat'"]),
    ("public.mood", ["'happy'"]),
    ("public.mood[]", ["'{happy,sad}'"]),
    ("public.positive", ["5"]),
    ("public.pair", ["row(1, 'x')"]),
    ("extensions.vector(3)", ["'[1,2,3]'"]),
    ("extensions.citext", ["'MiXed'"]),
]
CASES = [(kind, literal) for kind, literals in VALUES for literal in [*literals, "null"]]


@pytest.fixture
async def told(bare_database):
    async with telling(bare_database.conninfo()) as told:
        yield told


@pytest.fixture
def db(bare_database):
    with writer(bare_database) as connection:
        connection.execute("create type public.mood as enum ('sad', 'happy')")
        connection.execute("create domain public.positive as int check (value > 0)")
        connection.execute("create type public.pair as (a int, b text)")
        connection.execute("create extension vector with schema extensions")
        connection.execute("create extension citext with schema extensions")
        yield connection


async def test_every_type_is_shown_as_to_jsonb_shows_it(told, db):
    columns = ", ".join(f"c{n} {kind}" for n, (kind, _) in enumerate(CASES))
    make_table(db, "many", f"id int primary key, {columns}")
    subscriber = await told.listen({"table": "many"})
    db.execute(f"insert into public.many values (1, {', '.join(value for _, value in CASES)})")
    (data,) = await told.next_of(subscriber)
    shown = db.execute("select to_jsonb(m)::text from public.many m").fetchone()
    expected = json.loads(shown[0])
    for number, (kind, literal) in enumerate(CASES):
        case = f"{kind} {literal}"
        assert (case, data["record"][f"c{number}"]) == (case, _finite(expected[f"c{number}"]))


def _finite(value: object) -> object:
    """1e400 is an integer in Postgres's JSON, and too large for a float of ours."""
    assert not (isinstance(value, float) and math.isinf(value))
    return value


async def test_column_types_carry_the_catalogues_names(told, db):
    make_table(db, "kinds", "id int8 primary key, a text[], b timestamptz, c public.mood")
    subscriber = await told.listen({"table": "kinds"})
    db.execute("insert into public.kinds values (1)")
    (data,) = await told.next_of(subscriber)
    assert [column["type"] for column in data["columns"]] == [
        "int8",
        "_text",
        "timestamptz",
        "mood",
    ]


async def test_generated_columns_are_shown(told, db):
    make_table(db, "sums", "id int primary key, twice int generated always as (id * 2) stored")
    subscriber = await told.listen({"table": "sums"})
    db.execute("insert into public.sums values (4)")
    (data,) = await told.next_of(subscriber)
    assert data["record"] == {"id": 4, "twice": 8}


async def test_the_servers_own_settings_do_not_show(told, db, bare_database):
    db.execute(f"alter database {bare_database.name} set datestyle = 'german'")
    db.execute(f"alter database {bare_database.name} set timezone = 'Asia/Tokyo'")
    db.execute(f"alter database {bare_database.name} set bytea_output = 'escape'")
    make_table(db, "settings", "id int primary key, at timestamptz, raw bytea, days date[]")
    async with telling(bare_database.conninfo()) as other:
        subscriber = await other.listen({"table": "settings"})
        db.execute(
            "insert into public.settings values "
            "(1, '2025-01-02 03:04:05+00', '\\xff', '{2025-01-02}')"
        )
        (data,) = await other.next_of(subscriber)
    assert data["record"] == {
        "id": 1,
        "at": "2025-01-02T03:04:05+00:00",
        "raw": "\\xff",
        "days": ["2025-01-02"],
    }


@pytest.mark.parametrize(
    "text", ["[" * 100_000 + "]" * 100_000, '"\\ud800"', "9" * 5000], ids=["deep", "half", "long"]
)
def test_json_that_python_cannot_hold_stays_text(text):
    assert parse_json(text) == text


def test_json_with_unicode_escapes_is_parsed():
    assert parse_json('{"\\u00e4": "\\ud83d\\ude00"}') == {"ä": "😀"}
