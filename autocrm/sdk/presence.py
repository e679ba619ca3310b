"""crm.presence: who looks at a ticket, and who types in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from autocrm.adapters.supabase.channel import Channel
from autocrm.sdk.connection import Connection
from autocrm.sdk.rows import Looker, Me
from autocrm.sdk.tickets import Tickets


class Room:
    """A ticket that one looks at, among the members who do so too."""

    def __init__(self, channel: Channel, me: Me) -> None:
        self._channel, self._me = channel, me

    @property
    def others(self) -> tuple[Looker, ...]:
        """Who else is there, by name; a member with several windows is one, typing if in any."""
        shown = self._channel.present()
        found = (_looker(key, windows) for key, windows in shown.items() if key != self._me.id)
        return tuple(sorted((one for one in found if one), key=lambda one: one.name))

    async def typing(self, on: bool = True) -> None:
        """Show that one types, or has stopped."""
        await self._channel.show({"name": self._me.name, "typing": on})

    async def changes(self) -> AsyncIterator[tuple[Looker, ...]]:
        """`others`, now and whenever it changes. Raises Unavailable when the connection is lost."""
        seen = self.others
        yield seen
        while True:
            await self._channel.next()
            if self.others != seen:
                seen = self.others
                yield seen


class Presence:
    """Called with a ticket, it is a context in which one is there."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection, self._tickets = connection, tickets

    @asynccontextmanager
    async def __call__(self, ticket: str | int) -> AsyncIterator[Room]:
        """Look at a ticket, until the context ends.

        ```python
        async with crm.presence(12) as room:
            await room.typing()
            print([other.name for other in room.others])
        ```

        Raises NotFound and Forbidden for a ticket one may not see, or who is no member.
        """
        me = await self._connection.me()
        topic = f"ticket:{await self._tickets.id_of(ticket)}"
        async with self._connection.channel(topic, own_key=me.id) as channel:
            room = Room(channel, me)
            await room.typing(False)
            yield room


def _looker(key: str, windows: list[dict[str, object]]) -> Looker | None:
    # What others show is their word, not ours: a window that shows something else is nobody.
    shown = [w for w in windows if isinstance(w.get("name"), str)]
    if not shown:
        return None
    typing = any(window.get("typing") is True for window in shown)
    return Looker(member_id=key, name=str(shown[0]["name"]), typing=typing)
