"""What the stack's own server processes have in common: a socket, a server, a command."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from autocrm.stack.config import HOST, StackConfig
from autocrm.stack.errors import StackError
from autocrm.stack.ports import busy_sentence

BACKLOG = 1024  # connections that may wait to be taken


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
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StackError(busy_sentence(port)) from error
    listener.setblocking(False)
    return listener


def run(module: str, serve: Callable[[StackConfig], Awaitable[None]], arguments: list[str]) -> int:
    """`python -m MODULE <home>/stack.json`: serve until a signal; returns the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    if len(arguments) != 1:
        print(f"Usage: python -m {module} <home>/stack.json", file=sys.stderr)
        return 2
    try:
        asyncio.run(_served(serve, arguments[0]))
    except StackError as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


async def _served(serve: Callable[[StackConfig], Awaitable[None]], file: str) -> None:
    await serve(StackConfig.load(file))
