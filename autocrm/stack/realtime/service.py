"""What all connections of one Realtime share."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autocrm.stack.realtime.changes import ChangeFeed
from autocrm.stack.realtime.credentials import Keyring
from autocrm.stack.realtime.policies import Policies, Pool
from autocrm.stack.realtime.rates import Rate
from autocrm.stack.realtime.rooms import Rooms
from autocrm.stack.realtime.settings import RealtimeSettings
from autocrm.stack.tasks import end

if TYPE_CHECKING:
    from autocrm.stack.realtime.channel import Channel

_log = logging.getLogger(__name__)


@dataclass
class Service:
    """One Realtime: its rooms, who listens to which changes, and its ways to the database."""

    settings: RealtimeSettings
    keyring: Keyring
    pool: Pool
    feed: ChangeFeed
    rooms: Rooms = field(default_factory=Rooms)
    listeners: dict[uuid.UUID, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.policies = Policies(self.pool)
        self.requests = Rate(self.settings.max_events_per_second)  # of the HTTP API
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something that nobody waits for; its errors are logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("A task of Realtime failed", exc_info=error)

    async def close(self) -> None:
        """End what `spawn` started."""
        await asyncio.gather(*(end(task) for task in set(self._tasks)))
