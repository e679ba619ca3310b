"""Migrations are applied once, whole or not at all, with the CLI's own history."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from autocrm.stack import databases
from autocrm.stack.errors import StackError
from autocrm.stack.migrate import migrate, pending

ROOT = Path(__file__).resolve().parents[2]


class Project:
    """A trial project folder with migrations, on an empty Supabase-like database."""

    def __init__(self, root: Path, database) -> None:
        self.root = root
        self.folder = root / "supabase" / "migrations"
        self.folder.mkdir(parents=True)
        self.database = database

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def migrate(self) -> list[str]:
        return migrate(self.database.conninfo("postgres"), self.folder)

    def query(self, statement: str) -> list[tuple]:
        with self.database.connect() as db:
            return db.execute(statement).fetchall()

    def history(self) -> list[tuple]:
        return self.query(
            "select version, name, statements from supabase_migrations.schema_migrations order by 1"
        )


@pytest.fixture
def project(tmp_path, bare_database) -> Project:
    return Project(tmp_path, bare_database)


def test_each_is_applied_once_in_order_as_postgres(project):
    project.write("20260102000000_second.sql", "insert into t select 2;")
    project.write("20260101000000_first.sql", "create table t as select 1 as x;")
    assert project.migrate() == ["20260101000000", "20260102000000"]
    assert project.migrate() == []
    assert project.query("select x from t order by 1") == [(1,), (2,)]
    assert project.query("select tableowner from pg_tables where tablename = 't'") == [
        ("postgres",)
    ]
    assert project.history()[0] == (
        "20260101000000",
        "first",
        ["create table t as select 1 as x"],
    )


def test_a_fault_names_file_line_and_message_and_undoes_the_file_only(project):
    project.write("1_good.sql", "create table good (id int);")
    project.write("2_bad.sql", "create table bad (id int);\n\n-- why\nselect\n  nonsense;\n")
    wanted = r'2_bad\.sql, line 5: column "nonsense" does not exist'
    with pytest.raises(StackError, match=wanted):
        project.migrate()
    assert [version for version, *_ in project.history()] == ["1"]
    assert project.query("select to_regclass('bad')") == [(None,)]


def test_a_fault_at_run_time_names_the_line_of_its_statement(project):
    project.write("1_bad.sql", "select 1;\n\n-- divide\nselect 1/0;\n")
    with pytest.raises(StackError, match=r"1_bad\.sql, line 4: division by zero"):
        project.migrate()


def test_an_open_quote_is_named(project):
    project.write("1_bad.sql", "select 1;\nselect 'x;\n")
    with pytest.raises(StackError, match=r"1_bad\.sql, line 2: a quote or comment does not end"):
        project.migrate()


@pytest.mark.parametrize("word", ["begin", "COMMIT", "start transaction"])
def test_a_migration_cannot_end_its_own_transaction(project, word):
    project.write("1_bad.sql", f"create table t (id int);\n{word};")
    with pytest.raises(StackError, match="line 2: remove"):
        project.migrate()
    assert project.query("select to_regclass('t')") == [(None,)]


@pytest.mark.parametrize("name", ["first.sql", "1-first.sql", "x1_first.sql"])
def test_a_name_the_cli_would_skip_is_refused(project, name):
    project.write(name, "select 1;")
    with pytest.raises(StackError, match="rename it to <version>_<name>"):
        project.migrate()


def test_two_files_of_one_version_are_refused(project):
    project.write("1_a.sql", "select 1;")
    project.write("1_b.sql", "select 1;")
    with pytest.raises(StackError, match="version 1 is taken"):
        project.migrate()


def test_settings_of_one_file_do_not_reach_the_next(project):
    project.write("1_a.sql", "set search_path = extensions; set role anon;")
    project.write("2_b.sql", "create table t (id int);")
    project.migrate()
    assert project.query("select to_regclass('public.t') is not null") == [(True,)]


def test_postgrest_is_told_even_when_nothing_was_to_do(project):
    project.migrate()  # making the history table rings as well
    with project.database.connect() as listener:
        listener.execute("listen pgrst")
        project.migrate()
        heard = [note.payload for note in listener.notifies(timeout=0.3)]
    assert heard == ["reload schema"]


def test_two_at_once_do_not_apply_anything_twice(project):
    project.write("1_slow.sql", "select pg_sleep(0.3); create table t (id int);")
    with ThreadPoolExecutor(2) as pool:
        done = [work.result() for work in [pool.submit(project.migrate) for _ in range(2)]]
    assert sorted(done) == [[], ["1"]]


def test_pending_tells_without_applying(project):
    project.write("1_a.sql", "create table t (id int);")
    found = pending(project.database.conninfo("postgres"), project.folder)
    assert [migration.name for migration in found] == ["a"]
    assert project.query("select to_regclass('t')") == [(None,)]


def test_without_a_server_the_sentence_says_so(project):
    with pytest.raises(StackError, match="does not answer"):
        migrate("postgresql://postgres:postgres@127.0.0.1:1/postgres", project.folder)


@pytest.fixture
def cli(project, server):
    """The real Supabase CLI, pointed to a clone by the project's own config.toml.

    It always asks the database `postgres`, which on this server nothing else uses.
    """
    text = (ROOT / "supabase" / "config.toml").read_text()
    assert "port = 54322" in text
    config = text.replace("port = 54322", f"port = {server.port}")
    (project.root / "supabase" / "config.toml").write_text(config)

    def run(*words: str) -> str:
        binary = ROOT / "node_modules" / ".bin" / "supabase"
        assert binary.exists(), "run `npm ci` in the project folder"
        environment = {**os.environ, "SUPABASE_TELEMETRY_DISABLED": "1"}
        shown = subprocess.run(
            [binary, "--workdir", str(project.root), *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert shown.returncode == 0, shown.stderr
        return shown.stdout + shown.stderr

    return run


HARD = """-- first; of all
create table public.a (id int primary key, note text default 'x;y'); -- trailing
/* block ; /* nested ; */ */
create function public.f() returns int language plpgsql as $fn$
begin
  perform 1; return 2;
end $fn$;

create function public.g(x int) returns int language sql
begin atomic
  select case when x > 0 then 1 else 2 end;
  select 3;
end;
insert into public.a values (1, e'it\\'s; ok');
"""


def test_the_real_cli_and_we_keep_one_history(project, cli, server):
    """Theirs first and ours first leave the same rows, and neither repeats the other."""
    project.write("20260101000000_hard.sql", HARD)
    conninfo = server.conninfo("postgres", "postgres")
    databases.bootstrap(server.conninfo("postgres"), ROOT / "sql" / "bootstrap")
    history = "select * from supabase_migrations.schema_migrations order by version"
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as db:
        assert "Applying migration 20260101000000_hard.sql" in cli("migration", "up")
        theirs = db.execute(history).fetchall()
        assert migrate(conninfo, project.folder) == []

        db.execute("drop schema supabase_migrations cascade; drop table public.a")
        db.execute("drop function public.f, public.g")
        assert migrate(conninfo, project.folder) == ["20260101000000"]
        assert db.execute(history).fetchall() == theirs
        assert "up to date" in cli("migration", "up")
        db.execute("drop schema supabase_migrations cascade; drop table public.a")
        db.execute("drop function public.f, public.g")
