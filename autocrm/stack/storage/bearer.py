"""From the Authorization header of a request to its caller."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request

from autocrm.stack.storage.caller import Caller, as_service
from autocrm.stack.storage.context import context_of
from autocrm.stack.storage.errors import access_denied
from autocrm.stack.tokens import InvalidToken

_BEARER = re.compile(r"bearer\s+(\S+)", re.IGNORECASE)
_ROLES = ("anon", "authenticated", "service_role")


def caller_of(request: Request, operation: str) -> Caller:
    """The role of the bearer token; anon without one. Raises StorageFailure 403.

    `operation` is upstream's name of the endpoint ("object.upload"): what
    storage.operation() answers in a policy.
    """
    claims = _claims(request)
    role = claims.get("role") or "anon"
    if role not in _ROLES:
        raise access_denied(f"role {str(role)[:60]!r} is not one of the API")
    return _caller(request, operation, role, claims)


def service_of(request: Request, operation: str) -> Caller:
    """Storage itself, whoever asks: for what is public, or after a token in the URL."""
    return as_service(_caller(request, operation, "anon", {}))


def _caller(request: Request, operation: str, role: str, claims: dict[str, Any]) -> Caller:
    path, headers = request.url.path, dict(request.headers)
    return Caller(role, claims, f"storage.{operation}", request.method, path, headers)


def _claims(request: Request) -> dict[str, Any]:
    header = request.headers.get("authorization")
    if not header:
        return {"role": "anon"}
    match = _BEARER.fullmatch(header.strip())
    if match is None:
        raise access_denied("Invalid Compact JWS")
    try:
        return context_of(request).signer.verify(match[1])
    except InvalidToken as error:
        raise access_denied(str(error)) from error
