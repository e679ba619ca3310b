"""Run one pgTAP file, or a helper of such files, and tell what failed on which line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.pq import TransactionStatus

from autocrm.stack import sqlsplit
from autocrm.stack.databases import Connection, connect
from autocrm.stack.errors import StackError
from autocrm.stack.sqlerrors import first_line

_INCLUDE = re.compile(r"^\\ir[ \t]+(\S+)[ \t]*$", re.MULTILINE)
_TAP = re.compile(r"(?P<failed>not )?ok \d+(?: - (?P<name>.*))?")
_PLAN = re.compile(r"1\.\.(?P<wanted>\d+)")


@dataclass(frozen=True)
class Failure:
    """One assertion that does not hold, or one statement that Postgres refused."""

    file: Path
    line: int  # from 1
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


@dataclass(frozen=True)
class FileResult:
    """What became of one file."""

    file: Path
    passed: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class _Step:
    """A statement and the place it comes from."""

    file: Path
    line: int
    text: str


def run_file(conninfo: str, file: Path) -> FileResult:
    """Run one file as role postgres (`conninfo`); nothing of it stays in the database.

    What fails is in the result. Raises StackError when the file cannot be read or split.
    """
    steps = _steps(file)
    with connect(conninfo, autocommit=True) as connection:
        return _run_steps(connection, file, steps)


def load(conninfo: str, file: Path) -> None:
    """Run a helper file (`*.psql`) for good, as role postgres. Raises StackError."""
    with connect(conninfo) as connection:
        for step in _steps(file):
            try:
                connection.execute(step.text.encode(), prepare=False)
            except psycopg.Error as error:
                raise StackError(f"{step.file}, line {step.line}: {_words(error)}") from error


def _steps(file: Path) -> list[_Step]:
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StackError(f"{file} cannot be read as UTF-8 text: repair or remove it.") from error
    steps: list[_Step] = []
    position = 0
    for included in _INCLUDE.finditer(source):
        steps += _split(file, source, position, included.start())
        steps += _steps(file.parent / included[1])
        position = included.end()
    return steps + _split(file, source, position, len(source))


def _split(file: Path, source: str, start: int, end: int) -> list[_Step]:
    before = source.count("\n", 0, start)
    try:
        statements = sqlsplit.split(source[start:end])
    except sqlsplit.Unterminated as error:
        raise StackError(f"{file}, after line {before}: {error}; close it.") from error
    return [_Step(file, before + found.line, found.text) for found in statements]


def _run_steps(connection: Connection, file: Path, steps: list[_Step]) -> FileResult:
    passed, wanted = 0, -1
    failures: list[Failure] = []
    for step in steps:
        try:
            lines = _output(connection, step.text)
        except psycopg.Error as error:
            failures.append(Failure(step.file, step.line, _words(error)))
            break  # the transaction is void: what follows would only say so again
        passed += sum(1 for line in lines if (tap := _TAP.match(line)) and not tap["failed"])
        failures += [Failure(step.file, step.line, said) for said in _refusals(lines)]
        wanted = next((int(p["wanted"]) for line in lines if (p := _PLAN.match(line))), wanted)
    else:
        failures += _loose_ends(connection, file, steps, wanted, passed + len(failures))
    connection.rollback()
    return FileResult(file, passed, tuple(failures))


def _loose_ends(
    connection: Connection, file: Path, steps: list[_Step], wanted: int, seen: int
) -> list[Failure]:
    last = steps[-1].line if steps else 1
    found = []
    if wanted != seen:
        said = f"{wanted} assertions are planned" if wanted >= 0 else "there is no plan"
        found.append(Failure(file, last, f"{said}, but {seen} were made."))
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        found.append(Failure(file, last, "The file does not end with `rollback`."))
    return found


def _output(connection: Connection, statement: str) -> list[str]:
    cursor = connection.execute(statement.encode(), prepare=False)
    if cursor.description is None:
        return []
    values = [str(row[0]) for row in cursor if row and row[0] is not None]
    return [line for value in values for line in value.splitlines()]


def _refusals(lines: list[str]) -> list[str]:
    """The failed assertions, each with the diagnostics that follow it."""
    refusals: list[str] = []
    failed = False
    for line in lines:
        if tap := _TAP.match(line):
            failed = tap["failed"] is not None
            if failed:
                refusals.append(tap["name"] or "an assertion without a name")
        elif failed and line.startswith("#"):
            refusals[-1] += "\n    " + line.removeprefix("#").strip()
    return refusals


def _words(error: psycopg.Error) -> str:
    message = error.diag.message_primary or first_line(error)
    more = error.diag.message_detail or error.diag.message_hint
    return message + (f" ({more})" if more else "")
