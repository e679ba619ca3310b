"""The routing table of the gateway."""

from __future__ import annotations

import logging

from autocrm.stack.gateway.asgi import App, Headers, Receive, Scope, Send
from autocrm.stack.gateway.cors import is_preflight, send_preflight, with_cors
from autocrm.stack.gateway.credentials import Credentials
from autocrm.stack.gateway.functions import FunctionRules
from autocrm.stack.gateway.problems import Problem, send_body, send_problem
from autocrm.stack.gateway.proxy import Upstream

_log = logging.getLogger(__name__)
_REST, _AUTH, _FUNCTIONS = b"/rest/v1", b"/auth/v1", b"/functions/v1"
_LATER = (b"/graphql/v1", b"/storage/v1", b"/realtime/v1")
_ALIVE = b'{"status":"ok"}'


class Gateway:
    """ASGI application: the key check and CORS, then the service the path names."""

    def __init__(
        self,
        credentials: Credentials,
        auth: App,
        rest: Upstream,
        functions: Upstream,
        rules: FunctionRules,
    ) -> None:
        self._credentials, self._auth = credentials, auth
        self._rest, self._functions, self._rules = rest, functions, rules

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
        if path in (b"/", b"/health"):
            await send_body(send, 200, b"application/json", _ALIVE)
            return
        headers = self._credentials.authorize(scope["headers"])
        if _below(path, _REST):
            await self._rest.forward(scope, receive, send, headers, _REST)
        elif _below(path, _AUTH):
            await self._auth(_mounted(scope, headers, _AUTH), receive, send)
        elif _below(path, _FUNCTIONS):
            self._rules.check(path[len(_FUNCTIONS) :], headers)
            await self._functions.forward(scope, receive, send, headers, _FUNCTIONS)
        else:
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
    message = "There is nothing here: use /rest/v1, /auth/v1 or /functions/v1."
    return Problem(404, "not_found", message)
