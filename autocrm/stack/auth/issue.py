"""Turning a session row into what the client keeps: access token, refresh token, user."""

from __future__ import annotations

import time
import uuid
from typing import Any

from autocrm.stack.auth.audit import record
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.hook import customised
from autocrm.stack.auth.roles import learn_roles
from autocrm.stack.auth.sessions import Client, amr_of, find_session, open_session
from autocrm.stack.auth.user_shape import user_json
from autocrm.stack.auth.users import find_by_id

Row = dict[str, Any]


async def sign_in(
    context: AuthContext,
    connection: Connection,
    user_id: uuid.UUID,
    method: str,
    client: Client,
    *,
    aal: str = "aal1",
) -> Row:
    """Open a session for `user_id` and answer with it.

    `method` is the amr method: password, otp, magiclink, recovery, invite, email/signup,
    email_change, oauth, anonymous, … It goes into the token and to the access-token hook.
    """
    session_id, refresh_token = await open_session(connection, user_id, method, client, aal)
    await connection.execute(
        "update auth.users set last_sign_in_at = now(), updated_at = now() where id = %s",
        (user_id,),
    )
    user = await _existing(connection, user_id)
    provider = (user["raw_app_meta_data"] or {}).get("provider")
    await record(connection, user, "login", client.ip, {"provider": provider} if provider else None)
    return await session_json(context, connection, session_id, refresh_token, method)


async def session_json(
    context: AuthContext,
    connection: Connection,
    session_id: uuid.UUID,
    refresh_token: str,
    method: str,
) -> Row:
    """The answer of /token: a freshly signed access token and the user.

    `method` is why the token is issued: an amr method, or token_refresh.
    """
    session = await find_session(connection, session_id)
    if session is None:
        raise AuthFailure(
            403, "session_not_found", "The session was ended meanwhile: sign in again"
        )
    user = await _existing(connection, session["user_id"])
    issued, expires_in = int(time.time()), context.settings.jwt_expiry
    claims = {
        **user_claims(user),
        "iss": context.issuer,
        "iat": issued,
        "exp": issued + expires_in,
        "aal": session["aal"] or "aal1",
        "amr": await amr_of(connection, session_id),
        "session_id": str(session_id),
    }
    claims = await customised(context, connection, user["id"], claims, method)
    if claims["role"] not in context.signer.roles:  # made since we last looked, perhaps
        await learn_roles(connection, context.signer)
    return {
        "access_token": context.signer.sign(claims),
        "token_type": "bearer",
        "expires_in": expires_in,
        "expires_at": issued + expires_in,
        "refresh_token": refresh_token,
        "user": user_json(user),
        "weak_password": None,
    }


async def _existing(connection: Connection, user_id: uuid.UUID) -> Row:
    user = await find_by_id(connection, user_id)
    if user is None:  # deleted since the session was read
        raise AuthFailure(403, "user_not_found", "User from sub claim in JWT does not exist")
    return user


def user_claims(user: Row) -> Row:
    """The claims that come from the row of auth.users."""
    return {
        "sub": str(user["id"]),
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"] or "",
        "phone": user["phone"] or "",
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
        "is_anonymous": user["is_anonymous"],
    }
