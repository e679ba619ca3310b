"""Rows of auth.sessions and auth.refresh_tokens: opening, rotating, closing."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request

from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.security import SessionLimits
from autocrm.stack.auth.users import NIL

Row = dict[str, Any]


@dataclass(frozen=True)
class Client:
    """Where a request came from, kept with its session."""

    user_agent: str
    ip: str | None


def client_of(request: Request) -> Client:
    """User agent and address; of the socket, since a caller may put anything into a header."""
    ip = request.client.host if request.client else None
    agent = request.headers.get("user-agent", "").replace("\x00", "")
    return Client(agent[:1000], ip)


def new_token() -> str:
    """A refresh token: 128 random bits."""
    return secrets.token_urlsafe(16)


async def open_session(
    connection: Connection, user_id: uuid.UUID, method: str, client: Client, aal: str = "aal1"
) -> tuple[uuid.UUID, str]:
    """Insert a session with its first refresh token; returns its id and the token."""
    session_id = uuid.uuid4()
    await connection.execute(
        "insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)"
        " values (%s, %s, now(), now(), %s, %s, %s)",
        (session_id, user_id, aal, client.user_agent, client.ip),
    )
    await add_method(connection, session_id, method)
    return session_id, await add_token(connection, user_id, session_id, parent=None)


async def add_method(connection: Connection, session_id: uuid.UUID, method: str) -> None:
    """Note that the session was authenticated by `method` just now."""
    await connection.execute(
        "insert into auth.mfa_amr_claims"
        " (id, session_id, created_at, updated_at, authentication_method)"
        " values (%s, %s, now(), now(), %s)"
        " on conflict (session_id, authentication_method) do update set updated_at = now()",
        (uuid.uuid4(), session_id, method),
    )


async def add_token(
    connection: Connection, user_id: uuid.UUID, session_id: uuid.UUID, parent: str | None
) -> str:
    """Insert the next refresh token of a session."""
    token = new_token()
    await connection.execute(
        "insert into auth.refresh_tokens"
        " (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)"
        " values (%s, %s, %s, false, now(), now(), %s, %s)",
        (NIL, token, str(user_id), parent, session_id),
    )
    return token


async def find_session(connection: Connection, session_id: uuid.UUID) -> Row | None:
    """The session, locked to the end of the transaction."""
    query = "select * from auth.sessions where id = %s for update"
    return await (await connection.execute(query, (session_id,))).fetchone()


async def amr_of(connection: Connection, session_id: uuid.UUID) -> list[Row]:
    """How the session was authenticated, newest first: `{method, timestamp}`."""
    rows = await connection.execute(
        "select authentication_method as method,"
        " floor(extract(epoch from updated_at))::bigint as timestamp"
        " from auth.mfa_amr_claims where session_id = %s order by updated_at desc",
        (session_id,),
    )
    return await rows.fetchall()


async def live_session(
    connection: Connection, session_id: uuid.UUID, user_id: uuid.UUID
) -> Row | None:
    """The user's session, unless it was signed out or ended for reuse of a refresh token."""
    found = await connection.execute(
        "select * from auth.sessions where id = %s and user_id = %s"
        " and (not_after is null or not_after > now())",
        (session_id, user_id),
    )
    return await found.fetchone()


def expiry_of(session: Row, limits: SessionLimits, token_time: datetime) -> str | None:
    """Why the session may not be refreshed any more, or None; `token_time` is its token's."""
    now = datetime.now(UTC)
    if session["not_after"] and session["not_after"] <= now:
        return "Session Expired"
    if limits.timebox and session["created_at"] + timedelta(seconds=limits.timebox) < now:
        return "Session Expired"
    refreshed = session["refreshed_at"]  # without a zone, in UTC
    last = refreshed.replace(tzinfo=UTC) if refreshed else max(session["created_at"], token_time)
    idle = limits.inactivity_timeout
    if idle and last + timedelta(seconds=idle) < now:
        return "Session Expired (Inactivity)"
    return None


async def close_sessions(
    connection: Connection, user_id: uuid.UUID, scope: str, session_id: uuid.UUID | None
) -> None:
    """Delete sessions of a user: `global` all, `local` this one, `others` all but this one.

    Their refresh tokens go with them.
    """
    conditions = {
        "global": "true",
        "local": "id = %(session)s",
        "others": "id is distinct from %(session)s",
    }
    await connection.execute(
        f"delete from auth.sessions where user_id = %(user)s and {conditions[scope]}",
        {"user": user_id, "session": session_id},
    )
