"""One client: what it sends goes to its channels, heartbeats and joins are answered here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from autocrm.stack.realtime.channel import Channel
from autocrm.stack.realtime.credentials import Claims, Refused
from autocrm.stack.realtime.frames import text_frame
from autocrm.stack.realtime.join import join
from autocrm.stack.realtime.policies import storable
from autocrm.stack.realtime.rates import Rate
from autocrm.stack.realtime.rooms import PREFIX
from autocrm.stack.realtime.wire import V2, Message, encode
from autocrm.stack.realtime.wishes import Wishes

if TYPE_CHECKING:
    from autocrm.stack.realtime.service import Service

_LONGEST_TOPIC = 1024  # characters
_POLICY_VIOLATION = 1008  # close code
_TOO_MANY_JOINS = "Too many joins per second"


class Line(Protocol):
    """What a session needs of its socket."""

    def write(self, frame: bytes) -> None:
        """Send a whole frame, or give the client up when it cannot keep up."""

    def close(self, code: int, reason: str) -> None:
        """End the connection with a close code and a sentence."""

    def pause(self) -> None:
        """Read no more for now."""

    def resume(self) -> None:
        """Read on."""


class Session:
    """A connected client. `claims` are those of its API key."""

    def __init__(self, service: Service, line: Line, version: int, claims: Claims) -> None:
        self.service, self.version, self.claims = service, version, claims
        self.channels: dict[str, Channel] = {}
        self._line, self._holding = line, set[Channel]()
        self._joins = Rate(service.settings.max_joins_per_second)
        self._events = Rate(service.settings.max_events_per_second)
        self.write = line.write

    def receive(self, message: Message) -> None:
        """One message of the client."""
        channel = self.channels.get(message.topic)
        if message.topic == "phoenix":
            if message.event == "heartbeat":
                self.reply(message, "ok", {})
        elif message.event == "phx_join":
            self._join(message, channel)
        elif channel is None:
            left = message.event == "phx_leave"
            response = {} if left else {"reason": "unmatched topic"}
            self.reply(message, "ok" if left else "error", response)
        elif message.join_ref in (None, channel.join_ref):  # or it is meant for an earlier join
            self._pass_on(message, channel)

    def _pass_on(self, message: Message, channel: Channel) -> None:
        if message.event == "phx_leave":
            channel.leave(message)
        elif self._events.take():
            channel.receive(message)
        else:
            channel.shut_down("Too many messages per second")

    def _join(self, message: Message, previous: Channel | None) -> None:
        if previous is not None:
            self._replace(previous)
        try:
            channel = self._admit(message)
        except Refused as refused:
            self.reply(message, "error", {"reason": refused.reason})
            if refused.message == _TOO_MANY_JOINS:
                self._line.close(_POLICY_VIOLATION, refused.reason)
            return
        self.channels[message.topic] = channel
        channel.perform(join(channel, message))

    def _replace(self, previous: Channel) -> None:
        # Protocol 1.0.0 has no word for which join is closed: its client would take the new one.
        if self.version == V2:
            ref = previous.join_ref
            self.send(Message(ref, ref, previous.topic, "phx_close", {}))
        previous.end()

    def _admit(self, message: Message) -> Channel:
        """A channel of its own for a join that no limit forbids. Raises Refused."""
        if not self._joins.take():
            raise Refused("ClientJoinRateLimitReached", _TOO_MANY_JOINS)
        if not _is_topic(message.topic):
            raise Refused("UnmatchedTopic", f"A topic begins with `{PREFIX}`, and is short text")
        if message.topic == PREFIX:
            raise Refused("TopicNameRequired", "You must provide a topic name")
        wishes = Wishes.parse(message.payload)
        if self.service.settings.private_only and not wishes.private:
            raise Refused("PrivateOnly", "This project only allows private channels")
        if len(self.channels) >= self.service.settings.max_channels_per_client:
            raise Refused("ChannelRateLimitReached", "Too many channels")
        token = message.payload.get("user_token") or message.payload.get("access_token")
        claims = self.service.keyring.of_join(token, self.claims)
        channel = Channel(self, message, wishes, claims)
        channel.token = token if isinstance(token, str) else None
        return channel

    def send(self, message: Message) -> None:
        """A message to this client only."""
        self.write(text_frame(encode(self.version, message)))

    def reply(self, to: Message, status: str, response: dict[str, Any]) -> None:
        """The answer to a message of the client."""
        payload = {"status": status, "response": response}
        self.send(Message(to.join_ref, to.ref, to.topic, "phx_reply", payload))

    def hold(self, channel: Channel) -> None:
        """A channel cannot take more: read nothing until it can."""
        self._holding.add(channel)
        self._line.pause()

    def release(self, channel: Channel) -> None:
        """A channel has caught up."""
        if channel in self._holding:
            self._holding.discard(channel)
            if not self._holding:
                self._line.resume()

    def forget(self, channel: Channel) -> None:
        """A channel has ended; a later one of its topic is not meant."""
        if self.channels.get(channel.topic) is channel:
            del self.channels[channel.topic]

    def farewell(self, reason: str) -> bytes:
        """Frames that tell every channel why all is over."""
        return b"".join(
            text_frame(encode(self.version, channel.failure(reason)))
            for channel in self.channels.values()
        )

    def end(self) -> None:
        """The client is gone: so are its channels, and its presences."""
        for channel in list(self.channels.values()):
            channel.end()


def _is_topic(topic: str) -> bool:
    return topic.startswith(PREFIX) and len(topic) <= _LONGEST_TOPIC and storable(topic)
