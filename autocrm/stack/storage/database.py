"""Storage's connections to Postgres: each transaction acts as the role of its caller."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

from autocrm.stack.pools import patient_pool
from autocrm.stack.storage.caller import Caller
from autocrm.stack.storage.dberrors import explain

Connection = AsyncConnection[DictRow]

_OPTIONS = "-c timezone=UTC -c statement_timeout=30000"  # milliseconds; upstream's default
_SCOPE = """
    select set_config('role', %(role)s, true),
      set_config('request.jwt.claim.role', %(role)s, true),
      set_config('request.jwt.claim.sub', %(sub)s, true),
      set_config('request.jwt.claims', %(claims)s, true),
      set_config('request.headers', %(headers)s, true),
      set_config('request.method', %(method)s, true),
      set_config('request.path', %(path)s, true),
      set_config('storage.operation', %(operation)s, true),
      set_config('storage.allow_delete_query', 'true', true)
"""


class StorageDatabase:
    """At most eight connections as supabase_storage_admin, each checked before it is used."""

    def __init__(self, conninfo: str) -> None:
        self._pool = patient_pool(conninfo, _OPTIONS, most=8, row_factory=dict_row)

    async def open(self) -> None:
        """Start connecting; does not wait, so Storage may start before Postgres answers."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close all connections, waiting for requests under way at most a second."""
        await self._pool.close(timeout=1)

    @asynccontextmanager
    async def acting_as(
        self, caller: Caller, taken: str = "KeyAlreadyExists"
    ) -> AsyncIterator[Connection]:
        """One transaction with the caller's role and what SQL may ask about the request.

        Committed at the end, rolled back by an exception. Raises StorageFailure for what
        policies and constraints refuse (`taken` is the code of a 409), and when Postgres does
        not answer.
        """
        try:
            async with self._pool.connection() as connection:
                await connection.execute(_SCOPE, _scope(caller))
                yield connection
        except psycopg.Error as error:
            raise explain(error, taken) from error

    @asynccontextmanager
    async def owning(self) -> AsyncIterator[Connection]:
        """One transaction as the owner of the tables, for upkeep. Raises psycopg.Error."""
        async with self._pool.connection() as connection:
            yield connection


class _Undo(Exception):
    """Ends a transaction that was only a question."""


@asynccontextmanager
async def rolled_back(connection: Connection) -> AsyncIterator[None]:
    """Statements whose outcome matters and whose effect must not stay."""
    try:
        async with connection.transaction():
            yield
            raise _Undo
    except _Undo:
        pass


def _scope(caller: Caller) -> dict[str, Any]:
    return {
        "role": caller.role,
        "sub": caller.owner_id or "",
        "claims": json.dumps(caller.claims),
        "headers": json.dumps(caller.headers),
        "method": caller.method,
        "path": caller.path.replace("\0", ""),
        "operation": caller.operation,
    }
