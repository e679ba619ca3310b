"""Rotating refresh tokens, and noticing when one is used twice.

Each use revokes the token and issues its child. A revoked token is forgiven within the
reuse interval (two tabs refreshing at once) and while its child is unused (the client never
got the answer): both get the session's current token. Any later use means that somebody
copied a token, so the whole family is revoked and everyone must sign in again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.body import read_json, text_of
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.issue import session_json
from autocrm.stack.auth.sessions import Client, add_token, client_of, find_session
from autocrm.stack.auth.users import find_by_id

Row = dict[str, Any]


async def refresh(request: Request) -> Response:
    """Answer the refresh_token grant."""
    context, body = context_of(request), await read_json(request)
    presented = text_of(body, "refresh_token")
    if not presented:
        raise validation_failed("refresh_token required")
    async with context.database.transaction() as connection:
        answer = await _rotate(context, connection, presented, client_of(request))
    if answer is None:  # raised only now, so that revoking the family is committed
        code = "refresh_token_already_used"
        raise AuthFailure(400, code, "Invalid Refresh Token: Already Used")
    return JSONResponse(answer)


async def _rotate(
    context: AuthContext, connection: Connection, presented: str, client: Client
) -> Row | None:
    session = await _locked_session(connection, presented)
    # Read after the lock was won, for a concurrent refresh may just have revoked it.
    row = await _token_row(connection, presented)
    if row is None:
        raise _not_found()
    await _check_user(connection, session)
    if row["revoked"]:
        current = await _forgiven(context, connection, row)
    else:
        current = await _next_token(context, connection, row, session)
    if current is None:
        return None
    await _touch(connection, session, client)
    return await session_json(
        context, connection, session["user_id"], session["id"], current, session["aal"] or "aal1"
    )


async def _locked_session(connection: Connection, presented: str) -> Row:
    found = await _token_row(connection, presented)
    if found is None or found["session_id"] is None:
        raise _not_found()
    session = await find_session(connection, found["session_id"])
    if session is None:
        raise _not_found()
    if session["not_after"] and session["not_after"] <= datetime.now(UTC):
        raise AuthFailure(400, "session_expired", "Invalid Refresh Token: Session Expired")
    return session


async def _token_row(connection: Connection, presented: str) -> Row | None:
    query = "select * from auth.refresh_tokens where token = %s"
    return await (await connection.execute(query, (presented,))).fetchone()


async def _check_user(connection: Connection, session: Row) -> None:
    user = await find_by_id(connection, session["user_id"])
    if user is None:
        raise _not_found()
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise AuthFailure(400, "user_banned", "Invalid Refresh Token: User Banned")


async def _next_token(context: AuthContext, connection: Connection, row: Row, session: Row) -> str:
    if not context.settings.refresh_token_rotation:
        token: str = row["token"]
        return token
    await connection.execute(
        "update auth.refresh_tokens set revoked = true, updated_at = now() where id = %s",
        (row["id"],),
    )
    return await add_token(connection, session["user_id"], session["id"], parent=row["token"])


async def _forgiven(context: AuthContext, connection: Connection, row: Row) -> str | None:
    """The session's current token, or None after revoking the family."""
    active = await _active_token(connection, row["session_id"])
    interval = timedelta(seconds=context.settings.refresh_token_reuse_interval)
    if active is not None:
        unused_child = active["parent"] == row["token"]
        if unused_child or datetime.now(UTC) <= row["updated_at"] + interval:
            token: str = active["token"]
            return token
    await connection.execute(
        "update auth.refresh_tokens set revoked = true, updated_at = now()"
        " where session_id = %s and not revoked",
        (row["session_id"],),
    )
    return None


async def _active_token(connection: Connection, session_id: Any) -> Row | None:
    rows = await connection.execute(
        "select token, parent from auth.refresh_tokens"
        " where session_id = %s and not revoked order by id desc limit 1",
        (session_id,),
    )
    return await rows.fetchone()


async def _touch(connection: Connection, session: Row, client: Client) -> None:
    await connection.execute(
        "update auth.sessions set refreshed_at = now() at time zone 'utc', updated_at = now(),"
        " user_agent = %s, ip = %s where id = %s",
        (client.user_agent, client.ip, session["id"]),
    )


def _not_found() -> AuthFailure:
    message = "Invalid Refresh Token: Refresh Token Not Found"
    return AuthFailure(400, "refresh_token_not_found", message)
