"""The connections of one attempt to follow the log: they live and die together."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.conninfo import make_conninfo

from autocrm.stack.realtime.changes.stream import OPTIONS, Stream, open_stream

Connection = AsyncConnection[tuple[Any, ...]]

# In which project's tables are published, and those broadcasts from SQL go through.
TABLES = "supabase_realtime"
MESSAGES = "supabase_realtime_messages_publication"
# Where PostgREST, too, looks for operators and for what a policy's functions call.
_PATH = "-c search_path=public,extensions"
# One filter with a costly regular expression may hold up all others for this long.
_FILTER_TIMEOUT = "-c statement_timeout=2s"


@dataclass(frozen=True)
class Session:
    """A stream, and two connections to judge its changes with."""

    stream: Stream
    admin: Connection  # superuser: catalogue, values, filters
    viewer: Connection  # authenticator: reads as the subscribers' roles


@contextlib.asynccontextmanager
async def open_session(conninfo: str) -> AsyncIterator[Session]:
    """Connect all three. Raises psycopg.Error."""
    viewer_conninfo = make_conninfo(conninfo, user="authenticator")
    async with contextlib.AsyncExitStack() as stack:
        admin = await _connect(stack, conninfo, f"{OPTIONS} {_PATH} {_FILTER_TIMEOUT}")
        viewer = await _connect(stack, viewer_conninfo, f"{OPTIONS} {_PATH}")
        await _ensure_publications(admin)
        stream = await stack.enter_async_context(open_stream(conninfo, [TABLES, MESSAGES]))
        stack.push_async_callback(_end_stream, admin, stream)
        yield Session(stream, admin, viewer)


async def _connect(stack: contextlib.AsyncExitStack, conninfo: str, options: str) -> Connection:
    connection = await AsyncConnection.connect(
        conninfo,
        autocommit=True,
        connect_timeout=5,
        options=options,
        application_name="supabase_realtime",
    )
    stack.push_async_callback(connection.close)
    return connection


async def _ensure_publications(admin: Connection) -> None:
    """A stream names publications, and breaks at one that is not there."""
    found = await admin.execute("select pubname from pg_publication")
    names = {name for (name,) in await found.fetchall()}
    for name in {TABLES, MESSAGES} - names:
        await admin.execute(sql.SQL("create publication {}").format(sql.Identifier(name)))
        owner = sql.SQL("alter publication {} owner to postgres").format(sql.Identifier(name))
        await admin.execute(owner)


async def _end_stream(admin: Connection, stream: Stream) -> None:
    """End the server's side and wait for it, so the slot is gone when this returns."""
    with contextlib.suppress(psycopg.OperationalError):
        await admin.execute("select pg_terminate_backend(%s, 5000)", [stream.pid])
