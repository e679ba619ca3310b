"""The pgTAP files of supabase/tests, one test a file, and the runner that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autocrm.stack import databases, pgtap, tap
from autocrm.stack.errors import StackError
from autocrm.stack.postgres import Server

ROOT = Path(__file__).resolve().parents[2]
FILES = pgtap.find(ROOT / "supabase" / "tests")


@pytest.fixture(scope="module")
def pgtap_conninfo(server: Server, template: str) -> Iterator[str]:
    """A clone with pgTAP, as role postgres; every file rolls back, so they all share it."""
    databases.clone(server.conninfo(), template, "with_pgtap")
    pgtap.install(server.conninfo("with_pgtap"), ROOT)
    yield server.conninfo("with_pgtap", "postgres")
    databases.drop(server.conninfo(), "with_pgtap")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".test.sql"))
def test_behaviour(pgtap_conninfo: str, file: Path) -> None:
    result = tap.run_file(pgtap_conninfo, file)
    assert not result.failures, "\n".join(map(str, result.failures))
    assert result.passed


def said(conninfo: str, tmp_path: Path, text: str) -> list[tuple[int, str]]:
    """Line and message of each failure of a file with this text."""
    file = tmp_path / "sample.test.sql"
    file.write_text(text)
    return [(failure.line, failure.message) for failure in tap.run_file(conninfo, file).failures]


def test_a_failed_assertion_is_told_with_its_line(pgtap_conninfo: str, tmp_path: Path) -> None:
    text = "begin;\nselect plan(2);\nselect ok(true, 'holds');\n\nselect is(1, 2, 'is wrong');\n"
    [(line, message)] = said(
        pgtap_conninfo, tmp_path, text + "select * from finish();\nrollback;\n"
    )
    assert line == 5
    assert message.startswith("is wrong\n")
    assert "have: 1" in message
    assert "want: 2" in message


def test_a_refused_statement_is_told_with_its_line(pgtap_conninfo: str, tmp_path: Path) -> None:
    text = "begin;\nselect plan(1);\nselect ok(missing(), 'x');\nrollback;\n"
    [(line, message)] = said(pgtap_conninfo, tmp_path, text)
    assert line == 3
    assert "missing()" in message


def test_a_wrong_plan_is_a_failure(pgtap_conninfo: str, tmp_path: Path) -> None:
    text = "begin;\nselect plan(3);\nselect ok(true, 'holds');\nrollback;\n"
    assert said(pgtap_conninfo, tmp_path, text) == [
        (4, "3 assertions are planned, but 1 were made.")
    ]


def test_a_file_without_plan_is_a_failure(pgtap_conninfo: str, tmp_path: Path) -> None:
    assert said(pgtap_conninfo, tmp_path, "begin;\nselect 1;\nrollback;\n") == [
        (3, "there is no plan, but 0 were made.")
    ]


def test_a_file_that_does_not_roll_back_is_a_failure(pgtap_conninfo: str, tmp_path: Path) -> None:
    text = "begin;\nselect plan(1);\nselect ok(true, 'holds');\n"
    assert said(pgtap_conninfo, tmp_path, text) == [(3, "The file does not end with `rollback`.")]


def test_lines_of_an_included_file_are_its_own(pgtap_conninfo: str, tmp_path: Path) -> None:
    (tmp_path / "helper.psql").write_text("select 1;\nselect nowhere();\n")
    (tmp_path / "sample.test.sql").write_text("begin;\n\\ir helper.psql\nrollback;\n")
    [failure] = tap.run_file(pgtap_conninfo, tmp_path / "sample.test.sql").failures
    assert (failure.file.name, failure.line) == ("helper.psql", 2)


def test_run_reports_a_project_and_leaves_no_database(server: Server, tmp_path: Path) -> None:
    tests = tmp_path / "supabase" / "tests"
    tests.mkdir(parents=True)
    (tmp_path / "sql").symlink_to(ROOT / "sql")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "supabase" / "migrations").symlink_to(ROOT / "supabase" / "migrations")
    body = "begin;\nselect plan(1);\nselect ok({}, 'said');\nselect * from finish();\nrollback;\n"
    (tests / "good.test.sql").write_text(body.format("true"))
    (tests / "wrong.test.sql").write_text(body.format("false"))

    results = pgtap.run(server.conninfo(), tmp_path)

    assert (results.ok, results.passed) == (False, 1)
    assert [(found.file.name, found.line) for found in results.failures] == [("wrong.test.sql", 3)]
    with databases.connect(server.conninfo()) as connection:
        left = connection.execute("select datname from pg_database where datname ~ '^pgtap_'")
        assert left.fetchall() == []


def test_without_pgtap_or_files_it_says_what_to_do(server: Server, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="npm ci"):
        pgtap.install(server.conninfo(), tmp_path)
    with pytest.raises(StackError, match=r"\.test\.sql"):
        pgtap.find(tmp_path)
