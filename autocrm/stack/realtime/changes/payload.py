"""The `data` of a postgres_changes message, in upstream's shape."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from autocrm.stack.realtime.changes.matching import Texts
from autocrm.stack.realtime.changes.pgoutput import UNCHANGED, Change
from autocrm.stack.realtime.changes.pgoutput import Row as LogRow
from autocrm.stack.realtime.changes.session import Connection
from autocrm.stack.realtime.changes.tables import Column, Table
from autocrm.stack.realtime.changes.values import to_json

MAX_BYTES = 1024 * 1024  # of a change in the log; a larger one arrives without its large values
_SMALL = 64  # bytes of JSON that a value may have then
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_TOO_LARGE = "Error 413: Payload Too Large"

Record = dict[str, Any]


class Row(NamedTuple):
    """A change's values as JSON."""

    new: Record
    old: Record


def full_text(change: Change) -> Texts:
    """The row as far as the log knows it: the new one, of a DELETE the old one.

    A large value that an UPDATE left alone comes from the old row, where that has it
    (replica identity full), and is missing otherwise.
    """
    old = _known(change.old or {})
    return old if change.new is None else {**old, **_known(change.new)}


def _known(row: LogRow) -> Texts:
    return {name: value for name, value in row.items() if value is not UNCHANGED}


async def json_rows(connection: Connection, table: Table, changes: Sequence[Change]) -> list[Row]:
    """The values of all changes, converted column by column."""
    new = [full_text(change) if change.new is not None else {} for change in changes]
    old = [_known(change.old or {}) for change in changes]
    converted = await _convert(connection, table, [*new, *old])
    middle = len(changes)
    return [Row(*pair) for pair in zip(converted[:middle], converted[middle:], strict=True)]


async def _convert(connection: Connection, table: Table, rows: list[Texts]) -> list[Record]:
    records: list[Record] = [{} for _ in rows]
    for column in table.columns:
        at = [number for number, row in enumerate(rows) if column.name in row]
        values = await to_json(connection, column, [rows[number][column.name] for number in at])
        for number, value in zip(at, values, strict=True):
            records[number][column.name] = value
    return records


class Maker:
    """Makes the data of one change, once for all who may see the same."""

    def __init__(self, table: Table, change: Change, row: Row) -> None:
        self.table, self.change = table, change
        self._row = row
        self._large = change.size > MAX_BYTES
        self._made: dict[tuple[str, tuple[str, ...] | None], Record] = {}
        self._failures: dict[str, Record] = {}

    def data(self, role: str, select: tuple[str, ...] | None) -> Record:
        """For a role, which sees what it may select, and the columns it asked for."""
        if (role, select) not in self._made:
            self._made[role, select] = self._make(role, select)
        return self._made[role, select]

    def failure(self, error: str) -> Record:
        """For those who cannot be shown the row: that something happened, and why not what."""
        if error not in self._failures:
            head = self._head([], None, [error])
            self._failures[error] = head | self._rows({}, {})
        return self._failures[error]

    def _make(self, role: str, select: tuple[str, ...] | None) -> Record:
        columns = [
            column
            for column in self.table.columns
            if role in column.readers and (select is None or column.name in select or column.in_key)
        ]
        described = [{"name": column.name, "type": column.type_name} for column in columns]
        moment = _EPOCH + timedelta(microseconds=self.change.committed)
        committed = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
        head = self._head(described, committed, [_TOO_LARGE] if self._large else None)
        # A row that is gone can no longer be checked: under row security only its key is shown.
        bare = self.change.kind == "DELETE" and self.table.guarded
        old = [column for column in columns if column.in_key or not bare]
        return head | self._rows(self._cut(self._row.new, columns), self._cut(self._row.old, old))

    def _head(
        self, columns: list[dict[str, str]], committed: str | None, errors: list[str] | None
    ) -> Record:
        relation = self.change.relation
        return {
            "schema": relation.schema,
            "table": relation.table,
            "commit_timestamp": committed,
            "type": self.change.kind,
            "columns": columns,
            "errors": errors,
        }

    def _rows(self, new: Record, old: Record) -> Record:
        kind = self.change.kind
        rows = {} if kind == "DELETE" else {"record": new}
        return rows if kind == "INSERT" else {**rows, "old_record": old}

    def _cut(self, record: Record, columns: Sequence[Column]) -> Record:
        return {
            column.name: record[column.name]
            for column in columns
            if column.name in record and not (self._large and _is_large(record[column.name]))
        }


def _is_large(value: Any) -> bool:
    return len(json.dumps(value, ensure_ascii=False).encode()) > _SMALL
