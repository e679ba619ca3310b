"""Raising a session to aal2, once a second factor was proved."""

from __future__ import annotations

from typing import Any

from autocrm.stack.auth.caller import Caller
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.issue import session_json
from autocrm.stack.auth.sessions import add_method, add_token

Json = dict[str, Any]


async def raise_session(
    context: AuthContext, connection: Connection, caller: Caller, factor: Json
) -> Json:
    """The caller's session at aal2, with new tokens; the user's sessions below aal2 end."""
    assert caller.session_id is not None
    session_id, method = caller.session_id, factor["factor_type"]
    await connection.execute(
        "update auth.sessions set aal = 'aal2', factor_id = %s, updated_at = now() where id = %s",
        (factor["id"], session_id),
    )
    await add_method(connection, session_id, method)
    await connection.execute(
        "delete from auth.sessions"
        " where user_id = %s and id <> %s and (aal is null or aal < 'aal2')",
        (caller.id, session_id),
    )
    await connection.execute(
        "delete from auth.mfa_factors"
        " where user_id = %s and status = 'unverified' and factor_type = %s",
        (caller.id, method),
    )
    # A refresh token from before the proof must not lead to aal2, not even within the reuse
    # interval: whoever holds it may have stolen it together with the password.
    await connection.execute("delete from auth.refresh_tokens where session_id = %s", (session_id,))
    refresh_token = await add_token(connection, caller.id, session_id, parent=None)
    return await session_json(context, connection, session_id, refresh_token, method)
