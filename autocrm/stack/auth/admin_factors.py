"""/admin/users/{id}/factors: the service role sees, renames and deletes factors."""

from __future__ import annotations

from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.audit import SERVICE_ROLE, record
from autocrm.stack.auth.body import read_json, text_of, valid_phone, valid_uuid
from autocrm.stack.auth.caller import require_admin
from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.mfa import factor_not_found
from autocrm.stack.auth.mfa_factors import delete_factor, factor_json, factors_of, owned_factor
from autocrm.stack.auth.sessions import client_of
from autocrm.stack.auth.users import find_by_id

Json = dict[str, Any]


async def list_factors(request: Request) -> Response:
    """All factors of a user, oldest first."""
    require_admin(request)
    async with context_of(request).database.transaction() as connection:
        user = await _user(connection, request)
        return JSONResponse([factor_json(row) for row in await factors_of(connection, user["id"])])


async def remove_factor(request: Request) -> Response:
    """Delete a factor, for somebody who lost the device; answers with what it was."""
    require_admin(request)
    async with context_of(request).database.transaction() as connection:
        user = await _user(connection, request)
        factor = await _factor(connection, request, user)
        traits = {"user_id": str(user["id"]), "factor_id": str(factor["id"])}
        await record(connection, user, "factor_deleted", client_of(request).ip, traits)
        await delete_factor(connection, factor)
    return JSONResponse(factor_json(factor))


async def change_factor(request: Request) -> Response:
    """Change a factor's friendly_name or (of a phone factor) phone."""
    require_admin(request)
    body = await read_json(request)
    name, phone = text_of(body, "friendly_name"), text_of(body, "phone")
    async with context_of(request).database.transaction() as connection:
        user = await _user(connection, request)
        factor = await _factor(connection, request, user)
        changes = {"friendly_name": name or factor["friendly_name"], "phone": factor["phone"]}
        if phone and factor["factor_type"] == "phone":
            changes["phone"] = valid_phone(phone)
        changed = await _update(connection, factor, changes)
        traits = {"user_id": str(user["id"]), "factor_id": str(factor["id"])}
        ip = client_of(request).ip
        await record(connection, SERVICE_ROLE, "factor_updated", ip, traits)
    return JSONResponse(factor_json(changed))


async def _update(connection: Connection, factor: Json, changes: Json) -> Json:
    try:
        updated = await connection.execute(
            "update auth.mfa_factors set friendly_name = %(friendly_name)s, phone = %(phone)s,"
            " updated_at = now() where id = %(id)s returning *",
            {**changes, "id": factor["id"]},
        )
    except UniqueViolation as error:
        message = "This user has another factor with that name or number"
        raise AuthFailure(422, "mfa_factor_name_conflict", message) from error
    row = await updated.fetchone()
    assert row is not None  # it is locked
    return row


async def _user(connection: Connection, request: Request) -> Json:
    user_id = valid_uuid(request.path_params["user_id"], "user_id must be an UUID", 404)
    user = await find_by_id(connection, user_id)
    if user is None:
        raise AuthFailure(404, "user_not_found", "User not found")
    return user


async def _factor(connection: Connection, request: Request, user: Json) -> Json:
    factor_id = valid_uuid(request.path_params["factor_id"], "factor_id must be an UUID", 404)
    factor = await owned_factor(connection, user["id"], factor_id)
    if factor is None:
        raise factor_not_found()
    return factor
