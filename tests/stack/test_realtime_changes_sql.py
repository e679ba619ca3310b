"""The types and functions of schema realtime that SQL of a project may know."""

from __future__ import annotations

import psycopg
import pytest


@pytest.fixture
def owner(bare_database):
    with bare_database.connect("postgres") as connection:
        yield connection


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("7", "int", 7),
        ("abc", "char", "abc"),
        ("{1,2}", "int[]", [1, 2]),
        (r"\x61", "bytea", r"\x61"),
        ("2025-01-02 03:04", "timestamp", "2025-01-02T03:04:00"),
        (None, "text", None),
    ],
)
def test_cast(owner, value, kind, shown):
    assert owner.execute("select realtime.cast(%s, %s::regtype)", [value, kind]).fetchone() == (
        shown,
    )


@pytest.mark.parametrize(
    ("op", "kind", "left", "right", "result"),
    [
        ("gt", "int", "10", "9", True),
        ("gt", "text", "10", "9", False),
        ("in", "int", "3", "{1,3}", True),
        ("ilike", "text", "ANNA", "an%", True),
        ("imatch", "text", "ANNA", "^a.*a$", True),
        ("is", "bool", None, "unknown", True),
        ("isdistinct", "int", None, "1", True),
        ("eq", "int", None, "1", None),
        ("eq", "text", "x' or true --", "x", False),
    ],
)
def test_check_equality_op_and_its_negation(owner, op, kind, left, right, result):
    call = "select realtime.check_equality_op(%s, %s::regtype, %s, %s)"
    assert owner.execute(call, [op, kind, left, right]).fetchone() == (result,)
    negated = "select realtime.check_equality_op(%s, %s::regtype, %s, %s, true)"
    expected = None if result is None else not result
    assert owner.execute(negated, [op, kind, left, right]).fetchone() == (expected,)


@pytest.mark.parametrize(
    ("filters", "visible"),
    [
        ([], True),
        ([("id", "gt", "9", False)], True),
        ([("id", "gt", "9", False), ("id", "eq", "10", True)], False),
        ([("elsewhere", "is", "null", False)], False),
    ],
)
def test_is_visible_through_filters(owner, filters, visible):
    rows = owner.execute(
        "select realtime.is_visible_through_filters("
        "array[('id', 'int4', 'int4'::regtype, '10', true, true)]::realtime.wal_column[],"
        "array(select row(c, o::realtime.equality_op, v, n)::realtime.user_defined_filter "
        "from unnest(%s::text[], %s::text[], %s::text[], %s::boolean[]) as f (c, o, v, n)))",
        [[one[at] for one in filters] for at in range(4)],
    )
    assert rows.fetchone() == (visible,)


def test_everything_of_it_belongs_to_realtimes_admin(owner):
    rows = owner.execute(
        "select distinct relowner::regrole::text from pg_class "
        "where oid in ('realtime.subscription'::regclass) "
        "union select distinct typowner::regrole::text from pg_type where oid in "
        "('realtime.action'::regtype, 'realtime.equality_op'::regtype, 'realtime.wal_rls'::regtype)"
    )
    assert rows.fetchall() == [("supabase_realtime_admin",)]


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_only_the_service_may_look_at_rows_as_others(bare_database, role):
    with bare_database.connect("postgres") as db:
        db.execute(f"set role {role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("select * from _stack.rows_seen('select 1', '[]', '[]')")
