"""Auth's own connections to Postgres: a small pool that survives a restart of the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

Connection = AsyncConnection[DictRow]

_WAIT = 5.0  # seconds a request waits for a connection before it answers 503
# After this many seconds of failing the pool stops backing off; the next request then
# tries at once. So the first request after a long outage is not made to wait.
_RECONNECT = 2.0


class AuthDatabase:
    """At most five connections as supabase_auth_admin, each checked before it is used."""

    def __init__(self, conninfo: str) -> None:
        self._pool = AsyncConnectionPool(
            conninfo,
            connection_class=AsyncConnection[DictRow],
            kwargs={"row_factory": dict_row, "options": "-c timezone=UTC"},
            min_size=1,
            max_size=5,
            timeout=_WAIT,
            reconnect_timeout=_RECONNECT,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )

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
