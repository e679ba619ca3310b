"""Errors over HTTP: RFC 9457 problem details, one sentence that says what to do."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from autocrm.errors import AutoCRMError

log = logging.getLogger("autocrm.functions")

TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    422: "Not acceptable as it is",
    500: "Something broke here",
    502: "The model failed",
    503: "Not available now",
}


def problem(
    status: int, detail: str, code: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """One application/problem+json answer."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JSONResponse(
        body, status_code=status, headers=headers, media_type="application/problem+json"
    )


def install(app: FastAPI) -> None:
    """Answer every error of `app` as a problem."""

    @app.exception_handler(AutoCRMError)
    async def known(_: Request, error: AutoCRMError) -> JSONResponse:
        headers = {"Retry-After": "2"} if error.retryable else None
        return problem(error.status, error.message, error.code, headers)

    @app.exception_handler(RequestValidationError)
    async def unreadable(_: Request, error: RequestValidationError) -> JSONResponse:
        found = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
            for item in error.errors()
        )
        return problem(422, f"The request cannot be read: {found}.", "invalid")

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(
            error.status_code, f"{error.detail}.", "http_error", dict(error.headers or {})
        )

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(500, "Something broke here; it is in the log of the functions.", "internal")
