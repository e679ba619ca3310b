"""Wait for what the log already tells of.

A commit is written to the log, and streamed from there, a moment before other sessions see
it: the row that was just inserted may not be found yet. (On a busy machine a check at once
missed one of the first four inserts.)
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection

from autocrm.stack.realtime.changes.session import Connection

log = logging.getLogger(__name__)

_PAUSE = 0.0005  # seconds; the committing session needs some microseconds of processor time
_PATIENCE = 5.0  # seconds, after which only a synchronous standby can still be missing
_WRAP = 1 << 32  # transaction numbers in the log have 32 bits, those of a snapshot 64


async def settle(connection: Connection, transactions: Collection[int]) -> None:
    """Return when every session sees these transactions. Raises psycopg.Error."""
    try:
        async with asyncio.timeout(_PATIENCE):
            while not all_visible(await _snapshot(connection), transactions):
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        log.warning("a transaction in the log is not visible after %s seconds", _PATIENCE)


async def _snapshot(connection: Connection) -> str:
    cursor = await connection.execute("select pg_current_snapshot()::text")
    row = await cursor.fetchone()
    return str(row[0]) if row else ""


def all_visible(snapshot: str, transactions: Collection[int]) -> bool:
    """Whether a snapshot, written xmin:xmax:running,…, sees them; xmax and later are to come."""
    _, next_, running = snapshot.split(":")
    in_progress = {int(number) % _WRAP for number in running.split(",") if number}
    return all(
        number not in in_progress and (number - int(next_)) % _WRAP >= _WRAP // 2
        for number in transactions
    )
