"""Which functions there are for callers, and whether a request to one may pass."""

from __future__ import annotations

import re
from typing import Any

from autocrm.stack.gateway.asgi import Headers, header
from autocrm.stack.gateway.problems import Problem
from autocrm.stack.tokens import InvalidToken, Signer

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_BEARER = re.compile(r"bearer (\S+)", re.IGNORECASE)
_ALWAYS_OPEN = frozenset({"health"})


class FunctionRules:
    """`[functions.NAME]` of supabase/config.toml: `verify_jwt` and `enabled`, true by default."""

    def __init__(self, signer: Signer, config: dict[str, Any]) -> None:
        self._signer = signer
        self._open = _ALWAYS_OPEN | _told_false(config, "verify_jwt")
        self._off = _told_false(config, "enabled")

    def check(self, method: str, path: bytes, headers: Headers) -> None:
        """Let a request to `path` (`/NAME/...`, still percent-encoded) pass.

        Raises Problem 404 for what is no function's name or is switched off, 400 for dot
        segments (so that the name checked is the name reached), 401 without a valid JWT.
        OPTIONS needs none: a browser asks without.
        """
        segments = path.decode("latin-1").split("/")
        name = segments[1] if len(segments) > 1 else ""
        if not _NAME.fullmatch(name) or name in self._off:
            raise Problem(404, "NOT_FOUND", "There is no function of that name.")
        if any(segment.lower().replace("%2e", ".") in (".", "..") for segment in segments):
            raise Problem(400, "BAD_PATH", "The path may not hold dot segments.")
        if name not in self._open and method != "OPTIONS":
            self._require_jwt(headers)

    def _require_jwt(self, headers: Headers) -> None:
        authorization = header(headers, b"authorization")
        if authorization is None:
            message = "Missing authorization header: this function verifies tokens."
            raise _refusal("UNAUTHORIZED_NO_AUTH_HEADER", message)
        match = _BEARER.fullmatch(authorization.decode("latin-1"))
        if match is None:
            message = "Invalid JWT: send Authorization: Bearer with a token, or an API key."
            raise _refusal("UNAUTHORIZED_INVALID_JWT_FORMAT", message)
        try:
            self._signer.verify(match[1])
        except InvalidToken as error:
            raise _refusal("UNAUTHORIZED_JWT", f"Invalid JWT: {error}") from error


def _told_false(config: dict[str, Any], setting: str) -> frozenset[str]:
    sections = config.get("functions", {}).items()
    return frozenset(
        name for name, one in sections if isinstance(one, dict) and one.get(setting) is False
    )


def _refusal(code: str, message: str) -> Problem:
    # functions-js tells a refusal of the relay from one of the function by x-relay-error
    headers: Headers = [(b"x-relay-error", b"true"), (b"sb-error-code", code.encode())]
    return Problem(401, code, message, headers)
