"""The worker's bell: broadcasts on the private channel `jobs`, sent by the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from realtime import AsyncRealtimeClient
from realtime.types import RealtimeChannelOptions, RealtimeSubscribeStates
from websockets.exceptions import WebSocketException

log = logging.getLogger(__name__)

TOPIC, EVENT = "jobs", "ring"
RETRY_S = 1.0
_CHANNEL: RealtimeChannelOptions = {
    "config": {
        "private": True,
        "broadcast": {"ack": False, "self": False},
        "presence": {"key": "", "enabled": False},
    }
}


class RealtimeBell:
    """ports.Bell over Supabase Realtime; `key` must be the secret key."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = f"{url}/realtime/v1", key
        self.hears = False

    async def listen(self, ring: Callable[[], None]) -> None:
        """Call `ring` for every broadcast, until cancelled; reconnects by itself.

        Also rings when the channel is joined: what was enqueued while deaf is found.
        """
        said = ""
        while True:
            try:
                await self._session(ring)
                why = "the channel was closed"
            except (OSError, TimeoutError, WebSocketException) as error:
                why = type(error).__name__
            finally:
                self.hears = False
            if why != said:  # not every second
                log.warning("the bell cannot be heard (%s): polling", why)
                said = why
            await asyncio.sleep(RETRY_S)

    async def _session(self, ring: Callable[[], None]) -> None:
        lost = asyncio.Event()

        def changed(state: RealtimeSubscribeStates, error: Exception | None) -> None:
            self.hears = state is RealtimeSubscribeStates.SUBSCRIBED
            (ring if self.hears else lost.set)()

        # Its own reconnecting ends after five attempts, and waits ever longer between them.
        client = AsyncRealtimeClient(self._url, self._key, auto_reconnect=False)
        await client.connect()
        try:
            channel = client.channel(TOPIC, _CHANNEL)
            channel.on_broadcast(EVENT, lambda _: ring())
            await channel.subscribe(changed)
            await lost.wait()
        finally:
            await client.close()
