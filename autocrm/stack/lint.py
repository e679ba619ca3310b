"""Faults of a database that can be seen without running it: catalogue checks and bodies.

The checks are the project's own sql/checks, each of which must return no rows. Bodies of
functions are given to Postgres once more, in a transaction that is rolled back, with all
warnings of PL/pgSQL on: SQL bodies are checked whole, PL/pgSQL for syntax and for shadowed
variables. (plpgsql_check, which also looks for missing tables in PL/pgSQL, is not in the wheel.)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.errors import Diagnostic

from autocrm.stack.databases import Connection, connect
from autocrm.stack.errors import StackError
from autocrm.stack.sqlerrors import first_line

LEVELS = ("warning", "error")
# What belongs to an extension or to somebody else is not ours to mend.
_FUNCTIONS = """
select p.oid::regprocedure::text, pg_get_functiondef(p.oid)
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
where l.lanname in ('sql', 'plpgsql') and p.prokind in ('f', 'p')
  and p.proowner = current_user::regrole
  and (cardinality(%(schemas)s::text[]) = 0 or n.nspname = any(%(schemas)s))
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by 1
"""


@dataclass(frozen=True)
class Finding:
    """`level` is "warning" or "error", `check` the check's name, `message` one sentence."""

    level: str
    check: str
    message: str


def lint(conninfo: str, root: Path, schemas: list[str]) -> list[Finding]:
    """All findings, checks first, by name. `conninfo` is that of role postgres.

    `schemas` limits whose function bodies are looked at; none means all. Nothing is changed.
    Raises StackError.
    """
    with connect(conninfo) as connection:
        found = _run_checks(connection, root / "sql" / "checks")
        found += _compile_functions(connection, schemas)
        connection.rollback()
    return found


def at_least(level: str, findings: list[Finding]) -> list[Finding]:
    """Those of this level or a worse one."""
    return [one for one in findings if LEVELS.index(one.level) >= LEVELS.index(level)]


def _run_checks(connection: Connection, folder: Path) -> list[Finding]:
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise StackError(f"{folder} holds no .sql files: run this in the project's folder.")
    return [one for file in files for one in _run_check(connection, file)]


def _run_check(connection: Connection, file: Path) -> list[Finding]:
    try:
        rows = connection.execute(file.read_text(encoding="utf-8").encode()).fetchall()
    except psycopg.Error as error:
        raise StackError(f"{file} does not run here: {first_line(error)}") from error
    return [Finding("error", file.stem, str(message)) for (message,) in rows]


def _compile_functions(connection: Connection, schemas: list[str]) -> list[Finding]:
    found: list[Finding] = []
    connection.execute("set local check_function_bodies = on")
    connection.execute("set local plpgsql.extra_warnings = 'all'")
    rows = connection.execute(_FUNCTIONS, {"schemas": schemas}).fetchall()
    for signature, definition in rows:
        found += _compile(connection, signature, definition)
    return found


def _compile(connection: Connection, signature: str, definition: str) -> list[Finding]:
    warnings: list[Finding] = []

    def note(said: Diagnostic) -> None:  # which is void when this returns
        warnings.append(Finding("warning", "function_body", _sentence(signature, definition, said)))

    connection.add_notice_handler(note)
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(definition.encode(), prepare=False)
    except psycopg.Error as error:
        return [Finding("error", "function_body", _sentence(signature, definition, error.diag))]
    finally:
        connection.remove_notice_handler(note)
    return warnings


def _sentence(signature: str, definition: str, said: Diagnostic) -> str:
    """With the line as `\\sf+` counts it, where Postgres tells a position."""
    line = ""
    if said.statement_position:
        head, before = definition.partition("\nAS ")[0], definition[: int(said.statement_position)]
        line = f", line {before.count(chr(10)) - head.count(chr(10))}"
    return f"{signature}{line}: {said.message_primary}."
