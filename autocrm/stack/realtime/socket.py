"""The WebSocket of one client, over websockets' protocol without I/O.

uvicorn hands the connection over at the upgrade, as it would to its own implementations. Those
speak ASGI, at the price of a task and a coroutine a message; here a broadcast to a thousand
clients is a thousand writes of the same bytes.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from autocrm.stack.realtime.credentials import Refused
from autocrm.stack.realtime.service import Service
from autocrm.stack.realtime.session import Session
from autocrm.stack.realtime.wire import VERSIONS, BadMessage, decode_binary, decode_text

_log = logging.getLogger(__name__)
_MAX_BEHIND = 1024 * 1024  # bytes that may wait for a client when the next message comes
_OVERHEAD = 64 * 1024  # bytes of a frame beside its payload
_CLOSE_SECONDS = 10.0  # that a client gets to take what is left and close
_SILENCE_SECONDS = 60.0  # without a sign of life; clients send a heartbeat every 25
_TOO_SLOW = "The client does not read as fast as messages come"

RESTART, INVALID, TRY_LATER, GOING_AWAY = 1012, 1007, 1013, 1001  # close codes


class ClientSocket(asyncio.Protocol):
    """A connection from its upgrade to its end. Implements `Line` for its session."""

    def __init__(self, service: Service, server_state: Any, **_: Any) -> None:
        self._service, self._open = service, server_state.connections
        size = service.settings.max_payload + _OVERHEAD
        self._protocol = ServerProtocol(max_size=size, logger=_log)
        self._session: Session | None = None
        self._version = 0
        self._parts: list[bytes] = []  # of a message in several frames
        self._is_text = True
        self._closing = self._paused = False
        self._timer: asyncio.TimerHandle | None = None
        self._heard = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """uvicorn hands its connection over; the request follows in `data_received`."""
        self._transport = cast(asyncio.Transport, transport)
        self._open.add(self)

    def data_received(self, data: bytes) -> None:
        """Bytes of the client: the request's head first, frames after that."""
        self._heard = time.monotonic()
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                self._greet(event)
            elif isinstance(event, Frame) and not self._closing:
                self._take(event)
        self._flush()

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone."""
        self._open.discard(self)
        self._closing = True
        if self._timer is not None:
            self._timer.cancel()
        if self._session is not None:
            self._session.end()

    def shutdown(self) -> None:
        """uvicorn calls this at its end."""
        self.close(RESTART, "Realtime is restarting, please standby")
        self._transport.close()

    def _greet(self, request: Request) -> None:
        """Answer the handshake; the client then has its session."""
        response = self._refusal(request) or self._protocol.accept(request)
        self._protocol.send_response(response)
        if self._protocol.state is State.OPEN:
            self._timer = asyncio.get_running_loop().call_later(_SILENCE_SECONDS, self._listen)

    def _refusal(self, request: Request) -> Response | None:
        """Why this client may not connect; the session is made if it may."""
        url = urlsplit(request.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        headers = request.headers
        key = query.get("apikey") or headers.get("apikey") or headers.get("x-api-key")
        version = VERSIONS.get(query.get("vsn", "1.0.0"))
        if url.path not in ("/websocket", "/socket/websocket"):
            return self._answer(HTTPStatus.NOT_FOUND, "Connect to /realtime/v1/websocket.")
        if version is None:
            return self._answer(HTTPStatus.BAD_REQUEST, "Use vsn=1.0.0 or vsn=2.0.0.")
        try:
            claims = self._service.keyring.of_key(key)
        except Refused as refused:
            return self._answer(HTTPStatus.UNAUTHORIZED, refused.reason)
        self._version, self._session = version, Session(self._service, self, version, claims)
        return None

    def _answer(self, status: HTTPStatus, message: str) -> Response:
        response = self._protocol.reject(status, json.dumps({"message": message}))
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = "application/json"
        return response

    def _take(self, frame: Frame) -> None:
        """A frame of the client: a message is whole with its last."""
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self._is_text, self._parts = frame.opcode is Opcode.TEXT, []
        elif frame.opcode is not Opcode.CONT:
            return  # a ping was answered, a close is being
        self._parts.append(bytes(frame.data))
        if frame.fin and self._session is not None:
            whole, self._parts = b"".join(self._parts), []
            decode = decode_text if self._is_text else decode_binary
            try:
                self._session.receive(decode(self._version, whole))
            except BadMessage as error:
                self.close(INVALID, str(error))

    def _flush(self) -> None:
        """Send what the protocol has to say: the handshake, pongs, closes."""
        for data in self._protocol.data_to_send():
            if not data:
                self._closing = True
                self._transport.close()
            elif self._transport.get_write_buffer_size() > _MAX_BEHIND:
                self._transport.abort()  # somebody who pings and never reads
            else:
                self._transport.write(data)

    def write(self, frame: bytes) -> None:
        """Send a whole frame, or give the client up when it cannot keep up."""
        if self._closing:
            return
        if self._transport.get_write_buffer_size() > _MAX_BEHIND:
            self._give_up()
        else:
            self._transport.write(frame)

    def _give_up(self) -> None:
        _log.warning("A client is dropped: it does not read as fast as messages come.")
        session, self._closing = self._session, True  # so that nothing more is said below
        if session is not None:
            farewell = session.farewell(_TOO_SLOW)
            session.end()
            self._transport.write(farewell)
        self._closing = False
        self.close(TRY_LATER, _TOO_SLOW)

    def close(self, code: int, reason: str) -> None:
        """End the connection with a close code and a sentence."""
        if self._closing:
            return
        self._closing = True
        if self._session is not None:
            self._session.end()
        try:
            self._protocol.send_close(code, reason.encode()[:120].decode(errors="ignore"))
        except InvalidState:
            self._transport.close()
            return
        self.resume()  # the client's own close is read, nothing else is heard
        for data in self._protocol.data_to_send():
            self._transport.write(data)
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_CLOSE_SECONDS, self._transport.abort)

    def _listen(self) -> None:
        """Close a connection that has been silent for too long, or look again later."""
        silent = time.monotonic() - self._heard
        if silent >= _SILENCE_SECONDS and not self._paused:
            self.close(GOING_AWAY, "No heartbeat for a minute")
        else:
            wait = max(_SILENCE_SECONDS - silent, 1.0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._listen)

    def pause(self) -> None:
        """Read no more for now."""
        if not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
