"""Errors as Supabase Auth words them: clients compare codes and messages."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

API_VERSION_HEADER = "x-supabase-api-version"
API_VERSION = "2024-01-01"


class AuthFailure(Exception):
    """A refusal with HTTP `status`, machine-readable `code` and upstream's message."""

    def __init__(self, status: int, code: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.extra = status, code, message, extra


def validation_failed(message: str) -> AuthFailure:
    """400: the request can never be accepted as it is."""
    return AuthFailure(400, "validation_failed", message)


def invalid_credentials() -> AuthFailure:
    """400: the one answer to a wrong password and to an unknown user."""
    return AuthFailure(400, "invalid_credentials", "Invalid login credentials")


def bad_jwt(reason: str) -> AuthFailure:
    """403: the bearer token proves nothing."""
    return AuthFailure(403, "bad_jwt", reason)


def not_built(what: str) -> AuthFailure:
    """501: upstream has it, this stack has not."""
    return AuthFailure(501, "not_implemented", f"{what} is not part of the embedded stack yet")


def render(request: Request, failure: AuthFailure) -> JSONResponse:
    """The JSON body in the shape of the API version the client asked for."""
    if request.headers.get(API_VERSION_HEADER, "") >= API_VERSION:
        body: dict[str, Any] = {"code": failure.code, "message": failure.message}
        headers = {API_VERSION_HEADER: API_VERSION}
    else:
        body = {"code": failure.status, "error_code": failure.code, "msg": failure.message}
        headers = {}
    return JSONResponse({**body, **failure.extra}, failure.status, headers)
