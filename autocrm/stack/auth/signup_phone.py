"""Sign-up by phone and password. No SMS leaves this stack, so nothing that needs one works."""

from __future__ import annotations

import uuid
from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.body import object_of, text_of, valid_phone
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.issue import sign_in
from autocrm.stack.auth.newcomer import Newcomer, add
from autocrm.stack.auth.passwords import check_strength, hash_password
from autocrm.stack.auth.sessions import client_of

Json = dict[str, Any]


async def signup_by_phone(request: Request) -> Response:
    """Create the user, confirmed at once; refused where a code would have to be sent."""
    context, body, client = context_of(request), request.state.body, client_of(request)
    values = await _values(context, body)
    identity = {"sub": str(values["id"]), "phone": values["phone"], "phone_verified": False}
    newcomer = Newcomer(values, "phone", {**object_of(body, "data"), **identity})
    try:
        async with context.database.transaction() as connection:
            user_id = await add(context, connection, newcomer, client)
            return JSONResponse(await sign_in(context, connection, user_id, "password", client))
    except UniqueViolation as error:
        raise AuthFailure(422, "user_already_exists", "User already registered") from error


async def _values(context: AuthContext, body: Json) -> Json:
    password = text_of(body, "password")
    if not password:
        raise validation_failed("Signup requires a valid password")
    check_strength(
        password, context.settings.minimum_password_length, context.settings.required_characters
    )
    if text_of(body, "code_challenge"):
        raise validation_failed("PKCE not supported for phone signups")
    if not context.settings.phone.signup:
        raise AuthFailure(400, "phone_provider_disabled", "Phone signups are disabled")
    phone = valid_phone(text_of(body, "phone"))
    if context.settings.phone.confirmations:
        raise no_sms("Error sending confirmation OTP to provider")
    return {
        "id": uuid.uuid4(),
        "phone": phone,
        "encrypted_password": await hash_password(password),
        "phone_confirmed_at": "now",
        "raw_app_meta_data": {"provider": "phone", "providers": ["phone"]},
        "raw_user_meta_data": {**object_of(body, "data"), "phone_verified": True},
    }


def no_sms(message: str) -> AuthFailure:
    """422: upstream's answer where its SMS provider fails; here there is none."""
    return AuthFailure(422, "sms_send_failed", f"{message}: no SMS leaves the embedded stack")
