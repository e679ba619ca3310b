"""supabase-py's Realtime, with what its callbacks were given in queues to be awaited."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx

from supabase import AsyncClient, AsyncClientOptions, acreate_client
from tests.stack.harness import Stack

SECONDS = 10


@contextlib.asynccontextmanager
async def connected(stack: Stack, key: str | None = None) -> AsyncIterator[AsyncClient]:
    """An asynchronous client as a user would make it; its socket is closed at the end."""
    async with httpx.AsyncClient(timeout=SECONDS) as http:
        options = AsyncClientOptions(auto_refresh_token=False, httpx_client=http)
        client = await acreate_client(stack.url, key or stack.keys.publishable_key, options)
        try:
            yield client
        finally:
            await client.realtime.close()


async def signed_up(client: AsyncClient, person: dict[str, str]) -> str:
    """Sign somebody up; their id. Their token is what channels are joined with from now on."""
    answer = await client.auth.sign_up({"email": person["email"], "password": person["password"]})
    assert answer.session is not None
    assert answer.user is not None
    await client.realtime.set_auth(answer.session.access_token)
    return answer.user.id


class Heard:
    """What a callback was given, one thing after the other."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Any] = asyncio.Queue()

    def __call__(self, *given: Any) -> None:
        self._queue.put_nowait(given[0] if len(given) == 1 else given)

    async def next(self) -> Any:
        """The next thing, waited for."""
        async with asyncio.timeout(SECONDS):
            return await self._queue.get()

    def rest(self) -> list[Any]:
        """Whatever else there is."""
        found = []
        while not self._queue.empty():
            found.append(self._queue.get_nowait())
        return found


async def subscribed(channel: Any) -> Any:
    """Subscribe, and check that it worked."""
    states = Heard()
    await channel.subscribe(states)
    status, error = await states.next()
    assert (status.value, error) == ("SUBSCRIBED", None)
    return channel
