"""The storage schema as migrations and policies meet it: run as `postgres` and as API roles."""

from __future__ import annotations

import psycopg
import pytest

_BUCKET = "insert into storage.buckets (id, name) values ('b', 'b')"
_OBJECT = "insert into storage.objects (bucket_id, name) values ('b', %s)"


@pytest.fixture
def postgres_role(bare_database):
    with bare_database.connect("postgres") as connection:
        connection.execute(_BUCKET)
        yield connection


def listed(connection, prefix="", **more):
    arguments = {"start_after": "", "sort_order": "asc", "max_keys": 100} | more
    rows = connection.execute(
        "select name, id is null from storage.list_objects_with_delimiter("
        "'b', %(prefix)s, '/', %(max_keys)s, %(start_after)s, '', %(sort_order)s)",
        {"prefix": prefix} | arguments,
    ).fetchall()
    return [(name + " (folder)") if folder else name for name, folder in rows]


def searched(connection, prefix="", levels=1, **more):
    arguments = {"search": "", "column": "name", "order": "asc", "limit": 100, "offset": 0} | more
    return connection.execute(
        "select name, id is null from storage.search(%(prefix)s, 'b', %(limit)s, %(levels)s,"
        " %(offset)s, %(search)s, %(column)s, %(order)s)",
        {"prefix": prefix, "levels": levels} | arguments,
    ).fetchall()


def test_a_stranger_sees_and_writes_nothing(bare_database, db_as_bare):
    for role in ("anon", "authenticated"):
        connection = db_as_bare(role)
        assert connection.execute("select * from storage.objects").fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(_BUCKET)


@pytest.fixture
def db_as_bare(bare_database):
    opened = []

    def connect(role):
        connection = bare_database.connect("authenticator")
        opened.append(connection)
        connection.execute("select set_config('role', %s, false)", [role])
        return connection

    yield connect
    for connection in opened:
        connection.close()


def test_a_migration_makes_policies_buckets_and_triggers(postgres_role):
    postgres_role.execute(
        "create policy p on storage.objects for select to anon using (bucket_id = 'b')"
    )
    postgres_role.execute("alter policy p on storage.objects to authenticated")
    postgres_role.execute("create policy q on storage.buckets for select to anon using (true)")
    postgres_role.execute("drop policy p on storage.objects")
    postgres_role.execute(
        "create function public.f() returns trigger language plpgsql as 'begin return new; end'"
    )
    postgres_role.execute(
        "create trigger t after insert on storage.objects for each row execute function public.f()"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "alter table storage.objects disable row level security",
        "alter table storage.objects enable row level security",
        "alter table storage.buckets add column mine text",
        "create index mine on storage.objects (name)",
        "alter index storage.name_prefix_search rename to mine",
        "alter table storage.objects owner to postgres",
        "alter table storage.objects rename to mine",
        "alter table storage.objects set schema public",
        "alter table storage.objects disable trigger protect_objects_delete",
        "drop table storage.objects",
        "drop table storage.buckets cascade",
    ],
)
def test_a_migration_does_not_own_the_tables(postgres_role, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner of table"):
        postgres_role.execute(statement)


def test_a_migration_may_change_its_own_table_in_the_schema(postgres_role):
    postgres_role.execute("create table storage.mine (id int primary key)")
    postgres_role.execute("alter table storage.mine add column name text")
    postgres_role.execute("drop table storage.mine")


def test_rows_are_deleted_by_hand_only_when_asked_for(postgres_role):
    postgres_role.execute(_OBJECT, ["a"])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="Use the Storage API"):
        postgres_role.execute("delete from storage.objects")
    with postgres_role.transaction():
        postgres_role.execute("set local storage.allow_delete_query = 'true'")
        assert postgres_role.execute("delete from storage.objects").rowcount == 1


def test_a_name_is_taken_once_and_the_parts_are_upstreams(postgres_role):
    postgres_role.execute(_OBJECT, ["a/b/cat.tar.gz"])
    with pytest.raises(psycopg.errors.UniqueViolation):
        postgres_role.execute(_OBJECT, ["a/b/cat.tar.gz"])
    parts = postgres_role.execute(
        "select storage.foldername(name), storage.filename(name), storage.extension(name),"
        " path_tokens from storage.objects"
    ).fetchone()
    assert parts == (["a", "b"], "cat.tar.gz", "gz", ["a", "b", "cat.tar.gz"])
    assert postgres_role.execute("select storage.foldername('cat')").fetchone() == ([],)


def test_operations_are_compared_with_and_without_their_prefix(postgres_role):
    with postgres_role.transaction():
        postgres_role.execute("set local storage.operation = 'storage.object.list'")
        seen = postgres_role.execute(
            "select storage.operation(), storage.allow_only_operation('object.list'),"
            " storage.allow_only_operation('storage.object.list'),"
            " storage.allow_only_operation('object.sign'), storage.allow_only_operation(''),"
            " storage.allow_any_operation(array['object.sign', 'object.list'])"
        ).fetchone()
    assert seen == ("storage.object.list", True, True, False, False, True)


def test_one_level_is_listed_in_both_directions_and_by_pages(postgres_role):
    names = ["B.txt", "a/1", "a/2", "a/b/3", "a.txt", "c/1", "d"]
    for name in names:
        postgres_role.execute(_OBJECT, [name])
    whole = ["B.txt", "a.txt", "a/ (folder)", "c/ (folder)", "d"]
    assert listed(postgres_role) == whole
    assert listed(postgres_role, sort_order="desc") == whole[::-1]
    assert listed(postgres_role, "a/") == ["a/1", "a/2", "a/b/ (folder)"]
    assert listed(postgres_role, "a") == ["a.txt", "a/ (folder)"]
    assert listed(postgres_role, "x") == []
    for order in ("asc", "desc"):
        seen, last = [], ""
        while page := listed(postgres_role, max_keys=2, start_after=last, sort_order=order):
            seen += page
            last = page[-1].removesuffix(" (folder)")
        assert seen == (whole if order == "asc" else whole[::-1])


def test_pages_by_number_search_whatever_the_case_and_take_no_wildcards(postgres_role):
    for name in ["x/Cat.png", "x/cow.png", "x/sub/deep/1", "x/100%.txt", "x/a_b", "x/acb", "y"]:
        postgres_role.execute(_OBJECT, [name])
    names = [name for name, _ in searched(postgres_role, "x/", 2)]
    assert names == ["100%.txt", "a_b", "acb", "Cat.png", "cow.png", "sub"]
    assert searched(postgres_role, "X/", 2, search="CAT") == [("Cat.png", False)]
    assert searched(postgres_role, "x/", 2, search="a_") == [("a_b", False)]
    assert searched(postgres_role, "x/", 2, search="%") == []
    assert searched(postgres_role, "x/", 2, limit=2, offset=4) == [
        ("cow.png", False),
        ("sub", True),
    ]
    assert searched(postgres_role, "x/", 2, column="created_at")[0] == ("sub", True)
    assert searched(postgres_role, "x/", 2, column="name; drop table", order="x") != []


def test_one_level_by_time_pages_without_gap_or_repeat(postgres_role):
    for number, name in enumerate(["c", "a/1", "b", "a/2", "d"]):
        postgres_role.execute(
            "insert into storage.objects (bucket_id, name, created_at)"
            " values ('b', %s, timestamptz '2030-01-01 00:00Z' + %s * interval '1 hour')",
            [name, number],
        )
    for order, wanted in (("asc", ["c", "b", "a/", "d"]), ("desc", ["d", "a/", "b", "c"])):
        seen, after, time = [], "", ""
        while True:
            page = postgres_role.execute(
                "select name, created_at::text from"
                " storage.search_v2('', 'b', 3, 1, %s, %s, 'created_at', %s)",
                [after, order, time],
            ).fetchall()
            if not page:
                break
            seen += [name for name, _ in page]
            after, time = page[-1]
        assert seen == wanted
