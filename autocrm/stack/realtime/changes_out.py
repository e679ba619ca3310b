"""Changes from the feed to the clients that listen: encoded once for all who want the same."""

from __future__ import annotations

import uuid
from typing import Any

from autocrm.stack.realtime.changes import FeedState
from autocrm.stack.realtime.outgoing import Outgoing, json_event
from autocrm.stack.realtime.service import Service
from autocrm.stack.realtime.subscription import EXTENSION, SUBSCRIBED
from autocrm.stack.realtime.wire import to_json

_LOST = "The connection to PostgreSQL was lost: changes may have been missed"


class ChangesOut:
    """What the feed calls. It hands the same dict to all who may see the same, one after the
    other, so the JSON of the last one is kept."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._data: dict[str, Any] | None = None
        self._json = ""
        self._messages: dict[tuple[str, tuple[int, ...]], Outgoing] = {}
        self._was_lost = False

    def on_change(self, subscriber: uuid.UUID, ids: list[int], data: dict[str, Any]) -> None:
        """Send one change to one channel."""
        channel = self._service.listeners.get(subscriber)
        if channel is None:
            return
        if data is not self._data:
            self._data, self._json, self._messages = data, to_json(data), {}
        known = tuple(sorted({channel.change_ids[id_] for id_ in ids}))
        message = self._messages.get((channel.topic, known))
        if message is None:
            payload = f'{{"ids":{to_json(known)},"data":{self._json}}}'
            message = json_event(channel.topic, EXTENSION, payload)
            self._messages[channel.topic, known] = message
        channel.send(message)

    def on_state(self, state: FeedState) -> None:
        """Tell those who listen that the stream broke, and that it is back."""
        if state is FeedState.LOST:
            self._was_lost = True
            self._tell("error", _LOST)
        elif self._was_lost:
            self._was_lost = False
            self._tell("ok", SUBSCRIBED)

    def _tell(self, status: str, message: str) -> None:
        for channel in list(self._service.listeners.values()):
            channel.system(status, message, EXTENSION)
