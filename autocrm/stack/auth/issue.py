"""Turning a session row into what the client keeps: access token, refresh token, user."""

from __future__ import annotations

import time
import uuid
from typing import Any

from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.sessions import Client, amr_of, open_session
from autocrm.stack.auth.users import find_by_id, user_json

Row = dict[str, Any]


async def sign_in(
    context: AuthContext, connection: Connection, user_id: uuid.UUID, method: str, client: Client
) -> Row:
    """Open a session for `user_id` and answer with it."""
    session_id, refresh_token = await open_session(connection, user_id, method, client)
    await connection.execute(
        "update auth.users set last_sign_in_at = now(), updated_at = now() where id = %s",
        (user_id,),
    )
    return await session_json(context, connection, user_id, session_id, refresh_token)


async def session_json(
    context: AuthContext,
    connection: Connection,
    user_id: uuid.UUID,
    session_id: uuid.UUID,
    refresh_token: str,
    aal: str = "aal1",
) -> Row:
    """The answer of /token: a freshly signed access token and the user."""
    user = await find_by_id(connection, user_id)
    if user is None:  # deleted since the session was read
        raise AuthFailure(403, "user_not_found", "User from sub claim in JWT does not exist")
    issued = int(time.time())
    expires_in = context.settings.jwt_expiry
    amr = await amr_of(connection, session_id)
    claims = {
        **user_claims(user),
        "iss": context.issuer,
        "iat": issued,
        "exp": issued + expires_in,
        "aal": aal,
        "amr": amr,
        "session_id": str(session_id),
    }
    return {
        "access_token": context.signer.sign(claims),
        "token_type": "bearer",
        "expires_in": expires_in,
        "expires_at": issued + expires_in,
        "refresh_token": refresh_token,
        "user": user_json(user),
        "weak_password": None,
    }


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
