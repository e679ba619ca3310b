"""Which rows pass which filters, by Postgres's own operators on the columns' types.

Filters of one shape (`id=eq.*`) are joined with all rows of a batch in one statement, so a
thousand people who each listen to their own id cost one statement, not a thousand.
"""

from __future__ import annotations

import itertools
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable

import psycopg
from psycopg import sql

from autocrm.stack.realtime.changes.conditions import IS_WORDS, OPERATORS, Condition
from autocrm.stack.realtime.changes.session import Connection
from autocrm.stack.realtime.changes.tables import Table, placed

log = logging.getLogger(__name__)

Conditions = tuple[Condition, ...]
Texts = dict[str, str | None]  # a row: what is known of it
_Shape = tuple[tuple[str, str, bool, str], ...]


async def matches(
    connection: Connection, table: Table, rows: dict[int, Texts], wanted: Iterable[Conditions]
) -> dict[Conditions, set[int]]:
    """For each filter the numbers of the rows that pass.

    A row that does not have a filter's column (a DELETE without it) does not pass.
    """
    found: dict[Conditions, set[int]] = {}
    for shape, filters in _by_shape(wanted).items():
        found.update({one: set() for one in filters})
        if any(column not in table.by_name for column, *_ in shape):
            continue
        known = {n: row for n, row in rows.items() if all(column in row for column, *_ in shape)}
        try:
            pairs = await _join(connection, table, shape, known, filters)
        except (psycopg.ProgrammingError, psycopg.DataError, psycopg.errors.QueryCanceled) as error:
            # The column's type has changed since, or a pattern took too long.
            log.warning("a filter on %s cannot be evaluated: %s", [c for c, *_ in shape], error)
            continue
        for n, k in pairs:
            found[filters[k]].add(n)
    return found


def _by_shape(wanted: Iterable[Conditions]) -> dict[_Shape, list[Conditions]]:
    shapes: dict[_Shape, list[Conditions]] = defaultdict(list)
    for conditions in wanted:
        # what follows IS is a keyword, so it is part of the statement
        shape = tuple(
            (one.column, one.op, one.negated, one.value if one.op == "is" else "")
            for one in conditions
        )
        shapes[shape].append(conditions)
    return shapes


async def _join(
    connection: Connection,
    table: Table,
    shape: _Shape,
    rows: dict[int, Texts],
    filters: Collection[Conditions],
) -> list[tuple[int, int]]:
    if not rows:
        return []
    at = range(len(shape))
    tests = [_test(table, number, *part) for number, part in enumerate(shape)]
    query = sql.SQL(
        "select r.n, f.k from unnest(%s::int[], {arrays}) as r (n, {values}) "
        "join unnest(%s::int[], {arrays}) as f (k, {values}) on {tests}"
    ).format(
        arrays=sql.SQL(", ").join(sql.SQL("%s::text[]") for _ in at),
        values=sql.SQL(", ").join(sql.Identifier(f"v{number}") for number in at),
        tests=sql.SQL(" and ").join(tests),
    )
    columns = [[row[column] for row in rows.values()] for column, *_ in shape]
    values = [[one[number].value for one in filters] for number in at]
    parameters = itertools.chain([list(rows)], columns, [list(range(len(filters)))], values)
    cursor = await connection.execute(query, list(parameters))
    return [(n, k) for n, k in await cursor.fetchall()]


def _test(
    table: Table, number: int, column: str, op: str, negated: bool, word: str
) -> sql.Composed:
    """One comparison of the row's value with the filter's, both cast to the column's type."""
    kind = table.by_name[column]
    name = sql.Identifier(f"v{number}")
    left = sql.SQL("r.{}::{}").format(name, placed(kind.type))
    right: sql.Composable
    if op == "is":
        right = sql.SQL(IS_WORDS[IS_WORDS.index(word)])
    else:
        cast = kind.array_type if op == "in" else kind.type
        right = sql.SQL("(f.{}::{})").format(name, placed(cast or kind.type))
    test = sql.SQL("({} {} {})").format(left, sql.SQL(OPERATORS[op]), right)
    return sql.SQL("(not {})").format(test) if negated else test
