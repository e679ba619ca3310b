"""POST /signup: a new user by e-mail and password, confirmed at once, or an anonymous one."""

from __future__ import annotations

import uuid
from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.body import object_of, read_json, text_of, valid_email
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.errors import AuthFailure, not_built, validation_failed
from autocrm.stack.auth.issue import sign_in
from autocrm.stack.auth.passwords import check_strength, hash_password
from autocrm.stack.auth.sessions import client_of
from autocrm.stack.auth.users import insert_user, put_identity

Json = dict[str, Any]


async def signup(request: Request) -> Response:
    """Create the user and answer with a session, as upstream does without confirmations."""
    context, body = context_of(request), await read_json(request)
    values = await _new_user(context, body)
    try:
        async with context.database.transaction() as connection:
            user_id = await insert_user(connection, values)
            if values.get("email"):
                data = email_identity(user_id, values["email"], verified=True)
                await put_identity(connection, user_id, "email", data)
            method = "anonymous" if values.get("is_anonymous") else "password"
            client = client_of(request)
            return JSONResponse(await sign_in(context, connection, user_id, method, client))
    except UniqueViolation as error:
        raise AuthFailure(422, "user_already_exists", "User already registered") from error


async def _new_user(context: AuthContext, body: Json) -> Json:
    if not context.settings.enable_signup:
        raise AuthFailure(422, "signup_disabled", "Signups not allowed for this instance")
    email, phone = text_of(body, "email"), text_of(body, "phone")
    if email and phone:
        message = "Only an email address or phone number should be provided on signup."
        raise validation_failed(message)
    if phone:
        raise AuthFailure(400, "phone_provider_disabled", "Phone signups are disabled")
    if not email and not text_of(body, "password"):
        return _anonymous(context, body)
    return await _with_password(context, body, email)


def _anonymous(context: AuthContext, body: Json) -> Json:
    if not context.settings.enable_anonymous_sign_ins:
        code, message = "anonymous_provider_disabled", "Anonymous sign-ins are disabled"
        raise AuthFailure(422, code, message)
    data = object_of(body, "data")
    return {"is_anonymous": True, "raw_app_meta_data": {}, "raw_user_meta_data": data}


async def _with_password(context: AuthContext, body: Json, email: str) -> Json:
    password = text_of(body, "password")
    if not password:
        raise validation_failed("Signup requires a valid password")
    if not context.settings.email_signup:
        raise AuthFailure(400, "email_provider_disabled", "Email signups are disabled")
    check_strength(password, context.settings.minimum_password_length)
    address = valid_email(email)
    if context.settings.email_confirmations:
        raise not_built("Confirming an e-mail address (enable_confirmations = true)")
    user_id = uuid.uuid4()
    return {
        "id": user_id,
        "email": address,
        "encrypted_password": await hash_password(password),
        "email_confirmed_at": "now",
        "raw_app_meta_data": {"provider": "email", "providers": ["email"]},
        "raw_user_meta_data": {
            **object_of(body, "data"),
            **email_identity(user_id, address, verified=True),
        },
    }


def email_identity(user_id: uuid.UUID, email: str, *, verified: bool) -> Json:
    """The identity_data of an e-mail identity."""
    return {
        "sub": str(user_id),
        "email": email,
        "email_verified": verified,
        "phone_verified": False,
    }
