"""Which functions need a token, and whether a request to one may pass."""

from __future__ import annotations

import re
from typing import Any

from autocrm.stack.auth.tokens import InvalidToken, Signer
from autocrm.stack.gateway.asgi import Headers, header
from autocrm.stack.gateway.problems import Problem

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_BEARER = re.compile(r"bearer (\S+)", re.IGNORECASE)
_RELAY: Headers = [(b"x-relay-error", b"true")]
_ALWAYS_OPEN = frozenset({"health"})


class FunctionRules:
    """`[functions.NAME] verify_jwt` of supabase/config.toml; true unless it says false."""

    def __init__(self, signer: Signer, config: dict[str, Any]) -> None:
        self._signer = signer
        self._open = _ALWAYS_OPEN | {
            name
            for name, section in config.get("functions", {}).items()
            if isinstance(section, dict) and section.get("verify_jwt") is False
        }

    def check(self, path: bytes, headers: Headers) -> None:
        """Let a request to `path` (`/NAME/...`, still percent-encoded) pass.

        Raises Problem 404 for what is no function's name, 400 for dot segments (so that the
        name checked is the name reached) and 401 without a valid JWT.
        """
        segments = path.decode("latin-1").split("/")
        if not _NAME.fullmatch(segments[1] if len(segments) > 1 else ""):
            raise Problem(404, "not_found", "There is no function of that name.", [*_RELAY])
        if any(segment.lower().replace("%2e", ".") in (".", "..") for segment in segments):
            raise Problem(400, "bad_path", "The path may not hold dot segments.", [*_RELAY])
        if segments[1] not in self._open:
            self._require_jwt(headers)

    def _require_jwt(self, headers: Headers) -> None:
        match = _BEARER.fullmatch((header(headers, b"authorization") or b"").decode("latin-1"))
        if match is None:
            message = "Send a JWT or an API key: this function verifies tokens."
            raise Problem(401, "missing_authorization", message, [*_RELAY])
        try:
            self._signer.verify(match[1])
        except InvalidToken as error:
            raise Problem(401, "invalid_jwt", f"Invalid JWT: {error}", [*_RELAY]) from error
