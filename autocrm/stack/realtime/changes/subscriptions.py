"""realtime.subscription: checks what is asked for, and shows in SQL who listens."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import psycopg
from psycopg.types.json import Json
from psycopg_pool import AsyncConnectionPool

from autocrm.stack.realtime.changes.binding import BadBinding, Binding
from autocrm.stack.realtime.changes.conditions import parse_filter
from autocrm.stack.realtime.changes.session import TABLES, Connection
from autocrm.stack.realtime.changes.visibility import Viewer

_INSERT = """
insert into realtime.subscription
  (subscription_id, entity, filters, claims, action_filter, selected_columns)
select %(subscriber)s, format('%%I.%%I', p.schemaname, p.tablename)::regclass,
  array(
    select row(c, o::realtime.equality_op, v, n)::realtime.user_defined_filter
    from unnest(%(columns)s::text[], %(ops)s::text[], %(values)s::text[], %(negated)s::boolean[])
      as f (c, o, v, n)),
  %(claims)s, %(event)s, %(select)s
from pg_publication_tables as p
where p.pubname = %(publication)s
  and %(schema)s::text in ('*', p.schemaname) and %(table)s::text in ('*', p.tablename)
  and exists (select from pg_roles as r where r.rolname = %(role)s and not r.rolsuper
    and pg_has_role('authenticator', r.oid, 'member'))
on conflict (subscription_id, entity, realtime.filters_hash(filters), action_filter,
  coalesce(selected_columns, '{}'))
do update set claims = excluded.claims
"""
_UNABLE = "Unable to subscribe to changes with given parameters."
_ROLE = """
select exists (select from pg_roles as r where r.rolname = %s and not r.rolsuper
  and pg_has_role('authenticator', r.oid, 'member'))
"""


class Subscriptions:
    """The table, through a pool of its own: joins do not hold up the changes."""

    def __init__(self, conninfo: str) -> None:
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            conninfo,
            kwargs={"options": "-c search_path=public,extensions -c statement_timeout=8s"},
            min_size=1,
            max_size=2,
            timeout=3.0,
            reconnect_timeout=2.0,  # as Auth's: a request after a long outage tries at once
            check=AsyncConnectionPool.check_connection,
            open=False,
        )

    async def open(self) -> None:
        """Start connecting; does not wait."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close(timeout=1)

    async def write(
        self, subscriber: uuid.UUID, bindings: Sequence[Binding], viewer: Viewer, *, again: bool
    ) -> None:
        """Write a subscriber's rows, all or none, `again` in place of those it has.

        Raises BadBinding and OperationalError.
        """
        async with self._pool.connection() as connection:
            if again:
                await _delete(connection, subscriber)
            for binding in bindings:
                await _insert(connection, subscriber, binding, viewer)

    async def delete(self, subscriber: uuid.UUID) -> None:
        """Delete a subscriber's rows. Raises OperationalError."""
        async with self._pool.connection() as connection:
            await _delete(connection, subscriber)


async def delete_others(connection: Connection, known: Sequence[uuid.UUID]) -> None:
    """Delete what an earlier process, or a lost connection, left."""
    await connection.execute(
        "delete from realtime.subscription where subscription_id <> all (%s)", [list(known)]
    )


async def _delete(connection: Connection, subscriber: uuid.UUID) -> None:
    await connection.execute(
        "delete from realtime.subscription where subscription_id = %s", [subscriber]
    )


async def _insert(
    connection: Connection, subscriber: uuid.UUID, binding: Binding, viewer: Viewer
) -> None:
    conditions = parse_filter(binding.filter)
    values = {
        "subscriber": subscriber,
        "columns": [one.column for one in conditions],
        "ops": [one.op for one in conditions],
        "values": [one.value for one in conditions],
        "negated": [one.negated for one in conditions],
        "claims": Json(viewer.claims, dumps=str),  # they are JSON already
        "role": viewer.role,
        "event": binding.event,
        "select": list(binding.select) if binding.select else None,
        "publication": TABLES,
        "schema": binding.schema,
        "table": binding.table,
    }
    parameters = f"connect parameters: {binding.describe()}"
    try:
        rows = (await connection.execute(_INSERT, values)).rowcount
    except (psycopg.DataError, psycopg.ProgrammingError, psycopg.InternalError) as error:
        advice = f"An exception happened so please check your {parameters}"
        reason = error.diag.message_primary or str(error)
        raise BadBinding(f"{_UNABLE} {advice}. Exception: {reason}") from error
    if rows == 0:
        await _check_role(connection, viewer.role)
        raise BadBinding(f"{_UNABLE} Please check Realtime is enabled for the given {parameters}")


async def _check_role(connection: Connection, role: str) -> None:
    row = await (await connection.execute(_ROLE, [role])).fetchone()
    if row != (True,):
        raise BadBinding(f"The role {role!r} of the token may not be used: sign in again.")
