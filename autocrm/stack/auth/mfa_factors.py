"""Rows of auth.mfa_factors, and how a factor looks in an answer."""

from __future__ import annotations

import uuid
from typing import Any

from autocrm.stack.auth.database import Connection

Row = dict[str, Any]
_CHALLENGE_LIFE = 300  # seconds; upstream's, also for a factor that was never challenged
_SHOWN = (
    "select id, created_at, updated_at, status, friendly_name, factor_type, phone,"
    " last_challenged_at from auth.mfa_factors"
)


def factor_json(factor: Row) -> Row:
    """The public form: never the secret. Times are strings or datetimes."""
    name = {"friendly_name": factor["friendly_name"]} if factor["friendly_name"] else {}
    return {
        "id": str(factor["id"]),
        "created_at": _time(factor["created_at"]),
        "updated_at": _time(factor["updated_at"]),
        "status": factor["status"],
        **name,
        "factor_type": factor["factor_type"],
        "phone": factor["phone"] or "",
        "last_challenged_at": _time(factor["last_challenged_at"]),
    }


def _time(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else value.isoformat()
    return str(text).replace("+00:00", "Z")


async def lock_user(connection: Connection, user_id: uuid.UUID) -> None:
    """Let what happens to a user's factors happen one after the other: no deadlocks, no races."""
    query = "select from auth.users where id = %s for no key update"
    await connection.execute(query, (user_id,))


async def factors_of(connection: Connection, user_id: uuid.UUID) -> list[Row]:
    """The user's factors, oldest first."""
    query = _SHOWN + " where user_id = %s order by created_at, id"
    return await (await connection.execute(query, (user_id,))).fetchall()


async def owned_factor(
    connection: Connection, user_id: uuid.UUID, factor_id: uuid.UUID
) -> Row | None:
    """The user's factor with its secret, locked; None when it is not there or somebody else's."""
    query = "select * from auth.mfa_factors where id = %s and user_id = %s for update"
    return await (await connection.execute(query, (factor_id, user_id))).fetchone()


async def insert_totp(
    connection: Connection, user_id: uuid.UUID, friendly_name: str, secret: str
) -> uuid.UUID:
    """Insert an unverified factor. Raises UniqueViolation when the name is taken."""
    factor_id = uuid.uuid4()
    await connection.execute(
        "insert into auth.mfa_factors"
        " (id, user_id, friendly_name, factor_type, status, created_at, updated_at, secret)"
        " values (%s, %s, %s, 'totp', 'unverified', now(), now(), %s)",
        (factor_id, user_id, friendly_name, secret),
    )
    return factor_id


async def forget_abandoned(connection: Connection, user_id: uuid.UUID) -> None:
    """Delete the user's unverified factors that nobody went on with within five minutes."""
    await connection.execute(
        "delete from auth.mfa_factors f where f.user_id = %s and f.status = 'unverified'"
        " and f.created_at < now() - make_interval(secs => %s)"
        " and not exists (select from auth.mfa_challenges c where c.factor_id = f.id)",
        (user_id, _CHALLENGE_LIFE),
    )


async def delete_factor(connection: Connection, factor: Row) -> None:
    """Delete a factor; sessions that it had raised fall back to aal1."""
    await connection.execute("delete from auth.mfa_factors where id = %s", (factor["id"],))
    await connection.execute(
        "delete from auth.mfa_amr_claims a using auth.sessions s"
        " where s.id = a.session_id and s.factor_id = %s and a.authentication_method = %s",
        (factor["id"], factor["factor_type"]),
    )
    await connection.execute(
        "update auth.sessions set aal = 'aal1', factor_id = null, updated_at = now()"
        " where factor_id = %s",
        (factor["id"],),
    )
