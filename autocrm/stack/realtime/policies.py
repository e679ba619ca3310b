"""What the policies on realtime.messages allow: tried as the caller's role, then rolled back."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege, QueryCanceled
from psycopg_pool import AsyncConnectionPool

Connection = AsyncConnection[tuple[Any, ...]]
Pool = AsyncConnectionPool[Connection]
_log = logging.getLogger(__name__)
BROADCAST, PRESENCE = "broadcast", "presence"

_ROW = "insert into realtime.messages (id, topic, extension, private) values (%s, %s, %s, true)"
_ACT_AS = """
    select set_config('role', %s, true), set_config('realtime.topic', %s, true),
           set_config('request.jwt.claims', %s, true), set_config('request.headers', '{}', true)
"""


@dataclass
class Rights:
    """What one token may do in one private channel; None: not asked yet."""

    reads: frozenset[str]
    writes: dict[str, bool] = field(default_factory=dict)


class Policies:
    """Asks the database. `pool` has a superuser's connections.

    The methods raise psycopg.OperationalError when Postgres does not answer. A policy that
    fails allows nothing, and is logged.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def reads(
        self, topic: str, claims: dict[str, Any], extensions: Sequence[str]
    ) -> frozenset[str]:
        """Which of `extensions` (broadcast, presence) the caller may receive in a topic."""
        if not storable(topic):
            return frozenset()
        ids = {uuid.uuid4(): extension for extension in extensions}
        async with self._rolled_back() as connection:
            rows = [(id_, topic, extension) for id_, extension in ids.items()]
            await connection.cursor().executemany(_ROW, rows)
            await connection.execute(_ACT_AS, _caller(topic, claims))
            try:
                seen = await connection.execute(
                    "select id from realtime.messages where id = any(%s)", [list(ids)]
                )
                return frozenset(ids[id_] for (id_,) in await seen.fetchall())
            except psycopg.Error as error:
                return frozenset(_nothing_after(error, topic))

    async def may_write(self, topic: str, claims: dict[str, Any], extension: str) -> bool:
        """Whether the caller may send in a topic: `broadcast`, or `presence`."""
        if not storable(topic):
            return False
        async with self._rolled_back() as connection:
            await connection.execute(_ACT_AS, _caller(topic, claims))
            try:
                await connection.execute(_ROW, [uuid.uuid4(), topic, extension])
            except InsufficientPrivilege:
                return False
            except psycopg.Error as error:
                return bool(_nothing_after(error, topic))
        return True

    @asynccontextmanager
    async def _rolled_back(self) -> AsyncIterator[Connection]:
        async with self._pool.connection() as connection:
            try:
                yield connection
            finally:
                if not connection.closed:
                    await connection.rollback()


def storable(text: str) -> bool:
    """Whether Postgres can hold it: no NUL, and no half of a surrogate pair."""
    return "\0" not in text and text.encode(errors="replace").decode() == text


def _caller(topic: str, claims: dict[str, Any]) -> list[str]:
    return [claims["role"], topic, json.dumps(claims)]


def _nothing_after(error: psycopg.Error, topic: str) -> tuple[str, ...]:
    """No rights; a lost connection is raised again, a policy that took too long is not."""
    if isinstance(error, psycopg.OperationalError) and not isinstance(error, QueryCanceled):
        raise error
    _log.warning("RlsPolicyError: a policy of realtime.messages fails for %r: %s", topic, error)
    return ()
