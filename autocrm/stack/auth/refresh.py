"""Rotating refresh tokens, and noticing when one is used twice.

Each use revokes the token and issues its child. A revoked token is forgiven within the
reuse interval (two tabs refreshing at once) and while its child is unused (the client never
got the answer): both get the session's current token. Any later use means that somebody
copied a token, so the whole family is revoked and the session ends at once, for thief and
victim alike: everyone must sign in again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import read_json, text_of
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.issue import session_json
from autocrm.stack.auth.sessions import Client, add_token, client_of, expiry_of, find_session
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
    if answer is None:  # raised only now, so that ending the session is committed
        raise _invalid("refresh_token_already_used", "Already Used")
    return JSONResponse(answer)


async def _rotate(
    context: AuthContext, connection: Connection, presented: str, client: Client
) -> Row | None:
    session = await _locked_session(connection, presented)
    # Read after the lock was won, for a concurrent refresh may just have revoked it.
    token = await _token_row(connection, presented)
    if token is None:
        raise _not_found()
    user = await _refreshing_user(connection, session)
    current = await _current_token(context, connection, token, session)
    if current is None:
        await _end_session(connection, user, session, client)
        return None
    if expired := expiry_of(session, context.settings.sessions, token["updated_at"]):
        raise _invalid("session_expired", expired)
    await record(connection, user, "token_refreshed", client.ip)
    if current != presented and not token["revoked"]:
        await record(connection, user, "token_revoked", client.ip)
    await _touch(connection, session, client)
    return await session_json(context, connection, session["id"], current, "token_refresh")


async def _locked_session(connection: Connection, presented: str) -> Row:
    found = await _token_row(connection, presented)
    if found is None or found["session_id"] is None:
        raise _not_found()
    session = await find_session(connection, found["session_id"])
    if session is None:
        raise _not_found()
    return session


async def _token_row(connection: Connection, presented: str) -> Row | None:
    query = "select * from auth.refresh_tokens where token = %s"
    return await (await connection.execute(query, (presented,))).fetchone()


async def _refreshing_user(connection: Connection, session: Row) -> Row:
    user = await find_by_id(connection, session["user_id"])
    if user is None:
        raise _not_found()
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise _invalid("user_banned", "User Banned")
    return user


async def _current_token(
    context: AuthContext, connection: Connection, token: Row, session: Row
) -> str | None:
    """The token to answer with; None when this one was used before and is not forgiven."""
    if token["revoked"]:
        return await _forgiven(context, connection, token)
    if not context.settings.refresh_token_rotation:
        same: str = token["token"]
        return same
    await connection.execute(
        "update auth.refresh_tokens set revoked = true, updated_at = now() where id = %s",
        (token["id"],),
    )
    return await add_token(connection, session["user_id"], session["id"], parent=token["token"])


async def _forgiven(context: AuthContext, connection: Connection, token: Row) -> str | None:
    active = await _active_token(connection, token["session_id"])
    if active is None:
        return None
    interval = timedelta(seconds=context.settings.refresh_token_reuse_interval)
    unused_child = active["parent"] == token["token"]
    if unused_child or datetime.now(UTC) <= token["updated_at"] + interval:
        current: str = active["token"]
        return current
    return None


async def _active_token(connection: Connection, session_id: Any) -> Row | None:
    rows = await connection.execute(
        "select token, parent from auth.refresh_tokens"
        " where session_id = %s and not revoked order by id desc limit 1",
        (session_id,),
    )
    return await rows.fetchone()


async def _end_session(connection: Connection, user: Row, session: Row, client: Client) -> None:
    """Revoke the family and date the session's end; the row stays for a while, as evidence."""
    revoked = await connection.execute(
        "update auth.refresh_tokens set revoked = true, updated_at = now()"
        " where session_id = %s and not revoked",
        (session["id"],),
    )
    await connection.execute(
        "update auth.sessions set not_after = least(not_after, now()), updated_at = now()"
        " where id = %s",
        (session["id"],),
    )
    if revoked.rowcount:
        await record(connection, user, "token_revoked", client.ip, {"reason": "reuse"})


async def _touch(connection: Connection, session: Row, client: Client) -> None:
    await connection.execute(
        "update auth.sessions set refreshed_at = now() at time zone 'utc', updated_at = now(),"
        " user_agent = %s, ip = %s where id = %s",
        (client.user_agent, client.ip, session["id"]),
    )


def _not_found() -> AuthFailure:
    return _invalid("refresh_token_not_found", "Refresh Token Not Found")


def _invalid(code: str, reason: str) -> AuthFailure:
    return AuthFailure(400, code, f"Invalid Refresh Token: {reason}")
