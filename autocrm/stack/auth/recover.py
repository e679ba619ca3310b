"""POST /recover and /resend, GET /reauthenticate: mails to people who are known."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth import errand, pkce
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import read_json, text_of, valid_email, valid_phone
from autocrm.stack.auth.caller import bearer_claims, require_user
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.email_change import change_letters
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.mailer import Letter
from autocrm.stack.auth.redirects import redirect_of
from autocrm.stack.auth.sessions import Client, client_of
from autocrm.stack.auth.signup_phone import no_sms
from autocrm.stack.auth.users import find_by_email

Json = dict[str, Any]


async def recover(request: Request) -> Response:
    """A mail to choose a new password with; {} whether the address is known or not."""
    context, client = context_of(request), client_of(request)
    if not context.settings.email_signup:
        raise AuthFailure(400, "email_provider_disabled", "Email logins are disabled")
    body = await read_json(request)
    if not text_of(body, "email"):
        raise validation_failed("Password recovery requires an email")
    address, challenge = valid_email(text_of(body, "email")), pkce.challenge_of(body)
    redirect_to = redirect_of(request)
    async with context.database.transaction() as connection:
        user = await find_by_email(connection, address)
        if user is None:
            return JSONResponse({})
        with_pkce = await pkce.begin(connection, user["id"], challenge, "recovery")
        await record(connection, user, "user_recovery_requested", client.ip)
        letter = await errand.write(
            context, connection, user, errand.RECOVERY, redirect_to, pkce=with_pkce
        )
    await context.mailer.send(letter)
    return JSONResponse({})


async def resend(request: Request) -> Response:
    """Once more the mail of a sign-up or an e-mail change that waits; else {} and nothing."""
    context, client, body = context_of(request), client_of(request), await read_json(request)
    address, challenge = _recipient(context, body), pkce.challenge_of(body)
    redirect_to = redirect_of(request)
    async with context.database.transaction() as connection:
        user = await find_by_email(connection, address) if address else None
        letters = []
        if user is not None:
            kind = text_of(body, "type")
            with_pkce = await pkce.begin(connection, user["id"], challenge, kind)
            letters = await _again(
                context, connection, user, kind, redirect_to, client, pkce=with_pkce
            )
    if letters:
        await context.mailer.send(*letters)
    return JSONResponse({})


def _recipient(context: AuthContext, body: Json) -> str:
    kind, email, phone = (text_of(body, name) for name in ("type", "email", "phone"))
    if kind not in ("signup", "email_change", "sms", "phone_change"):
        raise validation_failed(
            "Missing one of these types: signup, email_change, sms, phone_change"
        )
    if kind == "signup" and not email:
        raise validation_failed("Type provided requires an email address")
    if kind == "sms" and not phone:
        raise validation_failed("Type provided requires a phone number")
    if email and phone:
        raise validation_failed("Only an email address or phone number should be provided.")
    if phone:
        raise _phone_refused(context, phone)
    if not email:
        raise validation_failed("Missing email address or phone number")
    if not context.settings.email_signup:
        raise AuthFailure(400, "email_provider_disabled", "Email logins are disabled")
    address = valid_email(email)
    return address if kind in ("signup", "email_change") else ""


def _phone_refused(context: AuthContext, phone: str) -> AuthFailure:
    if not context.settings.phone.signup:
        return AuthFailure(400, "phone_provider_disabled", "Phone logins are disabled")
    valid_phone(phone)
    return no_sms("Error sending sms OTP")


async def _again(
    context: AuthContext,
    connection: Connection,
    user: Json,
    kind: str,
    redirect_to: str,
    client: Client,
    *,
    pkce: bool,
) -> list[Letter]:
    if kind == "email_change":
        if not user["email_change"]:
            return []
        new = user["email_change"]
        return await change_letters(context, connection, user, new, redirect_to, pkce=pkce)
    if user["email_confirmed_at"]:
        return []
    await record(connection, user, "user_confirmation_requested", client.ip)
    letter = await errand.write(
        context, connection, user, errand.CONFIRMATION, redirect_to, pkce=pkce
    )
    return [letter]


async def reauthenticate(request: Request) -> Response:
    """A mail with a code that a password change asks for (`nonce`)."""
    if request.method != "GET":  # Starlette answers HEAD with GET's handler
        raise AuthFailure(405, "validation_failed", "Method Not Allowed")
    context, claims, client = context_of(request), bearer_claims(request), client_of(request)
    async with context.database.transaction() as connection:
        user = (await require_user(connection, claims)).user
        _check_reachable(user)
        await record(connection, user, "user_reauthenticate_requested", client.ip)
        letter = await errand.write(
            context, connection, user, errand.REAUTHENTICATION, context.settings.mail.site_url
        )
    await context.mailer.send(letter)
    return JSONResponse({})


def _check_reachable(user: Json) -> None:
    if not user["email"] and not user["phone"]:
        raise validation_failed(
            "Reauthentication requires the user to have an email or a phone number"
        )
    if not user["email"]:
        raise no_sms("Error sending sms OTP")
    if not user["email_confirmed_at"]:
        raise AuthFailure(422, "email_not_confirmed", "Please verify your email first.")
