"""A private Realtime channel: hear what the database broadcasts, see who is there, be there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from realtime import AsyncRealtimeChannel, AsyncRealtimeClient
from realtime.types import BroadcastPayload, RealtimeChannelOptions, RealtimeSubscribeStates
from websockets.exceptions import WebSocketException

from autocrm.errors import AutoCRMError, Forbidden, Unavailable

PRESENCE = "presence"
LOST = "The connection to Realtime is lost: join again, and look at what came meanwhile."


@dataclass(frozen=True, slots=True)
class Heard:
    """A broadcast, or, with event "presence", that who is there has changed."""

    event: str
    payload: dict[str, Any]


class Channel:
    """A channel that has been joined. It is not joined again by itself: then one would not know
    what was missed."""

    def __init__(self, raw: AsyncRealtimeChannel) -> None:
        self._raw = raw
        self._heard: asyncio.Queue[Heard | None] = asyncio.Queue()  # None: lost
        self._presence_waits = self._lost = False

    async def next(self) -> Heard:
        """Wait for the next. Raises Unavailable when the connection is lost."""
        heard = await self._heard.get()
        if heard is None:
            self._heard.put_nowait(None)  # for who asks again
            raise Unavailable(LOST)
        if heard.event == PRESENCE:
            self._presence_waits = False
        return heard

    def present(self) -> dict[str, list[dict[str, Any]]]:
        """Who is there: key to what each of their windows shows."""
        state = self._raw.presence.state
        return {key: [dict(one) for one in shown] for key, shown in state.items()}

    async def show(self, state: dict[str, Any]) -> None:
        """Be there from now on, with `state` in place of what was shown before."""
        if self._lost:
            raise Unavailable(LOST)
        try:
            await self._raw.track(state)
        except (OSError, WebSocketException) as error:
            raise Unavailable(LOST) from error

    def _put(self, event: str, payload: dict[str, Any]) -> None:
        self._heard.put_nowait(Heard(event, payload))

    def _presence_changed(self) -> None:
        if not self._presence_waits:  # one that waits stands for all of them
            self._presence_waits = True
            self._put(PRESENCE, {})

    def _lose(self) -> None:
        self._lost = True
        self._heard.put_nowait(None)


@asynccontextmanager
async def joined(
    url: str, key: str, token: str, topic: str, *, events: Sequence[str] = (), own_key: str = ""
) -> AsyncIterator[Channel]:
    """Join private channel `topic` of the API at `url` with the rights of `token`.

    `events`: the broadcasts to hear. With `own_key` presence is on, and that is one's key there.
    Raises Forbidden when the caller may not join, Unavailable when Realtime does not answer.
    """
    client = AsyncRealtimeClient(f"{url}/realtime/v1", key, auto_reconnect=False)
    client.access_token = token
    raw = client.channel(topic, _options(own_key))
    channel = Channel(raw)
    for event in events:
        raw.on_broadcast(event, _listener(channel, event))
    if own_key:
        raw.on_presence_sync(channel._presence_changed)
    try:
        await _join(client, raw, channel, topic)
        yield channel
    finally:
        raw.rejoin_timer.reset()
        await client.close()


async def _join(
    client: AsyncRealtimeClient, raw: AsyncRealtimeChannel, channel: Channel, topic: str
) -> None:
    failed: list[AutoCRMError] = []

    def changed(state: RealtimeSubscribeStates, error: Exception | None) -> None:
        if state is RealtimeSubscribeStates.SUBSCRIBED:
            return
        refused = "Unauthorized" in str(error)
        failed.append(
            Forbidden(f"You may not join {topic}.") if refused else Unavailable(LOST)
        )  # fmt: skip
        channel._lose()

    try:
        await client.connect()
        await raw.subscribe(changed)
    except (OSError, TimeoutError, WebSocketException) as error:
        raise Unavailable(
            f"Realtime did not answer ({type(error).__name__}): see `autocrm status`."
        ) from error
    if failed:
        raise failed[0]


def _listener(channel: Channel, event: str) -> Callable[[BroadcastPayload], None]:
    return lambda said: channel._put(event, dict(said["payload"]))


def _options(own_key: str) -> RealtimeChannelOptions:
    return {
        "config": {
            "private": True,
            "broadcast": {"ack": False, "self": False},
            "presence": {"key": own_key, "enabled": bool(own_key)},
        }
    }
