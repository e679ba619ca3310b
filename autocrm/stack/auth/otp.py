"""POST /otp and /magiclink: a mail with a code and a link to sign in with."""

from __future__ import annotations

from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth import errand, pkce
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import flag_of, object_of, read_json, text_of, valid_email, valid_phone
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.mailer import Letter
from autocrm.stack.auth.newcomer import email_newcomer, stored
from autocrm.stack.auth.redirects import redirect_of
from autocrm.stack.auth.sessions import Client, client_of
from autocrm.stack.auth.signup import check_open, confirm_by_mail
from autocrm.stack.auth.signup_phone import no_sms
from autocrm.stack.auth.users import find_by_email

Json = dict[str, Any]


async def otp(request: Request) -> Response:
    """Answer {} once the mail is out; with `create_user` false only for who is known."""
    body = await read_json(request)
    email, phone = text_of(body, "email"), text_of(body, "phone")
    if email and phone:
        raise validation_failed("Only an email address or phone number should be provided")
    if email and text_of(body, "channel"):
        raise validation_failed("Channel should only be specified with Phone OTP")
    challenge = pkce.challenge_of(body)
    if phone:
        raise _phone_refused(context_of(request), phone)
    if not email:
        raise validation_failed("One of email or phone must be set")
    create = "create_user" not in body or flag_of(body, "create_user")
    return await _magic_link(request, body, challenge, create=create)


async def magic_link(request: Request) -> Response:
    """The older name, for e-mail only."""
    body = await read_json(request)
    return await _magic_link(request, body, pkce.challenge_of(body), create=True)


def _phone_refused(context: AuthContext, phone: str) -> AuthFailure:
    if not context.settings.phone.signup:
        return AuthFailure(400, "phone_provider_disabled", "Unsupported phone provider")
    valid_phone(phone)
    return no_sms("Error sending sms OTP")


async def _magic_link(
    request: Request, body: Json, challenge: pkce.Challenge | None, *, create: bool
) -> Response:
    context, client = context_of(request), client_of(request)
    if not context.settings.email_signup:
        raise AuthFailure(422, "email_provider_disabled", "Email logins are disabled")
    address, redirect_to = valid_email(text_of(body, "email")), redirect_of(request)
    data = object_of(body, "data")
    try:
        async with context.database.transaction() as connection:
            user = await find_by_email(connection, address)
            if user is None and not create:
                raise AuthFailure(422, "otp_disabled", "Signups not allowed for otp")
            if user is None:
                user = await _newcomer(context, connection, address, data, client)
            letter = await _letter(context, connection, user, challenge, redirect_to, client)
    except UniqueViolation as error:  # two first requests at once
        message = "For security purposes, you can only request this after 1 seconds."
        raise AuthFailure(429, "over_email_send_rate_limit", message) from error
    await context.mailer.send(letter)
    return JSONResponse({})


async def _newcomer(
    context: AuthContext, connection: Connection, address: str, data: Json, client: Client
) -> Json:
    check_open(context)
    confirmed = not context.settings.email_confirmations
    newcomer = email_newcomer(address, data, confirmed=confirmed)
    return await stored(context, connection, newcomer, client)


async def _letter(
    context: AuthContext,
    connection: Connection,
    user: Json,
    challenge: pkce.Challenge | None,
    redirect_to: str,
    client: Client,
) -> Letter:
    """For who waits for confirmation the one that confirms, which signs in as well."""
    if user["email_confirmed_at"] is None and context.settings.email_confirmations:
        check_open(context)
        _, letter = await confirm_by_mail(context, connection, user, challenge, redirect_to, client)
        return letter
    with_pkce = await pkce.begin(connection, user["id"], challenge, "magiclink")
    await record(connection, user, "user_recovery_requested", client.ip)
    return await errand.write(
        context, connection, user, errand.MAGIC_LINK, redirect_to, pkce=with_pkce
    )
