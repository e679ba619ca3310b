"""The routing table of the gateway."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from autocrm.stack.gateway.asgi import App, Headers, Receive, Scope, Send
from autocrm.stack.gateway.cors import is_preflight, send_preflight, with_cors
from autocrm.stack.gateway.credentials import Credentials
from autocrm.stack.gateway.functions import FunctionRules
from autocrm.stack.gateway.pages import Pages
from autocrm.stack.gateway.problems import Problem, send_body, send_problem
from autocrm.stack.gateway.proxy import Upstream

_log = logging.getLogger(__name__)
_REST, _AUTH, _FUNCTIONS = b"/rest/v1", b"/auth/v1", b"/functions/v1"
_STORAGE, _REALTIME = b"/storage/v1", b"/realtime/v1"
_SERVICES = (_REST, _AUTH, _STORAGE, _REALTIME, _FUNCTIONS)
_LATER = (b"/graphql/v1",)
_ALIVE = b'{"status":"ok"}'


@dataclass(frozen=True)
class Rooms:
    """What the gateway leads to: Auth, Storage and pages in this process, others behind ports."""

    auth: App
    storage: App
    rest: Upstream
    realtime: Upstream
    functions: Upstream
    pages: Pages


class Gateway:
    """ASGI application: the key check and CORS, then the service the path names.

    WebSockets never come here: `upgrade.Upgrade` takes them from uvicorn.
    """

    def __init__(self, credentials: Credentials, rooms: Rooms, rules: FunctionRules) -> None:
        self._credentials, self._rules = credentials, rules
        self._mounted = {_AUTH: rooms.auth, _STORAGE: rooms.storage}
        self._behind = {_REST: rooms.rest, _REALTIME: rooms.realtime}
        self._functions, self._pages = rooms.functions, rooms.pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; refusals become problem JSON."""
        if scope["type"] != "http":
            return
        headers: Headers = scope["headers"]
        if is_preflight(scope["method"], headers):
            await send_preflight(send, headers)
            return
        send = with_cors(send)
        try:
            await self._route(scope, receive, send)
        except Problem as problem:
            await send_problem(send, problem)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: bytes = scope["raw_path"]
        if path != b"/health" and not _is_service(path) and self._pages.takes(scope):
            await self._pages(scope, receive, send)
            return
        if path in (b"/", b"/health"):
            await send_body(send, 200, b"application/json", _ALIVE)
            return
        prefix = _prefix_of(path)
        headers = self._credentials.authorize(scope["headers"])
        if prefix != _AUTH:  # which says itself what it thinks of a key
            self._credentials.refuse_strangers(scope["headers"])
        if prefix == _FUNCTIONS:
            self._rules.check(scope["method"], path[len(_FUNCTIONS) :], headers)
            # a function sees what its caller sent, not what a key stands for
            await self._functions.forward(scope, receive, send, scope["headers"], _FUNCTIONS)
        elif prefix in self._behind:
            await self._behind[prefix].forward(scope, receive, send, headers, prefix)
        else:
            await self._mounted[prefix](_mounted(scope, headers, prefix), receive, send)


def _is_service(path: bytes) -> bool:
    return any(_below(path, prefix) for prefix in (*_SERVICES, *_LATER))


def _prefix_of(path: bytes) -> bytes:
    """The service's part of `path`. Raises Problem 404 or 501."""
    for prefix in _SERVICES:
        if _below(path, prefix):
            return prefix
    raise _nowhere(path)


def _below(path: bytes, prefix: bytes) -> bool:
    return path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in (b"", b"/")


def _mounted(scope: Scope, headers: Headers, prefix: bytes) -> Scope:
    # The routes of Auth carry no prefix; root_path stays empty, so links it builds are ours.
    cut = len(prefix)
    return {
        **scope,
        "headers": headers,
        "path": scope["path"][cut:] or "/",
        "raw_path": scope["raw_path"][cut:] or b"/",
    }


def _nowhere(path: bytes) -> Problem:
    for prefix in _LATER:
        if _below(path, prefix):
            service = prefix.split(b"/")[1].decode()
            message = f"The embedded stack has no {service} service yet."
            return Problem(501, "not_implemented", message)
    services = ", ".join(prefix.decode() for prefix in _SERVICES)
    message = f"There is nothing here: use one of {services}."
    return Problem(404, "not_found", message)
