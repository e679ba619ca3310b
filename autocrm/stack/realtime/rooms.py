"""Rooms: the channels of all clients that joined one topic, and what is said in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autocrm.stack.realtime.outgoing import Outgoing, json_event
from autocrm.stack.realtime.presence import Presences

if TYPE_CHECKING:
    from autocrm.stack.realtime.channel import Channel

PREFIX = "realtime:"


class Room:
    """One topic, private or public: the two never hear each other."""

    def __init__(self, name: str) -> None:
        self.topic = PREFIX + name
        self.channels: dict[Channel, None] = {}
        self.presences = Presences()

    def broadcast(
        self, message: Outgoing, sender: Channel | None = None, message_id: str | None = None
    ) -> None:
        """To all but `sender`, and those to whom the row `message_id` was replayed."""
        # A copy: whoever cannot keep up is thrown out meanwhile.
        for channel in list(self.channels):
            if channel is sender or not channel.hears_broadcasts:
                continue
            if message_id is None or message_id not in channel.replayed:
                channel.send(message)

    def track(self, channel: Channel, payload: dict[str, Any]) -> None:
        """A channel's presence, told to everybody in the room, itself included."""
        self._tell(self.presences.track(channel, channel.presence_key, payload))

    def untrack(self, channel: Channel) -> None:
        """The end of a channel's presence; nothing when it had none."""
        difference = self.presences.untrack(channel, channel.presence_key)
        if difference is not None:
            self._tell(difference)

    def _tell(self, difference: str) -> None:
        message = json_event(self.topic, "presence_diff", difference)
        for channel in list(self.channels):
            if channel.hears_presence:
                channel.send(message)


class Rooms:
    """All rooms that somebody is in."""

    def __init__(self) -> None:
        self._rooms: dict[tuple[str, bool], Room] = {}

    def find(self, name: str, private: bool) -> Room | None:
        """The room, if anybody is in it."""
        return self._rooms.get((name, private))

    def enter(self, channel: Channel) -> Room:
        """Put a channel into its room, made if need be."""
        room = self._rooms.setdefault((channel.name, channel.private), Room(channel.name))
        room.channels[channel] = None
        return room

    def leave(self, channel: Channel, room: Room) -> None:
        """Take a channel out of its room, with its presence."""
        room.channels.pop(channel, None)
        room.untrack(channel)
        if not room.channels:
            self._rooms.pop((channel.name, channel.private), None)
