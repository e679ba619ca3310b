"""/factors: enrolling and unenrolling a second factor."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth import totp
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import read_json, text_of, valid_uuid
from autocrm.stack.auth.caller import Caller, bearer_claims, require_user
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, not_built, validation_failed
from autocrm.stack.auth.mfa_factors import (
    delete_factor,
    factors_of,
    forget_abandoned,
    insert_totp,
    lock_user,
    owned_factor,
)
from autocrm.stack.auth.security import FactorSwitch, MfaSettings
from autocrm.stack.auth.sessions import client_of

Json = dict[str, Any]
_MAX_NAME = 256  # characters
# By upstream's name of the type: our setting, and how its errors call it.
_TYPES = {"totp": "TOTP", "phone": "Phone", "webauthn": "WebAuthn"}


async def enroll(request: Request) -> Response:
    """A new factor, unverified until its first code. The secret is told only here."""
    context, claims, body = context_of(request), bearer_claims(request), await read_json(request)
    factor_type, name = text_of(body, "factor_type"), text_of(body, "friendly_name")
    async with context.database.transaction() as connection:
        caller = await factor_user(connection, claims)
        check_enabled(context.settings.mfa, factor_type, "enroll")
        if len(name) > _MAX_NAME:
            raise validation_failed(f"friendly_name may have {_MAX_NAME} characters at most")
        await _check_room(context.settings.mfa, connection, caller, name)
        issuer = text_of(body, "issuer") or _site(context)
        answer = await _insert(connection, caller, name, issuer)
        traits = {"factor_id": answer["id"], "factor_type": factor_type}
        await record(connection, caller.user, "factor_in_progress", client_of(request).ip, traits)
    return JSONResponse(answer)


async def factor_user(connection: Connection, claims: Json) -> Caller:
    """The caller, locked, who must have a session and not be anonymous. Raises AuthFailure."""
    await lock_user(connection, (await require_user(connection, claims)).id)
    caller = await require_user(connection, claims)  # as it is now that nobody else changes it
    if caller.user["is_anonymous"]:
        message = "Anonymous user not allowed to perform these actions"
        raise AuthFailure(403, "no_authorization", message)
    if caller.session is None:
        raise AuthFailure(403, "session_not_found", "Factors need a session: sign in first")
    return caller


async def owned(connection: Connection, request: Request, caller: Caller) -> Json:
    """The caller's factor that the path names, locked. Raises AuthFailure 404."""
    text = request.path_params["factor_id"]
    factor_id = valid_uuid(text, "factor_id must be an UUID", 404)
    factor = await owned_factor(connection, caller.id, factor_id)
    if factor is None:
        raise factor_not_found()
    return factor


def factor_not_found() -> AuthFailure:
    """404, the same for no factor and somebody else's."""
    return AuthFailure(404, "mfa_factor_not_found", "Factor not found")


def check_enabled(mfa: MfaSettings, factor_type: str, step: str) -> None:
    """Refuse a type that config.toml has not switched on for `step`, enroll or verify."""
    if factor_type not in _TYPES:
        raise validation_failed("factor_type needs to be totp, phone, or webauthn")
    switch: FactorSwitch = getattr(mfa, factor_type.replace("webauthn", "web_authn"))
    if not (switch.enroll_enabled if step == "enroll" else switch.verify_enabled):
        what = "enroll" if step == "enroll" else "verification"
        message = f"MFA {what} is disabled for {_TYPES[factor_type]}"
        raise AuthFailure(422, f"mfa_{factor_type}_{step}_not_enabled", message)
    if factor_type != "totp":
        raise not_built(f"A factor of type {factor_type}")


async def _check_room(mfa: MfaSettings, connection: Connection, caller: Caller, name: str) -> None:
    await forget_abandoned(connection, caller.id)
    factors = await factors_of(connection, caller.id)
    if any(factor["friendly_name"] == name for factor in factors):
        raise _name_taken(name)
    if len(factors) >= mfa.max_enrolled_factors:
        message = "Maximum number of verified factors reached, unenroll to continue"
        raise AuthFailure(422, "too_many_enrolled_mfa_factors", message)
    if any(factor["status"] == "verified" for factor in factors) and caller.aal != "aal2":
        raise AuthFailure(403, "insufficient_aal", "AAL2 required to enroll a new factor")


def _name_taken(name: str) -> AuthFailure:
    message = f'A factor with the friendly name "{name}" for this user already exists'
    return AuthFailure(422, "mfa_factor_name_conflict", message)


async def _insert(connection: Connection, caller: Caller, name: str, issuer: str) -> Json:
    secret = totp.new_secret()
    try:
        factor_id = await insert_totp(connection, caller.id, name, secret)
    except UniqueViolation as error:
        raise _name_taken(name) from error
    account = caller.user["email"] or caller.user["phone"] or str(caller.id)
    address = totp.uri(secret, issuer, account)
    return {
        "id": str(factor_id),
        "type": "totp",
        "friendly_name": name,
        "totp": {"qr_code": totp.qr_code(address), "secret": secret, "uri": address},
    }


def _site(context: AuthContext) -> str:
    return urlsplit(context.settings.site_url).netloc or "localhost"


async def unenroll(request: Request) -> Response:
    """Delete a factor; a verified one only from a session that has proved a second factor."""
    context, claims = context_of(request), bearer_claims(request)
    async with context.database.transaction() as connection:
        caller = await factor_user(connection, claims)
        factor = await owned(connection, request, caller)
        if factor["status"] == "verified" and caller.aal != "aal2":
            message = "AAL2 required to unenroll verified factor"
            raise AuthFailure(422, "insufficient_aal", message)
        await delete_factor(connection, factor)
        traits = {
            "factor_id": str(factor["id"]),
            "factor_status": factor["status"],
            "session_id": str(caller.session_id),
        }
        await record(connection, caller.user, "factor_unenrolled", client_of(request).ip, traits)
    return JSONResponse({"id": str(factor["id"])})
