"""The Starlette application of Auth: routes, and errors in upstream's shape."""

from __future__ import annotations

import logging

import psycopg
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from autocrm.stack.auth import admin, admin_factors, mfa, mfa_verify, public
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.errors import AuthFailure, render, validation_failed
from autocrm.stack.auth.flow_routes import flow_routes
from autocrm.stack.auth.limits import limited
from autocrm.stack.auth.signup import signup
from autocrm.stack.auth.token import token
from autocrm.stack.auth.user import get_user, logout
from autocrm.stack.auth.user_update import put_user

_log = logging.getLogger(__name__)
_LATER = ("/.well-known/openid-configuration",)


def create_auth_app(context: AuthContext) -> Starlette:
    """Auth as an ASGI application; paths without the /auth/v1 prefix."""
    app = Starlette(routes=_routes(), exception_handlers=_HANDLERS)
    app.state.context = context
    return app


def _routes() -> list[Route]:
    one_user = "/admin/users/{user_id}"
    return [
        Route("/health", public.health),
        Route("/settings", public.settings),
        Route("/.well-known/jwks.json", public.jwks),
        Route("/signup", signup, methods=["POST"]),
        Route("/token", token, methods=["POST"]),
        Route("/user", get_user),
        Route("/user", limited(put_user, "sign_in_sign_ups"), methods=["PUT"]),
        Route("/logout", logout, methods=["POST"]),
        Route("/admin/users", admin.list_users),
        Route("/admin/users", admin.create_user, methods=["POST"]),
        Route(one_user, admin.get_user_by_id),
        Route(one_user, admin.update_user_by_id, methods=["PUT"]),
        Route(one_user, admin.delete_user, methods=["DELETE"]),
        *_factor_routes(f"{one_user}/factors"),
        *flow_routes(),
        *_later_routes(),
    ]


def _factor_routes(of_user: str) -> list[Route]:
    one, one_of_user = "/factors/{factor_id}", f"{of_user}/{{factor_id}}"
    return [
        Route("/factors", mfa.enroll, methods=["POST"]),
        Route(f"{one}/challenge", mfa_verify.challenge, methods=["POST"]),
        Route(f"{one}/verify", mfa_verify.verify, methods=["POST"]),
        Route(one, mfa.unenroll, methods=["DELETE"]),
        Route(of_user, admin_factors.list_factors),
        Route(one_of_user, admin_factors.remove_factor, methods=["DELETE"]),
        Route(one_of_user, admin_factors.change_factor, methods=["PUT"]),
    ]


def _later_routes() -> list[Route]:
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    below = ("/user/{rest:path}", "/admin/{rest:path}")
    more = ("/factors/recovery-codes", "/passkeys/{rest:path}", "/oauth/{rest:path}")
    paths = (*_LATER, *below, *more)
    return [Route(path, public.not_built_yet, methods=methods) for path in paths]


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, AuthFailure)
    return render(request, error)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "not_found" if error.status_code == 404 else "validation_failed"
    return render(request, AuthFailure(error.status_code, code, error.detail))


async def _bad_value(request: Request, error: Exception) -> Response:
    # A NUL character, or text too long for its column: the request's fault.
    return render(request, validation_failed("The request holds a value that cannot be stored"))


async def _database_down(request: Request, error: Exception) -> Response:
    message = "The database does not answer: try again in a moment"
    return render(request, AuthFailure(503, "unexpected_failure", message))


async def _database_error(request: Request, error: Exception) -> Response:
    # The message of a trigger or constraint, not the row: that would hold the hash.
    assert isinstance(error, psycopg.Error)
    _log.error("Auth: Postgres refused %s: %s", request.url.path, error.diag.message_primary)
    return render(request, AuthFailure(500, "unexpected_failure", "Database error saving user"))


_HANDLERS = {
    AuthFailure: _refused,
    HTTPException: _no_route,
    psycopg.DataError: _bad_value,
    psycopg.OperationalError: _database_down,
    psycopg.Error: _database_error,
}
