"""Kept connections to one service."""

from __future__ import annotations

import asyncio

from autocrm.stack.gateway.wire import Connection

# Seconds a connection is kept idle. Uvicorn hangs up after 5 and PostgREST after 30: a request
# written just then is lost, and one that changes something may not be repeated.
_KEPT = 4.0


class Pool:
    """Connections to one port of loopback: kept when clean, at most `most` of them idle."""

    def __init__(self, port: int, most: int = 100) -> None:
        self._port, self._most = port, most
        self._idle: list[tuple[float, Connection]] = []  # since when (loop time)

    def kept(self) -> Connection | None:
        """An idle connection that still stands, the one last used first."""
        while self._idle:
            since, connection = self._idle.pop()
            if connection.reusable and asyncio.get_running_loop().time() - since < _KEPT:
                return connection
            connection.close()
        return None

    async def opened(self) -> Connection:
        """A new connection. Raises OSError."""
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(Connection, "127.0.0.1", self._port))[1]

    def give_back(self, connection: Connection) -> None:
        """Keep the connection when its answer was read to the end, else close it."""
        if connection.reusable and len(self._idle) < self._most:
            self._idle.append((asyncio.get_running_loop().time(), connection))
        else:
            connection.close()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop()[1].close()
