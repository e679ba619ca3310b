"""Everything the API exposes, against the matrix of who may do what and who sees which rows."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, acting, id_of, role_of
from tests.db.matrix import API_ROLES, FUNCTIONS, PEOPLE, PRIVATE_FUNCTIONS_OPEN, TABLES, Table

EXPOSED = ["public", "graphql_public"]

# A statement of each kind that changes nothing, but that Postgres refuses without the grant.
ATTEMPTS = {
    "s": "select {label} from {table} where false",
    "i": "insert into {table} ({label}) select null where false",
    "u": "update {table} set {label} = null where false",
    "d": "delete from {table} where false",
}


@pytest.fixture(scope="module")
def world(module_database):
    tap.load(module_database.conninfo("postgres"), HELPERS / "world.psql")
    return module_database


@pytest.fixture
def owner(world) -> Iterator[psycopg.Connection]:
    with world.connect("postgres") as connection:
        yield connection


def unknown(found: set[str], known: set[str], what: str) -> str:
    """One sentence for each thing that only one side has."""
    return "\n".join(
        [
            *(
                f"{name} is a {what} the matrix does not know: say there who may use it."
                for name in sorted(found - known)
            ),
            *(
                f"{name} is in the matrix, but there is no such {what}: take it out."
                for name in sorted(known - found)
            ),
        ]
    )


def exposed_relations(connection: psycopg.Connection) -> set[str]:
    rows = connection.execute(
        "select n.nspname || '.' || c.relname from pg_class c "
        "join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname = any (%s) and c.relkind in ('r', 'p', 'v', 'm', 'f')",
        [EXPOSED],
    )
    return {name for (name,) in rows}


def functions(connection: psycopg.Connection, schemas: list[str]) -> dict[str, frozenset[str]]:
    """Signature to the API roles that may execute it."""
    connection.execute("set search_path = ''")
    rows = connection.execute(
        "select p.oid::pg_catalog.regprocedure::text, array("
        "  select r from unnest(%s::text[]) r "
        "  where pg_catalog.has_function_privilege(r, p.oid, 'execute')) "
        "from pg_catalog.pg_proc p where p.pronamespace::pg_catalog.regnamespace::text = any (%s)",
        [list(API_ROLES), schemas],
    )
    return {signature: frozenset(roles) for signature, roles in rows}


def test_the_matrix_knows_every_table_and_view(owner: psycopg.Connection) -> None:
    difference = unknown(exposed_relations(owner), set(TABLES), "table or view")
    assert not difference, difference


def test_the_matrix_knows_every_function(owner: psycopg.Connection) -> None:
    difference = unknown(set(functions(owner, EXPOSED)), set(FUNCTIONS), "function")
    assert not difference, difference


def test_something_new_in_the_catalogue_is_told(owner: psycopg.Connection) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute("create view public.leak as select * from public.notes")
        owner.execute("create function public.leak() returns int language sql as 'select 1'")
        told = unknown(exposed_relations(owner), set(TABLES), "table or view")
        assert told.startswith("public.leak is a table or view the matrix does not know")
        told = unknown(set(functions(owner, EXPOSED)), set(FUNCTIONS), "function")
        assert told.startswith("public.leak() is a function the matrix does not know")


def test_functions_are_open_to_whom_the_matrix_says(owner: psycopg.Connection) -> None:
    found = functions(owner, EXPOSED)
    assert {name: found.get(name) for name in FUNCTIONS} == FUNCTIONS


def test_private_functions_are_closed_but_for_what_policies_call(
    owner: psycopg.Connection,
) -> None:
    found = functions(owner, ["private"])
    assert {name for name, roles in found.items() if roles} == PRIVATE_FUNCTIONS_OPEN


def test_schema_private_holds_nothing_to_read(owner: psycopg.Connection) -> None:
    relations = owner.execute(
        "select relname from pg_class where relnamespace = 'private'::regnamespace"
    )
    assert relations.fetchall() == []


def allowed(connection: psycopg.Connection, name: str, table: Table) -> str:
    """The letters of what the connection's role may do, found by trying."""
    letters = ""
    for letter, attempt in ATTEMPTS.items():
        try:
            connection.execute(attempt.format(table=name, label=table.label).encode())
        except (
            psycopg.errors.InsufficientPrivilege,
            psycopg.errors.ObjectNotInPrerequisiteState,  # a view that cannot be written
        ):
            continue
        letters += letter
    return letters


@pytest.mark.parametrize("role", API_ROLES)
def test_each_role_may_do_what_the_matrix_says(world, role: str) -> None:
    with acting(world, role) as connection:
        found = {name: allowed(connection, name, table) for name, table in TABLES.items()}
    assert found == {name: table.may[role] for name, table in TABLES.items()}


def seen(connection: psycopg.Connection, name: str, table: Table) -> frozenset[str]:
    """Labels of the rows that the connection sees, ids turned back into names."""
    names = {id_of(label): label for other in TABLES.values() for label in other.rows}
    rows = connection.execute(f"select {table.label}::text from {name}".encode())
    return frozenset(names.get(value, value) for (value,) in rows)


def test_the_world_has_rows_in_every_table(world) -> None:
    with acting(world, "service_role") as connection:
        found = {name: seen(connection, name, table) for name, table in TABLES.items()}
    assert found == {name: table.rows for name, table in TABLES.items()}
    assert all(found.values())


@pytest.mark.parametrize("who", ["anon", *PEOPLE])
def test_each_sees_the_rows_the_matrix_says(world, who: str) -> None:
    open_to = {name: t for name, t in TABLES.items() if "s" in t.may[role_of(who)]}
    with acting(world, who) as connection:
        found = {name: seen(connection, name, table) for name, table in open_to.items()}
    assert found == {name: table.sees.get(who, frozenset()) for name, table in open_to.items()}


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_a_request_without_claims_is_nobody(world, role: str) -> None:
    """Without claims only a direct connection of the owner counts as the secret key."""
    with world.connect("authenticator") as connection:
        connection.execute("select set_config('role', %s, false)", [role])
        row = connection.execute(
            "select private.is_service(), private.is_member(), private.is_admin(), "
            "private.customer_ids()"
        ).fetchone()
    assert row == (False, False, False, [])
