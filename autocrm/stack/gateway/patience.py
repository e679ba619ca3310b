"""An end to waiting for a caller who sends a request too slowly, or never to its end.

uvicorn counts time only between two requests of a connection: half a request, sent to any
server of ours, would hold the connection (and with a body, a handler) for ever.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_MESSAGE = "The request did not come to its end in time: send it faster, or in parts."
_BODY = json.dumps({"code": "request_timeout", "message": _MESSAGE}).encode()
_ANSWER = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/json\r\n"
    b"access-control-allow-origin: *\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with two limits, in seconds.

    `head_limit` runs from the first byte of a request (or from the connection) to the end of
    its headers, however many bytes dribble in; `body_limit` is the longest silence within a
    body, and does not run while we ourselves have stopped reading.
    """

    head_limit, body_limit = 20.0, 60.0
    _timer: asyncio.TimerHandle | None = None
    _in_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection that says nothing at all is dropped too."""
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As uvicorn's; afterwards it shows what is still to come."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """As uvicorn's; the next request may be here in part already."""
        super().on_response_complete()
        self._watch()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """The socket has its own rules."""
        self._rest()
        super().handle_websocket_upgrade(event)

    def _watch(self) -> None:
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            self._rest()
        elif self.conn.their_state is h11.SEND_BODY:
            self._start(self.body_limit)
        elif self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._begin_head()
        else:
            self._rest()

    def _begin_head(self) -> None:
        if not self._in_head:
            self._start(self.head_limit)
            self._in_head = True

    def _start(self, seconds: float) -> None:
        self._rest()
        self._timer = self.loop.call_later(seconds, self._too_late)

    def _rest(self) -> None:
        self._in_head = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        if self.flow.read_paused:  # the service is slow, not the caller
            self._start(self.body_limit)
            return
        states: Any = (h11.IDLE, h11.SEND_RESPONSE)
        if self.conn.our_state in states:  # nothing of an answer is out
            self.transport.write(_ANSWER)
        self.transport.close()
