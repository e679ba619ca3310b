"""Ending the background tasks of a service."""

from __future__ import annotations

import asyncio
from typing import Any


async def end(task: asyncio.Task[Any]) -> None:
    """Cancel until it has ended; its outcome is not asked for.

    Once is not enough: a cancellation in the middle of a query may surface as an error of that
    query, which a task that waits for a Postgres that is away takes for just that, and goes on.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.5)
