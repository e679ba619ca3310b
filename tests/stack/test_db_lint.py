"""What `db lint` finds: catalogue checks, and bodies that no longer compile."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from autocrm.stack.errors import StackError
from autocrm.stack.lint import Finding, at_least, lint
from tests.conftest import ROOT, Database


def found(database: Database, *schemas: str) -> list[Finding]:
    return lint(database.conninfo("postgres"), ROOT, list(schemas))


@pytest.fixture
def owner(database: Database):  # type: ignore[no-untyped-def]
    with psycopg.connect(database.conninfo("postgres"), autocommit=True) as connection:
        yield connection


def test_our_own_schema_has_nothing(module_database: Database) -> None:
    assert found(module_database) == []


def test_a_check_of_the_project_is_an_error(database, owner) -> None:
    owner.execute("create table public.open (id int primary key)")
    [one] = [one for one in found(database) if one.check == "table_without_rls"]
    assert one.level == "error"
    assert "open has no row level security" in one.message


@pytest.mark.parametrize(
    ("body", "level", "sentence"),
    [
        (
            "create function private.broken() returns int language sql set search_path = ''"
            " as 'select a from public.gone'",
            "error",
            'private.broken(), line 1: relation "public.gone" does not exist.',
        ),
        (
            "create function private.broken() returns int language plpgsql set search_path = ''"
            " as $$ begin\n if true then\n return 1; end; $$",
            "error",
            'private.broken(), line 3: syntax error at or near ";".',
        ),
        (
            "create function private.broken(n int) returns int language plpgsql"
            " set search_path = '' as $$ declare n int := 1;\nbegin return n; end $$",
            "warning",
            'private.broken(integer), line 1: variable "n" shadows a previously defined variable.',
        ),
    ],
)
def test_a_body_is_compiled_again(database, owner, body: str, level: str, sentence: str) -> None:
    owner.execute("set check_function_bodies = off")
    owner.execute(body.encode())
    bodies = [one for one in found(database, "private") if one.check == "function_body"]
    assert [one.level for one in bodies] == [level]
    assert bodies[0].message == sentence
    assert [one for one in found(database, "public") if one.check == "function_body"] == []


def test_nothing_is_changed_by_looking(database, owner) -> None:
    owner.execute("create function public.f() returns int language sql as 'select 1'")
    before = owner.execute("select xmin from pg_proc where proname = 'f'").fetchone()
    found(database)
    assert owner.execute("select xmin from pg_proc where proname = 'f'").fetchone() == before


def test_what_is_shown_and_what_is_trouble_is_a_matter_of_level() -> None:
    findings = [Finding("warning", "a", ""), Finding("error", "b", "")]
    assert at_least("warning", findings) == findings
    assert at_least("error", findings) == findings[1:]


def test_a_check_that_does_not_run_is_named(module_database, tmp_path: Path) -> None:
    (tmp_path / "sql" / "checks").mkdir(parents=True)
    (tmp_path / "sql" / "checks" / "odd.sql").write_text("select nothing")
    with pytest.raises(StackError, match=r'odd\.sql does not run here: column "nothing"'):
        lint(module_database.conninfo("postgres"), tmp_path, [])
    with pytest.raises(StackError, match=r"holds no \.sql files"):
        lint(module_database.conninfo("postgres"), tmp_path / "none", [])
