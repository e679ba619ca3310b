"""The body of POST /api/broadcast: several messages, to several topics."""

from __future__ import annotations

from typing import Any, NamedTuple

from autocrm.stack.realtime.outgoing import Outgoing, json_event
from autocrm.stack.realtime.problems import unprocessable
from autocrm.stack.realtime.wire import to_json


class Entry(NamedTuple):
    """One message of a batch."""

    topic: str
    event: str
    payload: dict[str, Any]
    private: bool

    def outgoing(self, topic: str) -> Outgoing:
        """The broadcast, with the whole topic."""
        payload = {"type": "broadcast", "event": self.event, "payload": self.payload}
        return json_event(topic, "broadcast", to_json(payload))


def read_batch(body: Any, max_payload: int) -> list[Entry]:
    """`{messages: [{topic, event, payload, private?}]}`. Raises Problem 422."""
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        raise unprocessable(messages=["can't be blank" if not messages else "is invalid"])
    errors = [_errors(message, max_payload) for message in messages]
    if any(errors):
        raise unprocessable(messages=errors)
    return [_entry(message) for message in messages]


def _entry(message: dict[str, Any]) -> Entry:
    private = message.get("private") in (True, "true")
    return Entry(message["topic"], message["event"], message["payload"], private)


def _errors(message: Any, max_payload: int) -> dict[str, list[str]]:
    """What is wrong with one message, field by field; empty when nothing is."""
    if not isinstance(message, dict):
        return {"message": ["is invalid"]}
    errors: dict[str, list[str]] = {}
    for name, kind in (("topic", str), ("event", str), ("payload", dict)):
        value = message.get(name)
        if value is None or value == "":
            errors[name] = ["can't be blank"]
        elif not isinstance(value, kind):
            errors[name] = ["is invalid"]
    if "payload" not in errors and len(to_json(message["payload"])) > max_payload:
        errors["payload"] = ["Payload size exceeds tenant limit"]
    return errors
