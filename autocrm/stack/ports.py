"""Free and busy TCP ports of our host."""

from __future__ import annotations

import socket

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


def require_free(port: int) -> None:
    """Raise StackError when something listens on the port of our host."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StackError(busy_sentence(port)) from error


def busy_sentence(port: int) -> str:
    """What to say when a port is taken."""
    return (
        f"Port {port} on {HOST} is taken: stop the program that uses it, "
        "or choose another port base."
    )
