"""Apply supabase/migrations as the Supabase CLI does, with the same history table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from autocrm.stack import sqlsplit
from autocrm.stack.databases import Connection, connect
from autocrm.stack.errors import StackError
from autocrm.stack.sqlerrors import sentence

_NAME = re.compile(r"([0-9]+)_(.*)\.sql")
_LOCK = 0x6D6967726174  # advisory lock: one migrator a database
# Where, and with which columns, the CLI keeps its history.
_HISTORY = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations
  (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
"""
_OWN_TRANSACTION = {"begin", "commit", "rollback", "end", "abort", "start"}


@dataclass(frozen=True)
class Migration:
    """One file `<version>_<name>.sql`."""

    version: str
    name: str
    file: Path


def find(folder: Path) -> list[Migration]:
    """The migrations of `folder` in order of version. Raises StackError for a bad name."""
    found: dict[str, Migration] = {}
    for file in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(file.name)
        if not match:
            raise StackError(f"{file}: rename it to <version>_<name>.sql, with digits first.")
        if match[1] in found:
            raise StackError(f"{file}: version {match[1]} is taken by another file; renumber it.")
        found[match[1]] = Migration(match[1], match[2], file)
    return [found[version] for version in sorted(found)]


def pending(conninfo: str, folder: Path) -> list[Migration]:
    """The migrations that the database has not seen, in order. Raises StackError."""
    with connect(conninfo, autocommit=True) as connection:
        return _pending(connection, folder)


def migrate(
    conninfo: str, folder: Path, progress: Callable[[str], None] = lambda _: None
) -> list[str]:
    """Apply what is pending, each file in one transaction; return the versions applied.

    `conninfo` is that of role postgres. PostgREST is told to reload in any case. Raises
    StackError with file, line and Postgres's message; earlier files then stay applied.
    """
    with connect(conninfo, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        todo = _pending(connection, folder)
        for migration in todo:
            progress(f"migration {migration.version}_{migration.name}")
            _apply(connection, migration)
        connection.execute("notify pgrst, 'reload schema'")
    return [migration.version for migration in todo]


def _pending(connection: Connection, folder: Path) -> list[Migration]:
    connection.execute("set lock_timeout = '4s'")
    if not _has_history(connection):
        connection.execute(_HISTORY)
    rows = connection.execute("select version from supabase_migrations.schema_migrations")
    done = {version for (version,) in rows}
    return [migration for migration in find(folder) if migration.version not in done]


def _has_history(connection: Connection) -> bool:
    wanted = "select to_regclass('supabase_migrations.schema_migrations') is not null"
    row = connection.execute(wanted).fetchone()
    return bool(row and row[0])


def _apply(connection: Connection, migration: Migration) -> None:
    statements = _statements(migration.file)
    # What an earlier file has set must not reach this one.
    connection.execute("reset all")
    connection.execute("reset role")
    with connection.transaction():
        for statement in statements:
            _execute(connection, migration.file, statement)
        connection.execute("reset role")
        connection.execute(
            "insert into supabase_migrations.schema_migrations (version, name, statements)"
            " values (%s, %s, %s)",
            [migration.version, migration.name, [statement.text for statement in statements]],
        )


def _statements(file: Path) -> list[sqlsplit.Statement]:
    try:
        statements = sqlsplit.split(file.read_text(encoding="utf-8"))
    except sqlsplit.Unterminated as error:
        raise StackError(f"{file}, {error}: close it.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise StackError(f"{file} cannot be read as UTF-8 text: repair or remove it.") from error
    for statement in statements:
        if statement.first_word in _OWN_TRANSACTION:
            raise StackError(
                f"{file}, line {statement.line}: remove `{statement.first_word}`, "
                "a migration already runs in one transaction."
            )
    return statements


def _execute(connection: Connection, file: Path, statement: sqlsplit.Statement) -> None:
    try:
        connection.execute(statement.text.encode(), prepare=False)
    except psycopg.Error as error:
        raise StackError(
            sentence(file, error, statement.text, statement.start, statement.line)
        ) from error
