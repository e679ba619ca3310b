"""The caller's request body as a stream with a cap, and news of the caller's hanging up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from autocrm.stack.gateway.asgi import Receive


class TooLarge(Exception):
    """The body grew over the cap while it was streamed."""


class CallerGone(Exception):
    """The caller hung up in the middle of the body."""


class RequestBody:
    """Iterates over the chunks of a body. `cap` in bytes, None for none."""

    def __init__(self, receive: Receive, cap: int | None) -> None:
        self._receive, self._cap = receive, cap
        self._complete = asyncio.Event()
        self.started = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.started = True
        size, more = 0, True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise CallerGone
            chunk, more = message.get("body", b""), message.get("more_body", False)
            size += len(chunk)
            if self._cap is not None and size > self._cap:
                raise TooLarge
            if chunk:
                yield chunk
        self._complete.set()

    def nothing_to_read(self) -> None:
        """The request has no body: whatever comes next is the hanging up."""
        self._complete.set()

    async def hangup(self) -> None:
        """Return when the caller has gone; waits for the body to be read first."""
        await self._complete.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass
