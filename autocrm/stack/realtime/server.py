"""Realtime's own process: sockets and the HTTP API on one loopback port."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import uuid
from collections.abc import AsyncIterator
from typing import Any

import uvicorn

from autocrm.stack.keys import Keys
from autocrm.stack.listening import BACKLOG, Listener, bind
from autocrm.stack.pools import patient_pool
from autocrm.stack.realtime.changes import ChangeFeed, FeedState
from autocrm.stack.realtime.changes_out import ChangesOut
from autocrm.stack.realtime.credentials import Keyring
from autocrm.stack.realtime.http import BroadcastApi
from autocrm.stack.realtime.messages import broadcast_row, maintain
from autocrm.stack.realtime.policies import Pool
from autocrm.stack.realtime.service import Service
from autocrm.stack.realtime.settings import RealtimeSettings
from autocrm.stack.realtime.socket import ClientSocket
from autocrm.stack.tokens import Signer

# A policy that takes longer is refused, before it keeps all others waiting.
_OPTIONS = "-c timezone=UTC -c statement_timeout=5s"


@contextlib.asynccontextmanager
async def open_realtime(
    conninfo: str,
    keys: Keys,
    toml: dict[str, Any],
    port: int = 0,
    settings: RealtimeSettings | None = None,
) -> AsyncIterator[int]:
    """Serve Realtime on loopback; yields the port.

    `conninfo` is a superuser's, `toml` the parsed config.toml (which says nothing that matters
    here yet). Postgres may come later. Raises StackError when the port is taken.
    """
    settings = settings or RealtimeSettings.load()
    with contextlib.closing(bind(port)) as listener:
        async with _open_service(conninfo, keys, settings) as service:
            server = _server_for(service)
            task = asyncio.create_task(server.serve([listener]))
            while not server.started and not task.done():
                await asyncio.sleep(0.005)
            try:
                yield listener.getsockname()[1]
            finally:
                server.should_exit = True
                await task


@contextlib.asynccontextmanager
async def _open_service(
    conninfo: str, keys: Keys, settings: RealtimeSettings
) -> AsyncIterator[Service]:
    pool = _pool(conninfo)

    def on_change(subscriber: uuid.UUID, ids: list[int], data: dict[str, Any]) -> None:
        out.on_change(subscriber, ids, data)

    def on_message(row: dict[str, Any]) -> None:
        broadcast_row(service.rooms, row)

    def on_state(state: FeedState) -> None:
        out.on_state(state)

    feed = ChangeFeed(conninfo, on_change, on_message, on_state)
    service = Service(settings, Keyring(keys, Signer(keys, "ES256")), pool, feed)
    out = ChangesOut(service)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(pool.close, timeout=1)
        stack.push_async_callback(feed.close)
        stack.push_async_callback(service.close)
        await pool.open(wait=False)
        await feed.open()
        service.spawn(maintain(pool))
        yield service


def _pool(conninfo: str) -> Pool:
    """Connections for policies and replays: none while nobody needs one."""
    return patient_pool(
        conninfo,
        _OPTIONS,
        most=4,
        least=0,
        max_idle=60,
        application_name="supabase_realtime_policies",
    )


def _server_for(service: Service) -> Listener:
    return Listener(
        uvicorn.Config(
            BroadcastApi(service),
            ws=functools.partial(ClientSocket, service),  # type: ignore[arg-type]
            backlog=BACKLOG,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,  # longer than the gateway keeps its connections
            timeout_graceful_shutdown=1,
        )
    )
