"""Pools of connections to Postgres that survive a restart of the server."""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

_WAIT = 5.0  # seconds a request waits for a connection before it answers 503
# After this many seconds of failing the pool stops backing off; the next request then
# tries at once. So the first request after a long outage is not made to wait.
_RECONNECT = 2.0


def patient_pool(
    conninfo: str,
    options: str,
    most: int,
    least: int = 1,
    max_idle: float = 600,  # seconds without work, after which one beyond `least` is dropped
    **connection: Any,
) -> AsyncConnectionPool[AsyncConnection[Any]]:
    """A pool, not yet open, of `least` to `most` connections, each checked before it is used.

    `options` are settings for the server (`-c name=value`), `connection` further arguments of
    `AsyncConnection.connect`.
    """
    return AsyncConnectionPool(
        conninfo,
        connection_class=AsyncConnection[Any],
        kwargs={"options": options, **connection},
        min_size=least,
        max_size=most,
        max_idle=max_idle,
        timeout=_WAIT,
        reconnect_timeout=_RECONNECT,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
