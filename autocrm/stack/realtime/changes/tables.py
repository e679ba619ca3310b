"""What the catalogue says of a table now: its columns, its key, and who may read what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from psycopg import sql

from autocrm.stack.realtime.changes.session import Connection

# The type is quoted by Postgres and made of catalogue names: pg_catalog.bpchar keeps a value
# whole where `character` would cut it.
_QUERY = """
select a.attname, t.typname,
  format('%%I.%%I', n.nspname, t.typname),
  case when t.typarray <> 0 then format('%%I.%%I', an.nspname, at.typname) end,
  case
    when t.typtype in ('c', 'd') or t.typcategory = 'A' or exists (
      select from pg_cast where castsource = t.oid and casttarget = 'json'::regtype
        and castfunc <> 0) then 'structured'
    when t.typnamespace = 'pg_catalog'::regnamespace then t.typname::text
    else 'text'
  end,
  coalesce(a.attnum = any (i.indkey), false),
  array(select r.rolname::text from pg_roles as r
        where r.rolname = any (%(roles)s)
          and has_column_privilege(r.oid, c.oid, a.attnum, 'select')),
  c.relrowsecurity, cn.nspname, c.relname
from pg_class as c
join pg_namespace as cn on cn.oid = c.relnamespace
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type as t on t.oid = a.atttypid
join pg_namespace as n on n.oid = t.typnamespace
left join pg_type as at on at.oid = t.typarray
left join pg_namespace as an on an.oid = at.typnamespace
left join pg_index as i on i.indrelid = c.oid and i.indisprimary
where c.oid = %(table)s
order by a.attnum
"""


@dataclass(frozen=True)
class Column:
    """One column. `type` and `array_type` may stand in SQL as they are."""

    name: str
    type_name: str  # for clients: int8, _text
    type: str
    array_type: str | None
    form: str  # how its text becomes JSON: a built-in type's name, `structured` or `text`
    in_key: bool  # of the primary key
    readers: frozenset[str]  # roles, of those asked for


@dataclass(frozen=True)
class Table:
    """A table as it is now, which may differ from what it was when a change was made."""

    schema: str
    name: str
    columns: tuple[Column, ...]
    guarded: bool  # row level security is on

    @cached_property
    def key(self) -> tuple[Column, ...]:
        """The primary key's columns, none for a table without one."""
        return tuple(column for column in self.columns if column.in_key)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns."""
        return {column.name: column for column in self.columns}


def placed(type_: str) -> sql.SQL:
    """A column's type, for a statement with parameters (where a % has to be doubled)."""
    return sql.SQL(type_.replace("%", "%%"))


async def read_table(connection: Connection, oid: int, roles: Iterable[str]) -> Table | None:
    """The table, or None when it has been dropped since.

    Asked anew for every batch: a right that was revoked must not live on here.
    """
    cursor = await connection.execute(_QUERY, {"table": oid, "roles": list(roles)})
    rows = await cursor.fetchall()
    if not rows:
        return None
    columns = tuple(_column(*row[:7]) for row in rows)
    guarded, schema, name = rows[0][7:]
    return Table(schema, name, columns, guarded)


def _column(*fields: Any) -> Column:
    name, type_name, type_, array_type, form, in_key, readers = fields
    return Column(name, type_name, type_, array_type, form, in_key, frozenset(readers))
