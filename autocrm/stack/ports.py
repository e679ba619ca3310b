"""Free and busy TCP ports of our host."""

from __future__ import annotations

import random
import socket
import time

from autocrm.stack.config import HOST
from autocrm.stack.errors import StackError


def free_ports(count: int) -> list[int]:
    """`count` different ports that were free a moment ago."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def require_free(port: int, patience: float = 0.0) -> None:
    """Raise StackError when something listens on the port of our host.

    Somebody's outgoing connection may have been given the port for a moment (the well-known ones
    lie in the range that Linux hands out): wait up to `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
                return
            except OSError as error:
                if time.monotonic() >= deadline:
                    raise StackError(busy_sentence(port)) from error
        time.sleep(0.1)


def busy_sentence(port: int) -> str:
    """What to say when a port is taken."""
    return (
        f"Port {port} on {HOST} is taken: stop the program that uses it, "
        "or choose another port base."
    )


def free_base(span: int = 10) -> int:
    """A port base with `span` free ports from it on, below the range the system hands out."""
    for base in random.sample(range(20_000, 32_000, span), 200):
        if all(_is_free(base + offset) for offset in range(span)):
            return base
    raise StackError("No free ports were found between 20000 and 32000: stop some programs.")


def _is_free(port: int) -> bool:
    try:
        require_free(port)
    except StackError:
        return False
    return True
