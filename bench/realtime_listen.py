"""Many bare WebSocket clients in a process of their own: `realtime_listen URL KEY TOPIC COUNT`.

Each joins a topic; "ready" is printed when all have. Of every broadcast a client hears, the
milliseconds since the moment its payload names are kept (CLOCK_MONOTONIC is the machine's, so
another process can have read it). At the end of input the figures are printed as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

from websockets.frames import Frame, Opcode

_MARK = b'"at":'


class Listener(asyncio.Protocol):
    """One client: enough of the protocol to join and to hear."""

    heard: list[float]

    def __init__(self, request: bytes, join: bytes, heard: list[float]) -> None:
        self._request, self._join, self.heard = request, join, heard
        self._buffer, self._open = bytearray(), False
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self._buffer += data
        if not self._open:
            head, found, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not found:
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self._open, self._buffer = True, bytearray(rest)
            self._transport.write(Frame(Opcode.TEXT, self._join).serialize(mask=True))
        while (frame := self._frame()) is not None:
            self._take(frame, now)

    def _frame(self) -> bytes | None:
        """The payload of the next whole frame."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, at = buffer[1], 2
        if length > 125:
            size = 2 if length == 126 else 8
            length, at = int.from_bytes(buffer[2 : 2 + size], "big"), 2 + size
        if len(buffer) < at + length:
            return None
        payload = bytes(buffer[at : at + length])
        del buffer[: at + length]
        return payload

    def _take(self, payload: bytes, now: float) -> None:
        if _MARK in payload:
            number = payload.partition(_MARK)[2].partition(b"}")[0]
            self.heard.append((now - float(number)) * 1000)
        elif b"phx_reply" in payload and not self.joined.done():
            self.joined.set_result(None)


def request_of(url: str, key: str) -> bytes:
    """The handshake of a client."""
    parts = urlsplit(url)
    return (
        f"GET {parts.path}?vsn=2.0.0&apikey={key} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


async def listen(url: str, key: str, topic: str, count: int) -> list[float]:
    """Connect and join, say so, and hear until the input ends."""
    loop, heard = asyncio.get_running_loop(), list[float]()
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 80
    config = {"presence": {"enabled": False}, "broadcast": {"self": False}}
    join = json.dumps(["1", "1", topic, "phx_join", {"config": config}]).encode()
    for _ in range(0, count, 50):  # as many at a time as wait for their answers
        wave = []
        for _ in range(min(50, count)):
            _, client = await loop.create_connection(
                lambda: Listener(request_of(url, key), join, heard), host, port
            )
            wave.append(client.joined)
        await asyncio.gather(*wave)
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    return heard


if __name__ == "__main__":
    url, key, topic, count = sys.argv[1:]
    print(json.dumps(asyncio.run(listen(url, key, topic, int(count)))))
