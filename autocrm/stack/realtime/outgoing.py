"""Messages to many: each is encoded once a protocol version, not once a client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autocrm.stack.realtime.frames import binary_frame, text_frame
from autocrm.stack.realtime.wire import (
    V2,
    Message,
    Push,
    broadcast_json,
    encode_broadcast,
    encode_raw,
)


class Outgoing:
    """Frames by protocol version; None where that version cannot carry the message."""

    def __init__(self, make: Callable[[int], bytes | None]) -> None:
        self._make = make
        self._frames: dict[int, bytes | None] = {}

    def frame(self, version: int) -> bytes | None:
        """The whole frame for clients of `version`."""
        if version not in self._frames:
            self._frames[version] = self._make(version)
        return self._frames[version]


def json_event(topic: str, event: str, payload: str) -> Outgoing:
    """An event of a channel whose payload is JSON text already."""
    message = Message(None, None, topic, event, payload)
    return Outgoing(lambda version: text_frame(encode_raw(version, message)))


def user_broadcast(topic: str, push: Push, meta: dict[str, Any] | None = None) -> Outgoing:
    """A broadcast that stays as its sender encoded it. Protocol 1.0.0 carries only JSON."""

    def make(version: int) -> bytes | None:
        binary = encode_broadcast(topic, push, meta) if version == V2 else None
        if binary is not None:
            return binary_frame(binary)
        if not push.is_json:
            return None
        message = Message(None, None, topic, "broadcast", broadcast_json(push, meta))
        return text_frame(encode_raw(version, message))

    return Outgoing(make)
