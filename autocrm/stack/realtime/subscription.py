"""postgres_changes of one channel: subscribed in the background, told of by `system`."""

from __future__ import annotations

import asyncio
import random
import zlib
from typing import TYPE_CHECKING, Any

import psycopg

from autocrm.stack.realtime.changes import BadBinding, Binding
from autocrm.stack.realtime.credentials import Refused
from autocrm.stack.realtime.policies import storable
from autocrm.stack.realtime.wire import to_json

if TYPE_CHECKING:
    from autocrm.stack.realtime.channel import Channel

EXTENSION = "postgres_changes"
SUBSCRIBED = "Subscribed to PostgreSQL"
_CODE = "RealtimeDisabledForConfiguration"
_NO_DATABASE = "Postgres does not answer: the subscription is tried again"
_RETRY = (5.0, 10.0)  # seconds, upstream's


class Subscription:
    """The bindings that a client wants, and the ids it knows them by.

    An id is made of its binding alone, as upstream does: so it can be replied before the
    database was asked, and who wants the same is sent the same frame.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._wanted = channel.wishes.postgres_changes
        self._begun = False

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def echo(self) -> list[dict[str, Any]]:
        """The bindings as the reply to the join has them, each with its id."""
        return [{**one, "id": _id_of(one)} for one in self._wanted]

    async def begin_within(self, seconds: float) -> None:
        """Subscribe before the join is answered. Raises Refused."""
        try:
            await asyncio.wait_for(self._begin(), seconds)
        except BadBinding as error:
            raise Refused(_CODE, error.sentence) from error
        except (TimeoutError, psycopg.OperationalError) as error:
            said = f"Timed out after {seconds * 1000:.0f}ms waiting for the postgres_changes"
            raise Refused("PostgresChangesSubscribeTimeout", f"{said} subscription") from error

    async def keep(self) -> None:
        """Subscribe, however often it takes, and tell the client."""
        while not self._channel.closed:
            try:
                await self._begin()
            except BadBinding as error:
                await self._drop()
                self._channel.system("error", error.sentence, EXTENSION)
                return
            except psycopg.OperationalError:
                self._channel.system("error", _NO_DATABASE, EXTENSION)
                await asyncio.sleep(random.uniform(*_RETRY))
            else:
                self._channel.system("ok", SUBSCRIBED, EXTENSION)
                return

    async def _begin(self) -> None:
        """Subscribe as whoever the channel acts for, and wait until changes are heard."""
        if self._begun:
            return
        channel, feed = self._channel, self._channel.service.feed
        claims, bindings = channel.claims, [_binding(one) for one in self._wanted]
        channel.service.listeners[channel.id] = channel  # so its end unsubscribes it
        ids = await feed.subscribe(channel.id, bindings, claims)
        channel.change_ids = dict(zip(ids, map(_id_of, self._wanted), strict=True))
        while claims is not channel.claims:  # a new token came meanwhile
            claims = channel.claims
            await feed.update_claims(channel.id, claims)
        if channel.closed:
            await self._drop()
            return
        await feed.wait_live()
        self._begun = True

    async def _drop(self) -> None:
        channel = self._channel
        channel.service.listeners.pop(channel.id, None)
        await channel.service.feed.unsubscribe(channel.id)


def _binding(wanted: dict[str, Any]) -> Binding:
    """Raises BadBinding, also for text that Postgres cannot hold."""
    binding = Binding.parse(wanted)
    texts = (binding.schema, binding.table, binding.filter or "", *(binding.select or ()))
    if not all(map(storable, texts)):
        raise BadBinding("A binding holds characters that Postgres cannot: leave them out.")
    return binding


def _id_of(wanted: dict[str, Any]) -> int:
    # Not zero, which is no id to realtime-py; 27 bits as upstream's.
    return (zlib.crc32(to_json(wanted).encode()) & 0x7FFFFFF) or 1
