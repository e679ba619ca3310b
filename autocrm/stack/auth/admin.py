"""/admin/users: the service role lists, creates, reads, changes and deletes users."""

from __future__ import annotations

from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.admin_fields import new_user_values, updated_values
from autocrm.stack.auth.audit import record_about
from autocrm.stack.auth.body import flag_of, read_json, valid_uuid
from autocrm.stack.auth.caller import require_admin
from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.deleted import soften
from autocrm.stack.auth.email_change import email_exists
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.newcomer import email_identity
from autocrm.stack.auth.password_change import set_password
from autocrm.stack.auth.sessions import client_of, close_sessions
from autocrm.stack.auth.user_shape import user_json
from autocrm.stack.auth.users import (
    find_by_id,
    find_page,
    insert_user,
    note_providers,
    put_identity,
    update_user,
)

Row = dict[str, Any]
_PER_PAGE = 50
_MOST_PER_PAGE = 1000


async def list_users(request: Request) -> Response:
    """A page of users, newest first; `x-total-count` and `link` tell of the rest."""
    require_admin(request)
    page, per_page = _number(request, "page", 1), _number(request, "per_page", _PER_PAGE)
    per_page = min(per_page, _MOST_PER_PAGE)
    async with context_of(request).database.transaction() as connection:
        rows, total = await find_page(connection, per_page, (page - 1) * per_page)
    body = {"users": [user_json(row) for row in rows], "aud": "authenticated"}
    return JSONResponse(body, headers=_paging(request, page, per_page, total))


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise validation_failed(f"Bad Pagination Parameters: {name} must be a number")
    return int(text) or default


def _paging(request: Request, page: int, per_page: int, total: int) -> dict[str, str]:
    last = max(1, -(-total // per_page))
    wanted = [(page + 1, "next")] if page < last else []
    links = [
        f'<{request.url.path}?page={number}&per_page={per_page}>; rel="{rel}"'
        for number, rel in [*wanted, (last, "last")]
    ]
    return {"x-total-count": str(total), "link": ", ".join(links)}


async def create_user(request: Request) -> Response:
    """Create a user; confirmed only when `email_confirm` says so."""
    require_admin(request)
    context, body = context_of(request), await read_json(request)
    values = await new_user_values(context.settings, body)
    try:
        async with context.database.transaction() as connection:
            user_id = await insert_user(connection, values)
            for provider, data in _identities(user_id, values).items():
                await put_identity(connection, user_id, provider, data)
            user = await _existing(connection, user_id)
            await record_about(connection, "user_signedup", user, client_of(request).ip)
            return JSONResponse(user_json(user))
    except UniqueViolation as error:
        raise _taken(error) from error


def _identities(user_id: Any, values: Row) -> dict[str, Row]:
    """The identity_data by provider; not verified, whoever vouches: that takes a mail."""
    found = {}
    if values.get("email"):
        found["email"] = email_identity(user_id, values["email"], verified=False)
    if values.get("phone"):
        found["phone"] = {"sub": str(user_id), "phone": values["phone"], "phone_verified": False}
    return found


async def get_user_by_id(request: Request) -> Response:
    """One user."""
    require_admin(request)
    async with context_of(request).database.transaction() as connection:
        return JSONResponse(user_json(await _existing(connection, _user_id(request))))


async def update_user_by_id(request: Request) -> Response:
    """Change any field; a new password signs the user out everywhere."""
    require_admin(request)
    context, body, user_id = context_of(request), await read_json(request), _user_id(request)
    try:
        async with context.database.transaction() as connection:
            before = await _existing(connection, user_id)
            changes = await updated_values(context.settings, before, body)
            if changes:
                await _apply(connection, before, changes, body)
            user = await _existing(connection, user_id)
            await record_about(connection, "user_modified", user, client_of(request).ip)
            return JSONResponse(user_json(user))
    except UniqueViolation as error:
        raise _taken(error) from error


async def _apply(connection: Connection, before: Row, changes: Row, body: Row) -> None:
    user_id, identities = before["id"], {}
    for provider in ("email", "phone"):
        if provider in changes:
            vouched = flag_of(body, f"{provider}_confirm")
            data = {provider: changes[provider], f"{provider}_verified": vouched}
            identities[provider] = {"sub": str(user_id), **data}
            changes = {**changes, **({"is_anonymous": False} if vouched else {})}
    hashed = changes.pop("encrypted_password", "")
    if changes:
        await update_user(connection, user_id, changes)
    for provider, data in identities.items():
        await put_identity(connection, user_id, provider, data)
    if identities:
        await note_providers(connection, user_id)
    if hashed:
        await set_password(connection, before, hashed)
        await close_sessions(connection, user_id, "global", None)


async def delete_user(request: Request) -> Response:
    """Delete a user; with `should_soft_delete` the row stays, without anything personal."""
    require_admin(request)
    body, user_id = await read_json(request), _user_id(request)
    async with context_of(request).database.transaction() as connection:
        user = await _existing(connection, user_id)
        await record_about(connection, "user_deleted", user, client_of(request).ip)
        if flag_of(body, "should_soft_delete"):
            await soften(connection, user)
        else:
            await connection.execute("delete from auth.users where id = %s", (user_id,))
    return JSONResponse({})


def _user_id(request: Request) -> Any:
    return valid_uuid(request.path_params["user_id"], "user_id must be an UUID", 404)


async def _existing(connection: Connection, user_id: Any) -> Row:
    user = await find_by_id(connection, user_id)
    if user is None:
        raise AuthFailure(404, "user_not_found", "User not found")
    return user


def _taken(error: UniqueViolation) -> AuthFailure:
    constraint = error.diag.constraint_name or ""
    if constraint == "users_phone_key":
        message = "A user with this phone number has already been registered"
        return AuthFailure(422, "phone_exists", message)
    if constraint == "users_pkey":
        return AuthFailure(422, "user_already_exists", "A user with this id already exists")
    return email_exists()
