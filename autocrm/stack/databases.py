"""Databases of our server: make, clone, drop, and turn a bare one into a Supabase one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from autocrm.stack.errors import StackError
from autocrm.stack.sqlerrors import first_line, sentence

Connection = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def connect(conninfo: str, *, autocommit: bool = False) -> Iterator[Connection]:
    """A connection for a `with` block. Raises StackError when the server is not there."""
    try:
        connection = psycopg.connect(conninfo, autocommit=autocommit, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise StackError(f"Postgres does not answer ({first_line(error)}): start it.") from error
    with connection:
        yield connection


def create(conninfo: str, name: str) -> None:
    """Make an empty database. `conninfo` is a superuser's, to another database."""
    _run(conninfo, sql.SQL("create database {}").format(sql.Identifier(name)))


def clone(conninfo: str, template: str, name: str) -> None:
    """Make a copy of `template`, to which nobody may be connected."""
    # The owner and grants of a database are not copied with it; measured: file_copy 20 ms
    # with fsync off, wal_log 27.
    statement = sql.SQL("create database {} owner postgres template {} strategy file_copy")
    _run(conninfo, statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(conninfo: str, name: str) -> None:
    """Drop a database, if it is there, and end the sessions in it."""
    _run(conninfo, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _run(conninfo: str, statement: sql.Composed) -> None:
    with connect(conninfo, autocommit=True) as connection:
        connection.execute(statement)


def bootstrap(conninfo: str, folder: Path) -> list[str]:
    """Apply the files of `folder` (sql/bootstrap) in name order; return the names applied.

    As superuser, in one transaction, and each file once a database: a later version of
    the project may add files. Raises StackError with file, line and Postgres's words.
    """
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise StackError(f"{folder} holds no .sql files: point the stack to the project folder.")
    with connect(conninfo) as connection:
        done = _applied(connection)
        wanted = [file for file in files if file.name not in done]
        for file in wanted:
            _apply(connection, file)
    return [file.name for file in wanted]


def _applied(connection: Connection) -> set[str]:
    connection.execute("create schema if not exists _stack")
    connection.execute(
        "create table if not exists _stack.bootstrap "
        "(file text primary key, applied_at timestamptz not null default now())"
    )
    return {name for (name,) in connection.execute("select file from _stack.bootstrap")}


def _apply(connection: Connection, file: Path) -> None:
    text = file.read_text()
    try:
        connection.execute(text.encode())
    except psycopg.Error as error:
        raise StackError(sentence(file, error, text)) from error
    connection.execute("reset role")
    connection.execute("insert into _stack.bootstrap (file) values (%s)", [file.name])
