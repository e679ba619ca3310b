"""Soft deletion: the row and its id stay, whatever tells of the person goes."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from psycopg.types.json import Jsonb

from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.sessions import close_sessions
from autocrm.stack.auth.users import update_user

Row = dict[str, Any]


async def soften(connection: Connection, user: Row) -> None:
    """Blank the user's row and identities, end sessions and factors, set deleted_at."""
    changes: Row = {
        "email": _obscured(user, "email"),
        "phone": _obscured(user, "phone"),
        "encrypted_password": "",
        "raw_user_meta_data": {},
        "raw_app_meta_data": {},
        "deleted_at": "now",
    }
    await update_user(connection, user["id"], changes)
    await connection.execute(
        "update auth.identities set identity_data = %s,"
        " provider_id = encode(sha256(provider_id::bytea), 'hex') where user_id = %s",
        (Jsonb({}), user["id"]),
    )
    for table in ("mfa_factors", "one_time_tokens"):
        await connection.execute(f"delete from auth.{table} where user_id = %s", (user["id"],))
    await close_sessions(connection, user["id"], "global", None)


def _obscured(user: Row, column: str) -> str | None:
    # Salted with the id: the same address may be registered and deleted again.
    if not user[column]:
        return None
    digest = hashlib.sha256(f"{user['id']}{user[column]}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
