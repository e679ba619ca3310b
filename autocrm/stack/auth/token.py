"""POST /token: a session for a password, or the next session for a refresh token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.body import read_json, text_of, valid_phone
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.errors import AuthFailure, invalid_credentials, validation_failed
from autocrm.stack.auth.external import id_token_grant, web3_grant
from autocrm.stack.auth.issue import sign_in
from autocrm.stack.auth.limits import limited
from autocrm.stack.auth.passwords import matches
from autocrm.stack.auth.pkce import pkce_grant
from autocrm.stack.auth.refresh import refresh
from autocrm.stack.auth.sessions import client_of
from autocrm.stack.auth.users import find_by_email, find_by_phone

Json = dict[str, Any]


async def token(request: Request) -> Response:
    """Dispatch on grant_type."""
    grant = request.query_params.get("grant_type", "")
    answer = _GRANTS.get(grant)
    if answer is None:
        raise AuthFailure(400, "invalid_credentials", "unsupported_grant_type")
    return await answer(request)


async def _password_grant(request: Request) -> Response:
    context, body = context_of(request), await read_json(request)
    user = await _find(context, body)
    # Compared outside any transaction (it takes 50 ms), and also for a user who is not there.
    stored = user["encrypted_password"] if user else None
    if not await matches(text_of(body, "password"), stored) or user is None:
        raise invalid_credentials()
    check_not_banned(user, "User is banned")
    if user["email"] and not user["confirmed_at"]:
        raise AuthFailure(400, "email_not_confirmed", "Email not confirmed")
    async with context.database.transaction() as connection:
        client = client_of(request)
        return JSONResponse(await sign_in(context, connection, user["id"], "password", client))


async def _find(context: AuthContext, body: Json) -> Json | None:
    email, phone = text_of(body, "email"), text_of(body, "phone")
    if email and phone:
        message = "Only an email address or phone number should be provided on login."
        raise validation_failed(message)
    if not email and not phone:
        raise validation_failed("missing email or phone")
    if email and not context.settings.email_signup:
        raise AuthFailure(422, "email_provider_disabled", "Email logins are disabled")
    if phone and not context.settings.phone.signup:
        raise AuthFailure(422, "phone_provider_disabled", "Phone logins are disabled")
    async with context.database.transaction() as connection:
        if email:
            return await find_by_email(connection, email.lower())
        return await find_by_phone(connection, valid_phone(phone))


def check_not_banned(user: Json, message: str) -> None:
    """Refuse a user whose ban has not run out. Raises AuthFailure 400."""
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise AuthFailure(400, "user_banned", message)


_GRANTS: dict[str, Callable[[Request], Awaitable[Response]]] = {
    "password": limited(_password_grant, "sign_in_sign_ups"),
    "refresh_token": limited(refresh, "token_refresh"),
    "pkce": limited(pkce_grant, "token_refresh"),
    "id_token": id_token_grant,
    "web3": web3_grant,
}
