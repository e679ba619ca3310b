"""Rows of auth.one_time_tokens: what was mailed and not used yet."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

from autocrm.stack.auth.codes import PKCE_PREFIX
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.users import update_user

Row = dict[str, Any]

CONFIRMATION = "confirmation_token"
RECOVERY = "recovery_token"
REAUTHENTICATION = "reauthentication_token"
CHANGE_NEW = "email_change_token_new"
CHANGE_CURRENT = "email_change_token_current"
# The column of auth.users that says when a token of each type was sent.
SENT_AT = {
    CONFIRMATION: "confirmation_sent_at",
    RECOVERY: "recovery_sent_at",
    REAUTHENTICATION: "reauthentication_sent_at",
    CHANGE_NEW: "email_change_sent_at",
    CHANGE_CURRENT: "email_change_sent_at",
}

_SELECT: LiteralString = (
    "select user_id, token_type::text, token_hash, relates_to from auth.one_time_tokens"
)
_OF_TYPES: LiteralString = "token_type = any(%s::auth.one_time_token_type[])"


@dataclass(frozen=True)
class OneTime:
    """A token of one type for one user; `address` is whom it was sent to."""

    user_id: uuid.UUID
    token_type: str
    token_hash: str
    address: str


async def keep(connection: Connection, token: OneTime) -> None:
    """Store the token in place of the one of its type, here and in the column of its name."""
    await connection.execute(
        "insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)"
        " values (gen_random_uuid(), %s, %s, %s, %s)"
        " on conflict (user_id, token_type) do update set id = excluded.id,"
        " token_hash = excluded.token_hash, relates_to = excluded.relates_to,"
        " created_at = excluded.created_at, updated_at = excluded.updated_at",
        (token.user_id, token.token_type, token.token_hash, token.address.lower()),
    )
    await update_user(connection, token.user_id, {token.token_type: token.token_hash})


async def find(connection: Connection, token_hash: str, *token_types: str) -> OneTime | None:
    """The token with exactly this hash, locked: of two who present it, one waits and is late."""
    query = f"{_SELECT} where token_hash = %s and {_OF_TYPES} for update"
    return await _one(connection, query, token_hash, token_types)


async def find_change(connection: Connection, token_hash: str, address: str) -> OneTime | None:
    """The e-mail change whose code went to `address`; with PKCE its hash has a prefix."""
    for stored in (token_hash, PKCE_PREFIX + token_hash):
        found = await find(connection, stored, CHANGE_CURRENT, CHANGE_NEW)
        if found is not None and found.address == address:
            return found
    return None


async def of_user(connection: Connection, user_id: uuid.UUID, token_type: str) -> OneTime | None:
    """The user's token of that type, locked."""
    query = f"{_SELECT} where user_id = %s and {_OF_TYPES} for update"
    return await _one(connection, query, user_id, (token_type,))


async def _one(
    connection: Connection, query: LiteralString, value: Any, token_types: tuple[str, ...]
) -> OneTime | None:
    row = await (await connection.execute(query, (value, list(token_types)))).fetchone()
    if row is None:
        return None
    return OneTime(row["user_id"], row["token_type"], row["token_hash"], row["relates_to"])


async def forget(connection: Connection, user_id: uuid.UUID, *token_types: str) -> None:
    """Delete the user's tokens of these types, or of all."""
    types = token_types or tuple(SENT_AT)
    await connection.execute(
        "delete from auth.one_time_tokens"
        " where user_id = %s and token_type = any(%s::auth.one_time_token_type[])",
        (user_id, list(types)),
    )
    await update_user(connection, user_id, dict.fromkeys(types, ""))


def is_fresh(user: Row, token_type: str, expiry: int) -> bool:
    """Whether the user's token of that type was sent within `expiry` seconds."""
    sent: datetime | None = user[SENT_AT[token_type]]
    return sent is not None and datetime.now(UTC) <= sent + timedelta(seconds=expiry)
