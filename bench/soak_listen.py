"""The soak's listeners: supabase-py on Realtime, for changes of rows and for broadcasts."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from realtime import AsyncRealtimeChannel, AsyncRealtimeClient
from realtime.message import SuccessSystemPayload
from realtime.types import PostgresChangesPayload, RealtimePostgresChangesListenEvent

from autocrm.stack.config import StackConfig
from autocrm.stack.keys import Keys

_EVERY = 0.2  # seconds between two broadcasts


@dataclass
class Listeners:
    """`clients` of them; `seen` has, a listener, when each row's change arrived."""

    config: StackConfig
    keys: Keys
    clients: int = 3
    seen: list[dict[int, float]] = field(default_factory=list)
    heard: list[set[int]] = field(default_factory=list)
    sent: dict[int, float] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    channels: list[AsyncRealtimeChannel] = field(default_factory=list)
    _open: list[AsyncRealtimeClient] = field(default_factory=list)

    async def start(self) -> None:
        """Connect and subscribe; returns when all have been told that they are in."""
        for number in range(self.clients):
            self.seen.append({})
            self.heard.append(set())
            client = self._client()
            await client.connect()
            await self._join(client, number)

    def _client(self) -> AsyncRealtimeClient:
        client = AsyncRealtimeClient(
            f"{self.config.api_url}/realtime/v1", self.keys.secret_key, hb_interval=5
        )
        self._open.append(client)
        return client

    async def _join(self, client: AsyncRealtimeClient, number: int) -> None:
        ready = asyncio.Event()

        def system(message: SuccessSystemPayload) -> None:  # the log is read from now on
            if message.extension == "postgres_changes":
                ready.set()

        channel = client.channel("soak")
        channel.on_postgres_changes(
            RealtimePostgresChangesListenEvent.Insert,
            lambda change: self._changed(number, change),
            "soak_rows",
            "public",
        )
        channel.on_broadcast("tick", lambda told: self.heard[number].add(told["payload"]["n"]))
        channel.on_system(system)
        self.channels.append(channel)
        await channel.subscribe(lambda state, _: self.states.append(str(state.value)))
        await asyncio.wait_for(ready.wait(), 30)

    def _changed(self, number: int, change: PostgresChangesPayload) -> None:
        record = change["data"]["record"] or {}
        self.seen[number][record["id"]] = time.monotonic()

    async def broadcast(self) -> None:
        """Send one number after the other from the first client's channel, until cancelled."""
        number = 0
        while True:
            number += 1
            if self.channels[0].is_joined:
                self.sent[number] = time.monotonic()
                await self.channels[0].send_broadcast("tick", {"n": number})
            await asyncio.sleep(_EVERY)

    async def close(self) -> None:
        """Hang up."""
        for client in self._open:
            await client.close()

    def lost_subscriptions(self) -> int:
        """Channels that are not joined now."""
        return sum(not channel.is_joined for channel in self.channels)

    def recovered(self, since: float, written: dict[int, float]) -> float | None:
        """When the last listener had its first change of a row written after `since`.

        Not the first that arrived after it: on a busy machine one from before may be late.
        """
        firsts = [
            min((at for row, at in one.items() if written.get(row, 0) >= since), default=None)
            for one in self.seen
        ]
        known = [at for at in firsts if at is not None]
        return max(known) if len(known) == len(firsts) else None
