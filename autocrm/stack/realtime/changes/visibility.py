"""Row Level Security: which rows a role with its claims can select, right now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from psycopg import sql
from psycopg.types.json import Jsonb

from autocrm.stack.realtime.changes.session import Connection
from autocrm.stack.realtime.changes.tables import Table


class Viewer(NamedTuple):
    """For whom rows are checked; subscribers with equal claims are one viewer."""

    role: str
    claims: str  # JSON with sorted keys


async def seen_rows(
    connection: Connection,
    table: Table,
    keys: dict[int, list[str]],
    wanted: dict[Viewer, set[int]],
) -> dict[Viewer, set[int] | None]:
    """The numbers of the rows that each viewer sees; None where a policy failed.

    `keys` are the rows' primary keys, in the order of `table.key`. One statement, whatever
    the number of viewers: `_stack.rows_seen` goes through them.
    """
    viewers, numbers = list(wanted), list(keys)
    position = {number: at for at, number in enumerate(numbers, 1)}
    asked = [
        {
            "role": viewer.role,
            "claims": viewer.claims,
            "rows": [position[number] for number in wanted[viewer] if number in position],
        }
        for viewer in viewers
    ]
    cursor = await connection.execute(
        "select viewer, seen, failure is not null from _stack.rows_seen(%s, %s, %s)",
        [_query(table).as_string(connection), Jsonb(list(keys.values())), Jsonb(asked)],
    )
    return {
        viewers[viewer - 1]: None if failed else {numbers[at - 1] for at in seen or ()}
        for viewer, seen, failed in await cursor.fetchall()
    }


def viewer_of(claims: Mapping[str, Any]) -> Viewer:
    """The viewer of a JWT's claims."""
    return Viewer(str(claims.get("role", "")), json.dumps(claims, sort_keys=True, default=str))


def _query(table: Table) -> sql.Composed:
    """For `_stack.rows_seen`: the row numbers of $2 whose key of $1 can be selected.

    The keys are cast apart from the comparison: a cast is not leakproof, and would keep
    Postgres from using the primary key's index under a policy.
    """
    names = [sql.Identifier(f"k{at}") for at in range(len(table.key))]
    casts = [
        sql.SQL("(e.k ->> {})::{} as {}").format(at, sql.SQL(column.type), name)
        for at, (column, name) in enumerate(zip(table.key, names, strict=True))
    ]
    tests = [
        sql.SQL("t.{} = key.{}").format(sql.Identifier(column.name), name)
        for column, name in zip(table.key, names, strict=True)
    ]
    return sql.SQL(
        "with key as materialized (select e.n::int, {casts} "
        "from jsonb_array_elements($1) with ordinality as e (k, n) where e.n = any ($2)) "
        "select array_agg(key.n) from key where exists (select from {table} as t where {tests})"
    ).format(
        casts=sql.SQL(", ").join(casts),
        table=sql.Identifier(table.schema, table.name),
        tests=sql.SQL(" and ").join(tests),
    )
