"""`python -m autocrm.stack.serve <home>/stack.json`: gateway with Auth, and captured mail.

One asyncio process with three listeners on loopback: the gateway (API port), page and API
of the captured mail (mail port) and its SMTP server. SIGTERM or SIGINT ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn

from autocrm.stack.auth import AuthContext, AuthDatabase, AuthSettings, Signer, create_auth_app
from autocrm.stack.auth.settings import read_config_toml
from autocrm.stack.config import HOST, StackConfig
from autocrm.stack.errors import StackError
from autocrm.stack.gateway import Credentials, FunctionRules, Gateway, Upstream
from autocrm.stack.keys import Keys, load_or_create_keys
from autocrm.stack.mail import MailStore, create_mail_app, start_smtp
from autocrm.stack.ports import busy_sentence

_FUNCTION_BODY = 12 * 1024 * 1024  # bytes; an inbound mail of 10 MB with room to spare
_GRACE = 1  # seconds that requests under way get at the end


class Listener(uvicorn.Server):
    """A uvicorn server that leaves the signals to this process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(port: int) -> socket.socket:
    """A listening socket on loopback. Raises StackError when the port is taken."""
    # The protocol is named because asyncio sets TCP_NODELAY only where it reads TCP here;
    # without that every answer waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise StackError(busy_sentence(port)) from error
    listener.setblocking(False)
    return listener


def server_for(app: Any) -> Listener:
    """A uvicorn server without lifespan, logs or signal handlers of its own."""
    return Listener(
        uvicorn.Config(
            app,
            http="auto",
            ws="none",
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


@dataclass(frozen=True)
class Neighbours:
    """Where the gateway finds the others, and where clients find it."""

    api_url: str
    auth_database: str  # connection string as supabase_auth_admin
    rest_port: int
    functions_port: int

    @classmethod
    def of(cls, config: StackConfig) -> Neighbours:
        """Those of a stack."""
        database = config.db_url_for("supabase_auth_admin")
        return cls(config.api_url, database, config.rest_port, config.functions_port)


@contextlib.asynccontextmanager
async def open_gateway(
    neighbours: Neighbours, keys: Keys, toml: dict[str, Any]
) -> AsyncIterator[Gateway]:
    """The gateway with Auth inside, its pools open; `toml` is the parsed config.toml."""
    settings = AuthSettings.from_toml(toml)
    signer = Signer(keys, settings.algorithm)
    database = AuthDatabase(neighbours.auth_database)
    context = AuthContext(settings, database, signer, issuer=f"{neighbours.api_url}/auth/v1")
    auth, rules = create_auth_app(context), FunctionRules(signer, toml)
    rest = Upstream("REST", neighbours.rest_port)
    functions = Upstream("functions", neighbours.functions_port, _FUNCTION_BODY, follow_hangup=True)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(rest.close)
        stack.callback(functions.close)
        stack.push_async_callback(database.close)
        await database.open()
        yield Gateway(Credentials(keys), auth, rest, functions, rules)


async def serve(config: StackConfig) -> None:
    """Serve until SIGTERM or SIGINT. Raises StackError, before anything is served."""
    keys, toml = load_or_create_keys(config.home), read_config_toml(config.root)
    gateway_context = open_gateway(Neighbours.of(config), keys, toml)
    with contextlib.ExitStack() as sockets:
        api = sockets.enter_context(bind(config.api_port))
        mail = sockets.enter_context(bind(config.mail_port))
        smtp = sockets.enter_context(bind(config.smtp_port))
        with contextlib.closing(MailStore(config.home / "mail")) as store:
            async with gateway_context as gateway, start_smtp(store, smtp):
                await _run([(server_for(gateway), api), (server_for(create_mail_app(store)), mail)])


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
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    # It advises to install a WebSocket library at every attempt to reach Realtime.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    if len(arguments) != 1:
        print("Usage: python -m autocrm.stack.serve <home>/stack.json", file=sys.stderr)
        return 2
    try:
        asyncio.run(serve(StackConfig.load(arguments[0])))
    except StackError as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
