"""Auth's own connections to Postgres: a small pool that survives a restart of the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

from autocrm.stack.pools import patient_pool

Connection = AsyncConnection[DictRow]


class AuthDatabase:
    """At most five connections as supabase_auth_admin, each checked before it is used."""

    def __init__(self, conninfo: str) -> None:
        self._pool = patient_pool(conninfo, "-c timezone=UTC", most=5, row_factory=dict_row)

    async def open(self) -> None:
        """Start connecting; does not wait, so Auth may start before Postgres answers."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close all connections, waiting for requests under way at most a second."""
        await self._pool.close(timeout=1)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One transaction: committed at the end, rolled back by an exception.

        Raises psycopg.OperationalError (PoolTimeout is one) when Postgres does not answer.
        """
        async with self._pool.connection() as connection:
            yield connection
