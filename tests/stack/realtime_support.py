"""A client of Realtime that says exactly what it is told to, in either protocol version."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close

from autocrm.stack.keys import Keys
from autocrm.stack.tokens import Signer

_SECONDS = 10  # that anything may take before a test fails


@dataclass(frozen=True)
class Heard:
    """A message of the server, whichever way it came."""

    topic: str
    event: str
    payload: Any
    ref: str | None = None
    join_ref: str | None = None


@dataclass
class Speaker:
    """One raw connection. What was heard while waiting for something else is kept."""

    socket: ClientConnection
    version: str
    _refs: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _kept: list[Heard] = field(default_factory=list)
    joins: dict[str, str] = field(default_factory=dict)

    async def say(self, topic: str, event: str, payload: Any, join_ref: str | None = None) -> str:
        """Send a message; its ref."""
        ref = str(next(self._refs))
        join_ref = join_ref or self.joins.get(topic)
        if self.version == "2.0.0":
            await self.socket.send(json.dumps([join_ref, ref, topic, event, payload]))
        else:
            words = {"topic": topic, "event": event, "payload": payload, "ref": ref}
            await self.socket.send(json.dumps({**words, "join_ref": join_ref}))
        return ref

    async def hear(
        self, event: str, topic: str | None = None, where: Callable[[Heard], bool] | None = None
    ) -> Heard:
        """The next message of an event (of a topic, or of which something is true)."""

        def fits(heard: Heard) -> bool:
            named = heard.event == event and topic in (None, heard.topic)
            return named and (where is None or where(heard))

        for heard in self._kept:
            if fits(heard):
                self._kept.remove(heard)
                return heard
        async with asyncio.timeout(_SECONDS):
            while not fits(heard := decoded(await self.socket.recv(), self.version)):
                self._kept.append(heard)
        return heard

    async def ask(self, topic: str, event: str, payload: Any) -> dict[str, Any]:
        """Send a message; the payload of its reply: {status, response}."""
        ref = await self.say(topic, event, payload)
        return (await self.hear("phx_reply", topic, lambda heard: heard.ref == ref)).payload

    async def join(self, name: str, token: str | None = None, **config: Any) -> dict[str, Any]:
        """Join `realtime:<name>`; the payload of the reply."""
        topic = f"realtime:{name}"
        payload: dict[str, Any] = {"config": config}
        if token is not None:
            payload["access_token"] = token
        ref = str(next(self._refs))
        self.joins[topic] = ref
        if self.version == "2.0.0":
            await self.socket.send(json.dumps([ref, ref, topic, "phx_join", payload]))
        else:
            words = {"topic": topic, "event": "phx_join", "payload": payload, "ref": ref}
            await self.socket.send(json.dumps({**words, "join_ref": ref}))
        return (await self.hear("phx_reply", topic, lambda heard: heard.ref == ref)).payload

    async def ended(self) -> Close:
        """How the server closes the connection; whatever else comes is dropped."""
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(_SECONDS):
                while True:
                    await self.socket.recv()
        closed = self.socket.protocol.close_rcvd
        assert closed is not None
        return closed

    async def quiet(self) -> list[Heard]:
        """What else has come until a heartbeat is answered: nothing more is on its way here."""
        await self.ask("phoenix", "heartbeat", {})
        kept, self._kept = self._kept, []
        return kept


def decoded(data: str | bytes, version: str) -> Heard:
    """A frame of the server."""
    if isinstance(data, bytes):
        return _decoded_binary(data)
    value = json.loads(data)
    if version == "2.0.0":
        join_ref, ref, topic, event, payload = value
        return Heard(topic, event, payload, ref, join_ref)
    return Heard(value["topic"], value["event"], value["payload"], value["ref"])


def _decoded_binary(data: bytes) -> Heard:
    kind, topic_size, event_size, meta_size, encoding = data[:5]
    assert kind == 4
    at = 5 + topic_size + event_size
    topic, event = data[5 : 5 + topic_size].decode(), data[5 + topic_size : at].decode()
    meta, body = data[at : at + meta_size], data[at + meta_size :]
    payload: dict[str, Any] = {"type": "broadcast", "event": event}
    payload["payload"] = json.loads(body) if encoding == 1 else body
    if meta:
        payload["meta"] = json.loads(meta)
    return Heard(topic, "broadcast", payload)


def pushed(topic: str, event: str, payload: bytes, ref: str, join_ref: str, *, encoding: int = 1):
    """A binary push (kind 3), as realtime-js encodes it."""
    names = [name.encode() for name in (join_ref, ref, topic, event, "")]
    head = bytes([3, *map(len, names), encoding])
    return head + b"".join(names) + payload


@dataclass(frozen=True)
class Realtime:
    """A running Realtime and its database."""

    port: int
    keys: Keys
    tokens: Signer
    database: Any

    @contextlib.asynccontextmanager
    async def speaker(
        self, version: str = "2.0.0", key: str | None = None, **query: str
    ) -> AsyncIterator[Speaker]:
        """A new connection, with the publishable key unless told otherwise."""
        words = {"vsn": version, "apikey": key or self.keys.publishable_key, **query}
        url = f"ws://127.0.0.1:{self.port}/websocket?{urlencode(words)}"
        async with connect(url, max_size=None, compression=None, ping_interval=None) as socket:
            yield Speaker(socket, version)

    def http(self, **headers: str) -> httpx.Client:
        """Raw requests to Realtime's own port."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=_SECONDS
        )
