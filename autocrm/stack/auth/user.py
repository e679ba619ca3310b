"""GET /user: who am I. POST /logout."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.audit import record
from autocrm.stack.auth.caller import bearer_claims, require_user
from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.errors import validation_failed
from autocrm.stack.auth.sessions import client_of, close_sessions
from autocrm.stack.auth.user_shape import user_json

_SCOPES = ("global", "local", "others")


async def get_user(request: Request) -> Response:
    """The signed-in user."""
    claims = bearer_claims(request)
    async with context_of(request).database.transaction() as connection:
        return JSONResponse(user_json((await require_user(connection, claims)).user))


async def logout(request: Request) -> Response:
    """End sessions: ?scope=global (default), local or others."""
    scope = request.query_params.get("scope", "global")
    if scope not in _SCOPES:
        raise validation_failed(f'Unsupported logout scope "{scope}"')
    claims = bearer_claims(request)
    async with context_of(request).database.transaction() as connection:
        caller = await require_user(connection, claims)
        await close_sessions(connection, caller.id, scope, caller.session_id)
        await record(connection, caller.user, "logout", client_of(request).ip)
    return Response(status_code=204)
