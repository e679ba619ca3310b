"""realtime.messages as Realtime uses it: replays, its partitions, and what SQL sends."""

from __future__ import annotations

import asyncio
import datetime
import logging
from typing import Any

import psycopg

from autocrm.stack.realtime.outgoing import Outgoing, json_event, user_broadcast
from autocrm.stack.realtime.policies import BROADCAST, Pool
from autocrm.stack.realtime.rooms import PREFIX, Rooms
from autocrm.stack.realtime.wire import Push, to_json

_log = logging.getLogger(__name__)
_MOST_REPLAYED = 25  # upstream's limit
_HOUR, _SOON = 3600.0, 2.0  # seconds between two rounds of maintenance, or two attempts at one
_REPLAY = """
    select id::text, event, payload, binary_payload from realtime.messages
    where topic = %s and private and extension = 'broadcast' and inserted_at >= %s
    order by inserted_at desc limit %s
"""


def outgoing_row(row: dict[str, Any], replayed: bool = False) -> Outgoing:
    """A row of realtime.messages (id, topic, event, payload, binary_payload) as a broadcast."""
    topic, event = PREFIX + row["topic"], row["event"] or ""
    meta: dict[str, Any] = {"id": row["id"]}
    if replayed:
        meta["replayed"] = True
    if row["binary_payload"] is not None:
        return user_broadcast(topic, Push(event, False, row["binary_payload"]), meta)
    payload = {"type": "broadcast", "event": event, "payload": row["payload"], "meta": meta}
    return json_event(topic, "broadcast", to_json(payload))


def broadcast_row(rooms: Rooms, row: dict[str, Any]) -> None:
    """Tell a room of a row that was inserted into realtime.messages."""
    room = rooms.find(row["topic"], row["private"])
    if room is not None and row["extension"] == BROADCAST:
        room.broadcast(outgoing_row(row), message_id=row["id"])


async def replay(pool: Pool, topic: str, since: int, limit: int) -> list[dict[str, Any]]:
    """The last `limit` broadcasts of a private topic since a time (ms since 1970), in order.

    Raises psycopg.OperationalError when Postgres does not answer, OverflowError and ValueError
    for a time that there never was.
    """
    moment = datetime.datetime.fromtimestamp(since / 1000, datetime.UTC).replace(tzinfo=None)
    count = max(1, min(limit, _MOST_REPLAYED))
    async with pool.connection() as connection:
        found = await connection.execute(_REPLAY, [topic, moment, count])
        rows = await found.fetchall()
    names = ("id", "event", "payload", "binary_payload")
    return [{"topic": topic, **dict(zip(names, row, strict=True))} for row in reversed(rows)]


async def maintain(pool: Pool) -> None:
    """Make partitions ahead and drop old ones, every hour, until cancelled."""
    said = ""
    while True:
        try:
            async with pool.connection() as connection:
                await connection.execute("select _stack.maintain_realtime_messages()")
            wait, said = _HOUR, ""
        except psycopg.Error as error:
            wait, reason = _SOON, str(error).strip()
            if reason != said:
                _log.warning("The partitions of realtime.messages are seen to later: %s", reason)
            said = reason
        await asyncio.sleep(wait)
