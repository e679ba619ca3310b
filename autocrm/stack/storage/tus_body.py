"""The body of a request that writes to an upload."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from autocrm.stack.storage.tus_protocol import TusFailure

# Seconds without a byte after which a request no longer keeps others from the upload: a client
# that has lost its line comes back within the 40 seconds that tus-js-client is told to try.
SILENCE = 15.0


async def lively(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks of a body, until it falls silent. Raises TusFailure 503."""
    while True:
        try:
            async with asyncio.timeout(SILENCE):
                chunk = await anext(body)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            message = f"No byte came for {SILENCE:.0f} seconds: ask for the offset and go on\n"
            raise TusFailure(503, message, {"Connection": "close"}) from error
        yield chunk


async def is_empty(body: AsyncIterator[bytes]) -> bool:
    """Whether there is nothing in it; read no further than that."""
    async for chunk in body:
        if chunk:
            return False
    return True
