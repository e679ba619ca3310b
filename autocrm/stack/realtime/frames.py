"""WebSocket frames as the server sends them: unmasked, so one serves every client."""

from __future__ import annotations

from websockets.frames import Frame, Opcode


def text_frame(data: bytes) -> bytes:
    """The bytes on the wire of one text message."""
    return Frame(Opcode.TEXT, data).serialize(mask=False)


def binary_frame(data: bytes) -> bytes:
    """The bytes on the wire of one binary message."""
    return Frame(Opcode.BINARY, data).serialize(mask=False)
