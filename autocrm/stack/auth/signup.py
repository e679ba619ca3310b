"""POST /signup: a new user by e-mail or phone and password, or an anonymous one."""

from __future__ import annotations

from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth import errand, pkce
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import object_of, read_json, text_of, valid_email
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.issue import sign_in
from autocrm.stack.auth.limits import limited
from autocrm.stack.auth.mailer import Letter
from autocrm.stack.auth.newcomer import Newcomer, add, email_newcomer, stored
from autocrm.stack.auth.passwords import check_strength, hash_password
from autocrm.stack.auth.redirects import redirect_of
from autocrm.stack.auth.sessions import Client, client_of
from autocrm.stack.auth.signup_phone import signup_by_phone
from autocrm.stack.auth.user_shape import draft_json, user_json
from autocrm.stack.auth.users import find_by_email

Json = dict[str, Any]


async def signup(request: Request) -> Response:
    """Answer with a session, or with the user when the address has to be confirmed first."""
    body = await read_json(request)
    request.state.body = body
    email, phone = text_of(body, "email"), text_of(body, "phone")
    if not email and not phone:
        return await _anonymously(request)
    if email and phone:
        message = "Only an email address or phone number should be provided on signup."
        raise validation_failed(message)
    check_open(context_of(request))
    return await (_bounded_by_email(request) if email else _bounded_by_phone(request))


def check_open(context: AuthContext) -> None:
    """Refuse newcomers where config.toml says so. Raises AuthFailure 422."""
    if not context.settings.enable_signup:
        raise AuthFailure(422, "signup_disabled", "Signups not allowed for this instance")


async def _anonymous(request: Request) -> Response:
    context, body, client = context_of(request), request.state.body, client_of(request)
    check_open(context)
    values = {
        "is_anonymous": True,
        "raw_app_meta_data": {},
        "raw_user_meta_data": object_of(body, "data"),
    }
    async with context.database.transaction() as connection:
        user_id = await add(context, connection, Newcomer(values), client)
        return JSONResponse(await sign_in(context, connection, user_id, "anonymous", client))


async def _anonymously(request: Request) -> Response:
    if not context_of(request).settings.enable_anonymous_sign_ins:
        code, message = "anonymous_provider_disabled", "Anonymous sign-ins are disabled"
        raise AuthFailure(422, code, message)
    return await _bounded_anonymous(request)


async def _by_email(request: Request) -> Response:
    context, body, client = context_of(request), request.state.body, client_of(request)
    challenge, redirect_to = pkce.challenge_of(body), redirect_of(request)
    newcomer = await _draft(context, body)
    by_mail = context.settings.email_confirmations
    try:
        async with context.database.transaction() as connection:
            known = await find_by_email(connection, newcomer.values["email"])
            answer: Json | None
            letter: Letter | None = None
            if known is not None and (known["email_confirmed_at"] or not by_mail):
                answer = await _repeated(context, connection, known, newcomer, client)
            elif by_mail:
                user = known or await stored(context, connection, newcomer, client)
                answer, letter = await confirm_by_mail(
                    context, connection, user, challenge, redirect_to, client
                )
            else:
                user_id = await add(context, connection, newcomer, client)
                answer = await sign_in(context, connection, user_id, "password", client)
    except UniqueViolation as error:  # two sign-ups at once
        raise _already_registered() from error
    if answer is None:
        raise _already_registered()
    if letter is not None:
        await context.mailer.send(letter)
    return JSONResponse(answer)


async def _draft(context: AuthContext, body: Json) -> Newcomer:
    password = checked_password(context, body)
    if not context.settings.email_signup:
        raise AuthFailure(400, "email_provider_disabled", "Email signups are disabled")
    address = valid_email(text_of(body, "email"))
    # Hashed whoever it is: else the time would tell that the address is known.
    hashed, confirmed = await hash_password(password), not context.settings.email_confirmations
    data = object_of(body, "data")
    return email_newcomer(address, data, encrypted_password=hashed, confirmed=confirmed)


def checked_password(context: AuthContext, body: Json) -> str:
    """The password of a sign-up. Raises AuthFailure."""
    password = text_of(body, "password")
    if not password:
        raise validation_failed("Signup requires a valid password")
    check_strength(
        password, context.settings.minimum_password_length, context.settings.required_characters
    )
    return password


async def confirm_by_mail(
    context: AuthContext,
    connection: Connection,
    user: Json,
    challenge: pkce.Challenge | None,
    redirect_to: str,
    client: Client,
) -> tuple[Json, Letter]:
    """The answer to a sign-up that waits for its mail, and the mail, to send afterwards."""
    with_pkce = await pkce.begin(connection, user["id"], challenge, "signup", "email")
    letter = await errand.write(
        context, connection, user, errand.CONFIRMATION, redirect_to, pkce=with_pkce
    )
    traits = {"provider": "email"}
    await record(connection, user, "user_confirmation_requested", client.ip, traits)
    fresh = await find_by_email(connection, user["email"])
    assert fresh is not None  # the row is ours in this transaction
    answer = user_json(fresh)
    if fresh["invited_at"]:  # what the inviter wrote down is not for whoever asks
        answer |= {"user_metadata": {}, "identities": []}
    return answer, letter


async def _repeated(
    context: AuthContext, connection: Connection, known: Json, newcomer: Newcomer, client: Client
) -> Json | None:
    """With confirmations, an answer that could be a stranger's; else None: a refusal.

    That the address is registered is then known only to who reads its mail.
    """
    traits = {"provider": "email"}
    await record(connection, known, "user_repeated_signup", client.ip, traits)
    if not context.settings.email_confirmations:
        return None
    return draft_json({**newcomer.values, "role": "", "confirmation_sent_at": "now"})


def _already_registered() -> AuthFailure:
    return AuthFailure(422, "user_already_exists", "User already registered")


_bounded_anonymous = limited(_anonymous, "anonymous_users")
_bounded_by_email = limited(_by_email, "sign_in_sign_ups")
_bounded_by_phone = limited(signup_by_phone, "sign_in_sign_ups")
