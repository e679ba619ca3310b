"""/user/identities: linking another sign-in to an account, and unlinking one."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import valid_uuid
from autocrm.stack.auth.caller import bearer_claims, require_user
from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.external import unsupported_provider
from autocrm.stack.auth.sessions import client_of
from autocrm.stack.auth.users import note_providers, update_user

Json = dict[str, Any]


async def link_identity(request: Request) -> Response:
    """No provider can be linked here: say why as upstream does."""
    context, claims = context_of(request), bearer_claims(request)
    async with context.database.transaction() as connection:
        await require_user(connection, claims)
    _check_enabled(request)
    raise unsupported_provider(context.settings, request.query_params.get("provider", ""))


async def unlink_identity(request: Request) -> Response:
    """Remove one of several identities; address or number go with it."""
    context, claims, client = context_of(request), bearer_claims(request), client_of(request)
    async with context.database.transaction() as connection:
        user = (await require_user(connection, claims)).user
        _check_enabled(request)
        given = request.path_params["identity_id"]
        identity_id = str(valid_uuid(given, "identity_id must be an UUID", 404))
        identity = _removable(user["identities"], identity_id)
        await _remove(connection, user, identity)
        traits = {name: identity[name] for name in ("provider", "provider_id")}
        traits["identity_id"] = identity["id"]
        await record(connection, user, "identity_unlinked", client.ip, traits)
    return JSONResponse({})


def _check_enabled(request: Request) -> None:
    if not context_of(request).settings.enable_manual_linking:
        raise AuthFailure(404, "manual_linking_disabled", "Manual linking is disabled")


def _removable(identities: list[Json], identity_id: str) -> Json:
    if len(identities) <= 1:
        message = "User must have at least 1 identity after unlinking"
        raise AuthFailure(422, "single_identity_not_deletable", message)
    for identity in identities:
        if identity["id"] == identity_id:
            return identity
    raise AuthFailure(422, "identity_not_found", "Identity doesn't exist")


async def _remove(connection: Connection, user: Json, identity: Json) -> None:
    await connection.execute("delete from auth.identities where id = %s", (identity["id"],))
    rest = [other for other in user["identities"] if other["id"] != identity["id"]]
    if identity["provider"] == "phone":
        await update_user(connection, user["id"], {"phone": None, "phone_confirmed_at": None})
    elif user["email"] not in [other["email"] for other in rest]:
        email = next((other["email"] for other in rest if other["email"]), None)
        confirmed = {} if email else {"email_confirmed_at": None}
        await update_user(connection, user["id"], {"email": email, **confirmed})
    await note_providers(connection, user["id"])
