"""`python -m autocrm.stack.serve <home>/stack.json`: gateway, Auth, Storage, captured mail.

One asyncio process with three listeners on loopback: the gateway (API port), page and API
of the captured mail (mail port) and its SMTP server. SIGTERM or SIGINT ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from autocrm.stack.auth import AuthContext, AuthDatabase, AuthSettings, create_auth_app
from autocrm.stack.auth.cleanup import housekeeping
from autocrm.stack.config import StackConfig
from autocrm.stack.gateway import (
    Credentials,
    FunctionRules,
    Gateway,
    Pages,
    Rooms,
    Upgrade,
    Upstream,
)
from autocrm.stack.gateway.asgi import App
from autocrm.stack.gateway.patience import PatientProtocol
from autocrm.stack.keys import Keys, load_or_create_keys
from autocrm.stack.listening import Listener, bind, run
from autocrm.stack.mail import MailStore, create_mail_app, start_smtp
from autocrm.stack.project import read_project
from autocrm.stack.storage import StorageSettings, open_storage
from autocrm.stack.tokens import Signer

_FUNCTION_BODY = 12 * 1024 * 1024  # bytes; an inbound mail of 10 MB with room to spare
_REALTIME_BODY = 4 * 1024 * 1024  # bytes; more than Realtime takes in one request
_GRACE = 1  # seconds that requests under way get at the end


def server_for(app: Any, sockets: Any = "none") -> Listener:
    """A uvicorn server without lifespan, logs or signal handlers of its own.

    `sockets` is what takes WebSockets: a protocol class, or one of uvicorn's names.
    """
    return Listener(
        uvicorn.Config(
            app,
            http=PatientProtocol,
            ws=sockets,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            # longer than the clients keep theirs, so that none writes into a closing one
            timeout_keep_alive=75,
            timeout_graceful_shutdown=_GRACE,
        )
    )


def gateway_server(gateway: Gateway, realtime_port: int) -> Listener:
    """The gateway's server: requests to `gateway`, WebSockets to Realtime."""
    return server_for(gateway, functools.partial(Upgrade, realtime_port))


@dataclass(frozen=True)
class Neighbours:
    """Where the gateway finds the others, and where clients find it."""

    api_url: str
    auth_database: str  # connection string as supabase_auth_admin
    storage_database: str  # connection string as supabase_storage_admin
    storage_folder: Path
    pages_folder: Path  # web/dist
    rest_port: int
    realtime_port: int
    functions_port: int
    smtp_port: int

    @classmethod
    def of(cls, config: StackConfig) -> Neighbours:
        """Those of a stack."""
        return cls(
            config.api_url,
            config.db_url_for("supabase_auth_admin"),
            config.db_url_for("supabase_storage_admin"),
            config.home / "storage",
            config.root / "web" / "dist",
            config.rest_port,
            config.realtime_port,
            config.functions_port,
            config.smtp_port,
        )


@contextlib.asynccontextmanager
async def open_gateway(
    neighbours: Neighbours, keys: Keys, toml: dict[str, Any]
) -> AsyncIterator[Gateway]:
    """The gateway with Auth and Storage inside, pools open; `toml` is the parsed config.toml."""
    settings = AuthSettings.from_toml(toml)
    signer = Signer(keys, settings.algorithm)
    async with contextlib.AsyncExitStack() as stack:
        auth = await stack.enter_async_context(_auth(neighbours, settings, signer))
        storage = await stack.enter_async_context(
            open_storage(
                neighbours.storage_database,
                neighbours.storage_folder,
                keys,
                signer,
                StorageSettings.from_toml(toml),
            )
        )
        rest = Upstream("REST", neighbours.rest_port)
        realtime = Upstream("Realtime", neighbours.realtime_port, _REALTIME_BODY)
        functions = Upstream(
            "functions", neighbours.functions_port, _FUNCTION_BODY, follow_hangup=True
        )
        for upstream in (rest, realtime, functions):
            stack.callback(upstream.close)
        pages = Pages(neighbours.pages_folder, keys.publishable_key)
        rooms = Rooms(auth, storage, rest, realtime, functions, pages)
        yield Gateway(Credentials(keys), rooms, FunctionRules(signer, toml))


@contextlib.asynccontextmanager
async def _auth(
    neighbours: Neighbours, settings: AuthSettings, signer: Signer
) -> AsyncIterator[App]:
    database = AuthDatabase(neighbours.auth_database)
    issuer = f"{neighbours.api_url}/auth/v1"
    context = AuthContext(settings, database, signer, issuer, neighbours.smtp_port)
    await database.open()
    try:
        async with housekeeping(context):
            yield create_auth_app(context)
    finally:
        await database.close()


async def serve(config: StackConfig) -> None:
    """Serve until SIGTERM or SIGINT. Raises StackError, before anything is served."""
    keys, toml = load_or_create_keys(config.home), read_project(config.root)
    gateway_context = open_gateway(Neighbours.of(config), keys, toml)
    with contextlib.ExitStack() as sockets:
        api = sockets.enter_context(bind(config.api_port))
        mail = sockets.enter_context(bind(config.mail_port))
        smtp = sockets.enter_context(bind(config.smtp_port))
        with contextlib.closing(MailStore(config.home / "mail")) as store:
            async with gateway_context as gateway, start_smtp(store, smtp):
                api_server = gateway_server(gateway, config.realtime_port)
                await _run([(api_server, api), (server_for(create_mail_app(store)), mail)])


async def _run(servers: list[tuple[Listener, socket.socket]]) -> None:
    def stop() -> None:
        for server, _ in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await asyncio.gather(*(server.serve([listener]) for server, listener in servers))


def main(arguments: list[str]) -> int:
    """The command; returns the exit status."""
    # It advises to install a WebSocket library at every attempt to reach Realtime.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    return run("autocrm.stack.serve", serve, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
