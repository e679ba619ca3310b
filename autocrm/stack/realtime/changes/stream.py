"""The replication protocol: a temporary slot and the messages that it streams.

psycopg has no replication client, but its libpq wrapper has all that is needed: COPY BOTH
without blocking. (Polling a slot by SQL was measured at 33 ms a change; this takes 2.)
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.pq import ExecStatus

# How values are written in the log: as PostgREST's JSON has them, whatever the server's own.
OPTIONS = (
    "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 "
    "-c bytea_output=hex -c client_encoding=UTF8"
)
_REPORT = 10.0  # seconds; Postgres drops a stream that is silent for 60
_BATCH = 200  # changes that are judged together, so memory stays small under any load
_BATCH_BYTES = 4 * 1024 * 1024
_EPOCH = 946_684_800  # 2000-01-01 UTC, in seconds since 1970


@contextlib.asynccontextmanager
async def open_stream(conninfo: str, publications: Sequence[str]) -> AsyncIterator[Stream]:
    """A live stream of the publications. Raises psycopg.Error, also while it is read."""
    connection: AsyncConnection[Any] = await AsyncConnection.connect(
        conninfo,
        autocommit=True,
        prepare_threshold=None,
        connect_timeout=5,
        replication="database",
        application_name="supabase_realtime",
        options=OPTIONS,
    )
    try:
        # The name is the server's, the stream one database's: so it has to differ.
        slot = f"supabase_realtime_{uuid.uuid4().hex[:12]}"
        await connection.execute(_create(slot))
        stream = Stream(connection)
        await stream.start(_start(slot, publications))
        yield stream
    finally:
        await connection.close()


def _create(slot: str) -> sql.Composed:
    return sql.SQL(
        "CREATE_REPLICATION_SLOT {} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT"
    ).format(sql.Identifier(slot))


def _start(slot: str, publications: Sequence[str]) -> sql.Composed:
    names = ",".join(f'"{name}"' for name in publications)
    return sql.SQL(
        "START_REPLICATION SLOT {} LOGICAL 0/0 (proto_version '1', publication_names {})"
    ).format(sql.Identifier(slot), sql.Literal(names))


class Stream:
    """Messages of one slot, and our reports of how far we are."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection
        self._libpq = connection.pgconn
        self._position = 0  # in the log; what is confirmed lets Postgres recycle it
        self._reported = 0.0

    @property
    def pid(self) -> int:
        """The server process that streams."""
        return self._connection.info.backend_pid

    async def start(self, command: sql.Composed) -> None:
        """Begin to stream."""
        self._libpq.send_query(command.as_bytes(self._connection))
        while self._libpq.is_busy():
            await self._arrival()
        result = self._libpq.get_result()
        if result is None or result.status != ExecStatus.COPY_BOTH:
            raise psycopg.OperationalError(_message(result))

    async def batches(self) -> AsyncIterator[list[bytes]]:
        """The pgoutput messages that have arrived: a few when idle, up to 200 when behind.

        While the caller works on a batch nothing is read, so Postgres waits: a slow reader
        costs no memory here.
        """
        while True:
            batch: list[bytes] = []
            size = 0
            while len(batch) < _BATCH and size < _BATCH_BYTES:
                message = self._poll()
                if message is None:
                    break
                batch.append(message)
                size += len(message)
            if batch:
                yield batch
                await asyncio.sleep(0)  # others run too while a large transaction passes
            else:
                await self._arrival()
            self._report_when_due()

    def _poll(self) -> bytes | None:
        """The next pgoutput message that is here already."""
        while True:
            size, data = self._libpq.get_copy_data(1)
            if size == 0:
                return None
            if size < 0:
                raise psycopg.OperationalError(_message(self._libpq.get_result()))
            message = bytes(data)
            if message[:1] == b"w":
                start, end = struct.unpack_from("!QQ", message, 1)
                self._position = max(self._position, start, end)
                return message[25:]
            self._keepalive(message)

    def _keepalive(self, message: bytes) -> None:
        (end,) = struct.unpack_from("!Q", message, 1)
        self._position = max(self._position, end)
        if message[17]:  # it wants an answer
            self._report()

    def _report_when_due(self) -> None:
        if time.monotonic() - self._reported >= _REPORT:
            self._report()

    def _report(self) -> None:
        now = int((time.time() - _EPOCH) * 1_000_000)
        at = self._position
        self._libpq.put_copy_data(struct.pack("!cQQQqB", b"r", at, at, at, now, 0))
        self._libpq.flush()
        self._reported = time.monotonic()

    async def _arrival(self) -> None:
        """Return when the socket has something, or a report is due."""
        loop, socket = asyncio.get_running_loop(), self._libpq.socket
        arrived = asyncio.Event()
        loop.add_reader(socket, arrived.set)
        try:
            # not wait_for: in Python 3.11 it can swallow a cancellation
            async with asyncio.timeout(_REPORT):
                await arrived.wait()
        except TimeoutError:
            return
        finally:
            loop.remove_reader(socket)
        self._libpq.consume_input()


def _message(result: psycopg.pq.abc.PGresult | None) -> str:
    if result is None or not result.error_message:
        return "the stream ended"
    return result.error_message.decode(errors="replace").strip()
