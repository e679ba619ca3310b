"""Broadcasts over HTTP: POST /api/broadcast, and one at a time below it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, unquote

import psycopg
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from autocrm.stack.realtime.batch import read_batch
from autocrm.stack.realtime.credentials import Claims, Refused
from autocrm.stack.realtime.outgoing import Outgoing, user_broadcast
from autocrm.stack.realtime.policies import BROADCAST
from autocrm.stack.realtime.problems import Problem, problem, unprocessable
from autocrm.stack.realtime.rooms import PREFIX
from autocrm.stack.realtime.service import Service
from autocrm.stack.realtime.wire import BadMessage, Push, parse_json

_MAX_BODY = 4 * 1024 * 1024  # bytes
_TOO_BIG = "Payload size exceeds tenant limit"
_OFTEN = "You have exceeded your rate limit"
_MANY = "Too many messages to broadcast, please reduce the batch size"


class BroadcastApi:
    """ASGI application of Realtime's requests; WebSockets never come here."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Problem as refusal:
            response = JSONResponse(refusal.body, refusal.status)
        except psycopg.OperationalError:
            response = JSONResponse({"message": "Tenant database unavailable"}, 503)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        # The raw path: a topic may hold a slash, escaped.
        parts = request.scope["raw_path"].decode("latin-1").strip("/").split("/")
        if parts == ["api", "ping"]:
            return JSONResponse({"message": "Success"})
        action = self._action(parts)
        if action is None or request.method != "POST":
            raise problem(404, "Not found")
        claims = self._caller(request)
        await action(request, claims)
        return Response(status_code=202)

    def _action(self, parts: list[str]) -> Callable[[Request, Claims], Awaitable[None]] | None:
        match parts:
            case ["api", "broadcast"]:
                return self._batch
            case ["api", "broadcast", topic, "events", event] if topic and event:
                return lambda request, claims: self._single(
                    request, claims, unquote(topic), unquote(event)
                )
        return None

    def _caller(self, request: Request) -> Claims:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        key = token.strip() if scheme.lower() == "bearer" else request.headers.get("apikey")
        try:
            return self._service.keyring.of_key(key)
        except Refused as refused:
            raise problem(401, "Unauthorized") from refused

    async def _batch(self, request: Request, claims: Claims) -> None:
        entries = read_batch(_json_of(await _body(request)), self._service.settings.max_payload)
        if not self._service.requests.take(len(entries)):
            raise problem(429, _MANY if len(entries) > 1 else _OFTEN)
        allowed: dict[str, bool] = {}
        for entry in entries:
            if entry.private and entry.topic not in allowed:
                allowed[entry.topic] = await self._may_send(entry.topic, claims)
            if not entry.private or allowed[entry.topic]:  # others are dropped without a word
                self._send(entry.topic, entry.private, entry.outgoing(PREFIX + entry.topic))

    async def _single(self, request: Request, claims: Claims, topic: str, event: str) -> None:
        query = parse_qs(request.scope["query_string"].decode("latin-1"))
        private = query.get("private") == ["true"]
        if not private and any(name.startswith("persist") for name in query):
            raise unprocessable(persist=["can only be used on private channels"])
        push = await self._push(request, event)
        if not self._service.requests.take():
            raise problem(429, _OFTEN)
        if private and not await self._may_send(topic, claims):
            raise problem(403, "Unauthorized")
        self._send(topic, private, user_broadcast(PREFIX + topic, push))

    async def _push(self, request: Request, event: str) -> Push:
        """The body as a broadcast: JSON, or any bytes."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in ("application/json", "application/octet-stream"):
            message = "Send application/json or application/octet-stream"
            raise problem(415, message)
        body = await _body(request)
        if len(body) > self._service.settings.max_payload:
            raise unprocessable(payload=[_TOO_BIG])
        if kind == "application/json":
            _json_of(body)
        return Push(event, kind == "application/json", body)

    async def _may_send(self, topic: str, claims: Claims) -> bool:
        return await self._service.policies.may_write(topic, claims, BROADCAST)

    def _send(self, topic: str, private: bool, message: Outgoing) -> None:
        room = self._service.rooms.find(topic, private)
        if room is not None:
            room.broadcast(message)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise problem(413, "The body is larger than 4 MiB")
    return bytes(body)


def _json_of(body: bytes) -> Any:
    try:
        return parse_json(body)
    except BadMessage as error:
        raise problem(400, str(error)) from error
