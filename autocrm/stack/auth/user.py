"""GET and PUT /user: reading and changing oneself. POST /logout."""

from __future__ import annotations

from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.body import object_of, read_json, text_of, valid_email
from autocrm.stack.auth.caller import Caller, bearer_claims, require_user
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, not_built, validation_failed
from autocrm.stack.auth.passwords import check_strength, hash_password, matches
from autocrm.stack.auth.sessions import close_sessions
from autocrm.stack.auth.signup import email_identity
from autocrm.stack.auth.users import find_by_id, merged, put_identity, update_user, user_json

Json = dict[str, Any]
_SCOPES = ("global", "local", "others")


async def get_user(request: Request) -> Response:
    """The signed-in user."""
    claims = bearer_claims(request)
    async with context_of(request).database.transaction() as connection:
        return JSONResponse(user_json((await require_user(connection, claims)).user))


async def put_user(request: Request) -> Response:
    """Change password, metadata or address; a new password ends the user's other sessions."""
    context, claims, body = context_of(request), bearer_claims(request), await read_json(request)
    async with context.database.transaction() as connection:
        caller = await require_user(connection, claims)
    changes = await _changes(context, caller, body)
    try:
        async with context.database.transaction() as connection:
            await _apply(connection, caller, changes)
            user = await find_by_id(connection, caller.id)
    except UniqueViolation as error:
        raise email_exists() from error
    if user is None:
        raise AuthFailure(403, "user_not_found", "User from sub claim in JWT does not exist")
    return JSONResponse(user_json(user))


async def _changes(context: AuthContext, caller: Caller, body: Json) -> Json:
    changes: Json = {}
    if text_of(body, "phone"):
        raise not_built("Changing a phone number")
    email, password, data = text_of(body, "email"), text_of(body, "password"), body.get("data")
    if email and valid_email(email) != caller.user["email"]:
        changes["email"] = valid_email(email)
    if password:
        changes["encrypted_password"] = await _new_password(context, caller, password)
    if data is not None:
        current = caller.user["raw_user_meta_data"]
        changes["raw_user_meta_data"] = merged(current, object_of(body, "data"))
    return changes


async def _new_password(context: AuthContext, caller: Caller, password: str) -> str:
    check_strength(password, context.settings.minimum_password_length)
    stored = caller.user["encrypted_password"]
    if stored and await matches(password, stored):
        message = "New password should be different from the old password."
        raise AuthFailure(422, "same_password", message)
    return await hash_password(password)


async def _apply(connection: Connection, caller: Caller, changes: Json) -> None:
    if changes:
        await update_user(connection, caller.id, changes)
    if "email" in changes:
        data = email_identity(caller.id, changes["email"], verified=True)
        await put_identity(connection, caller.id, "email", data)
    if "encrypted_password" in changes:
        await close_sessions(connection, caller.id, "others", caller.session_id)


async def logout(request: Request) -> Response:
    """End sessions: ?scope=global (default), local or others."""
    scope = request.query_params.get("scope", "global")
    if scope not in _SCOPES:
        raise validation_failed(f'Unsupported logout scope "{scope}"')
    claims = bearer_claims(request)
    async with context_of(request).database.transaction() as connection:
        caller = await require_user(connection, claims)
        await close_sessions(connection, caller.id, scope, caller.session_id)
    return Response(status_code=204)


def email_exists() -> AuthFailure:
    """422: the address belongs to somebody else."""
    message = "A user with this email address has already been registered"
    return AuthFailure(422, "email_exists", message)
