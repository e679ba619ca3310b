"""`autocrm db …` and `up --stack …`: what they ask, refuse, and act on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psycopg
import pytest

from autocrm.cli.desks import wanted_config
from autocrm.cli.kinds import Kind
from autocrm.stack import remote
from autocrm.stack.config import StackConfig
from tests.cli.conftest import API, PUBLISHABLE, SECRET, Run
from tests.conftest import ROOT, Database
from tests.stack.test_db_snapshot import read_data, write_data

KEYS = {
    "SUPABASE_URL": API,
    "SUPABASE_PUBLISHABLE_KEY": PUBLISHABLE,
    "SUPABASE_SECRET_KEY": SECRET,
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a stack that does not run, with data in it."""
    monkeypatch.setenv("AUTOCRM_HOME", str(tmp_path))
    StackConfig(ROOT, tmp_path).save()
    write_data(tmp_path, "old")
    return tmp_path


# -- snapshots


def test_a_snapshot_is_made_listed_and_restored(run: Run, home: Path) -> None:
    assert run("db", "snapshots").out.startswith("There are none")
    made = run("db", "snapshot", "one", "--json")
    assert (made.code, json.loads(made.out)["name"]) == (0, "one")
    assert [one["name"] for one in json.loads(run("db", "snapshots", "--json").out)] == ["one"]
    assert "one" in run("db", "snapshots").out
    write_data(home, "new")
    done = run("db", "restore", "one", "--yes")
    assert (done.code, done.out) == (0, "Restored one.\n")
    assert read_data(home) == ("old", "old")


def test_restoring_asks_first(run: Run, home: Path) -> None:
    run("db", "snapshot", "one")
    write_data(home, "new")
    assert run("db", "restore", "one", stdin=b"n\n").code == 1
    assert read_data(home) == ("new", "new")
    assert run("db", "restore", "one", stdin=b"y\n").code == 0
    assert read_data(home) == ("old", "old")


@pytest.mark.parametrize("words", [["snapshot", "one"], ["restore", "two", "--yes"]])
def test_a_wrong_name_is_one_sentence_and_starts_nothing(
    run: Run, home: Path, words: list[str]
) -> None:
    run("db", "snapshot", "one")
    done = run("db", *words)
    assert done.code == 1
    assert "Error: There is " in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("verb", ["snapshots", "reset", "test", "migrate", "lint", "types"])
def test_without_a_stack_the_way_to_one_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("AUTOCRM_HOME", str(tmp_path / "none"))
    done = run("db", verb)
    assert done.code == 1
    assert "autocrm up --detach" in done.err


@pytest.mark.parametrize("words", [["snapshot", "x"], ["restore", "x"], ["reset"], ["test"]])
def test_data_that_are_not_ours_are_left_alone(run: Run, home: Path, words: list[str]) -> None:
    StackConfig(ROOT, home, kind="remote", upstream=KEYS).save()
    done = run("db", *words)
    assert done.code == 1
    assert "whose data are not ours to replace" in done.err


# -- another database


@pytest.fixture
def far(bare_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database that SUPABASE_DB_URL names, with no migration in it."""
    monkeypatch.setenv("SUPABASE_DB_URL", bare_database.conninfo("postgres"))
    return bare_database


def tables(database: Database) -> int:
    with psycopg.connect(database.conninfo()) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname = 'public'")
        return int(row.fetchone()[0])  # type: ignore[index]


def test_migrating_another_database_asks_and_then_does_it_once(run: Run, far: Database) -> None:
    assert run("db", "migrate", "--stack", "remote", stdin=b"n\n").code == 1
    assert tables(far) == 0
    done = run("db", "migrate", "--stack", "remote", "--yes", "--json")
    files = sorted((ROOT / "supabase" / "migrations").glob("*.sql"))
    assert json.loads(done.out)["applied"] == [file.name.split("_")[0] for file in files]
    assert tables(far) > 10
    again = run("db", "migrate", "--stack", "remote")
    assert (again.code, again.out) == (0, "Nothing to do.\n")


def test_lint_fails_only_when_it_is_told_to(run: Run, far: Database) -> None:
    run("db", "migrate", "--stack", "remote", "--yes")
    lint = ("db", "lint", "--stack", "remote")
    assert run(*lint, "--fail-on", "warning").code == 0
    with psycopg.connect(far.conninfo("postgres")) as connection:
        connection.execute("create table public.open (id int primary key)")
    assert run(*lint).code == 0
    failed = run(*lint, "--fail-on", "error", "--json")
    assert failed.code == 1
    assert "table_without_rls" in {one["check"] for one in json.loads(failed.out)}
    assert "error    table_without_rls: open has no row level" in run(*lint).out


def test_types_are_written_to_a_file(
    run: Run, module_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPABASE_DB_URL", module_database.conninfo("postgres"))
    out = tmp_path / "types.ts"
    assert run("db", "types", "--stack", "remote", "--out", str(out)).code == 0
    assert "export type Database = {" in out.read_text()
    missing = run("db", "types", "--stack", "remote", "--out", str(tmp_path / "no" / "x.ts"))
    assert missing.code == 1
    assert "cannot be written" in missing.err


def test_without_its_url_the_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPABASE_DB_URL", raising=False)
    monkeypatch.setattr(remote, "read_environment", lambda env, _: dict(env))  # no .env of ours
    done = run("db", "migrate", "--stack", "remote")
    assert done.code == 1
    assert "SUPABASE_DB_URL is not set" in done.err


# -- up


@pytest.fixture
def asked(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URLs that were tried out."""
    urls: list[str] = []
    monkeypatch.setattr(remote, "try_out", lambda found, _: urls.append(found["SUPABASE_URL"]))
    return urls


def test_up_on_a_project_takes_its_settings_and_runs_ours(asked: list[str], home: Path) -> None:
    config = wanted_config(Kind.remote, 54321, reload=False)
    assert (config.kind, asked) == ("remote", [API])
    assert {name: config.upstream[name] for name in KEYS} == KEYS
    assert config.commands == {
        "functions": [sys.executable, "-m", "functions"],
        "worker": [sys.executable, "-m", "autocrm.worker"],
    }


def test_up_by_itself_is_the_embedded_one(asked: list[str], home: Path) -> None:
    config = wanted_config(Kind.embedded, 54321, reload=None)
    assert (config.is_embedded, config.upstream, asked) == (True, {}, [])


def test_reloading_wraps_both_programs(asked: list[str], home: Path) -> None:
    commands = wanted_config(Kind.embedded, 54321, reload=True).commands
    for name in ("functions", "worker"):
        assert commands[name][:3] == [sys.executable, "-m", "autocrm.stack.reload"]
        assert str(ROOT / "functions") in commands[name]
        assert commands[name][commands[name].index("--") + 1] == sys.executable


def test_a_missing_setting_ends_up_with_one_sentence(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPABASE_URL", "nonsense")
    monkeypatch.setattr("autocrm.adapters.models.install_models", lambda *_, **__: None)
    done = run("up", "--stack", "remote", "--detach")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: SUPABASE_URL is no URL")
