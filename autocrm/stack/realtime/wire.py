"""The messages of Phoenix channels: protocol 1.0.0 (objects) and 2.0.0 (arrays, binary pushes)."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

V1, V2 = 1, 2
VERSIONS = {"1.0.0": V1, "2.0.0": V2}
_KIND_PUSH, _KIND_BROADCAST = 3, 4
_HEAD = 7  # bytes of a push before its names: kind, five lengths, encoding
_JSON = 1  # the encoding of a binary message whose payload is JSON
_SHORT = 255  # bytes of a name in a binary message


class BadMessage(Exception):
    """What a client sent is no message; the sentence says why."""


class Push(NamedTuple):
    """A broadcast whose payload stays as it came, JSON text or any bytes."""

    event: str
    is_json: bool
    data: bytes


class Message(NamedTuple):
    """One message; `payload` is a dict, or a Push of a binary frame."""

    join_ref: str | None
    ref: str | None
    topic: str
    event: str
    payload: Any


def parse_json(data: bytes | str) -> Any:
    """Strict JSON, without NaN and its like. Raises BadMessage."""
    try:
        return _decoder.decode(data if isinstance(data, str) else data.decode())
    except UnicodeDecodeError as error:
        raise BadMessage("The message is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise BadMessage("The message is not valid JSON.") from error


def to_json(value: Any) -> str:
    """Compact JSON in ASCII."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def decode_text(version: int, data: bytes) -> Message:
    """A text frame of a client. Raises BadMessage."""
    value = parse_json(data)
    if version == V1 and isinstance(value, dict):
        names = ("join_ref", "ref", "topic", "event", "payload")
        return _checked(*(value.get(name) for name in names))
    if version == V2 and isinstance(value, list) and len(value) == 5:
        return _checked(*value)
    raise BadMessage(
        "A message is {topic, event, payload, ref} in protocol 1.0.0 and "
        "[join_ref, ref, topic, event, payload] in 2.0.0."
    )


def decode_binary(version: int, data: bytes) -> Message:
    """A binary frame of a client: a broadcast, kind 3. Raises BadMessage."""
    if version != V2 or len(data) < _HEAD or data[0] != _KIND_PUSH:
        raise BadMessage("A binary message is a broadcast push (kind 3) of protocol 2.0.0.")
    names, at = [], _HEAD
    for length in data[1:6]:  # join_ref, ref, topic, event, metadata
        names.append(data[at : at + length])
        at += length
    if at > len(data):
        raise BadMessage("The binary message is shorter than its head says.")
    try:
        join_ref, ref, topic, event, _ = (name.decode() for name in names)
    except UnicodeDecodeError as error:
        raise BadMessage("The names of the binary message are not UTF-8.") from error
    push = Push(event, data[6] == _JSON, data[at:])
    if push.is_json:
        parse_json(push.data)  # or it would break the clients it is passed on to
    return Message(join_ref or None, ref or None, topic, "broadcast", push)


def encode(version: int, message: Message) -> bytes:
    """The text of a message to one client; its payload is a dict."""
    return encode_raw(version, message._replace(payload=to_json(message.payload)))


def encode_raw(version: int, message: Message) -> bytes:
    """The same for a payload that is JSON text already."""
    join_ref, ref, topic, event, payload = message
    if version == V1:
        head = to_json({"topic": topic, "event": event, "ref": ref})
        return f'{head[:-1]},"payload":{payload}}}'.encode()
    return f"{to_json([join_ref, ref, topic, event])[:-1]},{payload}]".encode()


def encode_broadcast(topic: str, push: Push, meta: dict[str, Any] | None) -> bytes | None:
    """A broadcast as a binary frame, kind 4; None when its names are too long for one."""
    names = [topic.encode(), push.event.encode(), to_json(meta).encode() if meta else b""]
    if any(len(name) > _SHORT for name in names):
        return None
    head = bytes([_KIND_BROADCAST, *(len(name) for name in names), int(push.is_json)])
    return b"".join([head, *names, push.data])


def broadcast_json(push: Push, meta: dict[str, Any] | None) -> str:
    """The payload of a JSON broadcast as text messages carry it."""
    head = {"type": "broadcast", "event": push.event} | ({"meta": meta} if meta else {})
    return f'{to_json(head)[:-1]},"payload":{push.data.decode()}}}'


def _checked(join_ref: Any, ref: Any, topic: Any, event: Any, payload: Any) -> Message:
    if not isinstance(topic, str) or not isinstance(event, str):
        raise BadMessage("`topic` and `event` of a message are strings.")
    if payload is not None and not isinstance(payload, dict):
        raise BadMessage("`payload` of a message is an object.")
    return Message(_ref(join_ref), _ref(ref), topic, event, payload or {})


def _ref(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    raise BadMessage("`ref` and `join_ref` of a message are strings.")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is out of range")
    return number


_decoder = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
