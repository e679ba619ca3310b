"""auth.audit_log_entries: who did what, in upstream's shape and without secrets."""

from __future__ import annotations

import uuid
from typing import Any

from psycopg.types.json import Jsonb

from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.users import NIL

Row = dict[str, Any]

# Upstream's log_type of each action; an action that is not here cannot be recorded.
_LOG_TYPES = {
    "login": "account",
    "logout": "account",
    "invite_accepted": "account",
    "user_signedup": "team",
    "user_invited": "team",
    "user_deleted": "team",
    "token_revoked": "token",
    "token_refreshed": "token",
    "user_modified": "user",
    "user_recovery_requested": "user",
    "user_reauthenticate_requested": "user",
    "user_confirmation_requested": "user",
    "user_repeated_signup": "user",
    "user_updated_password": "user",
    "identity_unlinked": "user",
    "factor_in_progress": "factor",
    "factor_unenrolled": "factor",
    "challenge_created": "factor",
    "verification_attempted": "factor",
    "factor_deleted": "factor",
    "factor_updated": "factor",
}
# Who acts when the service role calls: no user, so upstream's nil id and the role's name.
SERVICE_ROLE: Row = {"id": NIL, "email": "service_role"}


async def record(
    connection: Connection, actor: Row, action: str, ip: str | None, traits: Row | None = None
) -> None:
    """Write one entry, in the transaction of what it tells of.

    `actor` is a row of auth.users or SERVICE_ROLE, `action` one of upstream's names; `traits`
    say what it was done to (ids, addresses, provider), never a token, code or password.
    """
    if (actor.get("raw_app_meta_data") or {}).get("health_probe"):
        return  # it signs in at every `status`, and is to leave nothing behind
    payload = {
        "action": action,
        "actor_id": str(actor["id"]),
        "actor_username": actor.get("phone") or actor.get("email") or "",
        "actor_via_sso": bool(actor.get("is_sso_user")),
        "log_type": _LOG_TYPES[action],
        **_name(actor),
        **({"traits": traits} if traits else {}),
    }
    await connection.execute(
        "insert into auth.audit_log_entries (instance_id, id, payload, created_at, ip_address)"
        " values (%s, %s, %s, now(), %s)",
        (NIL, uuid.uuid4(), Jsonb(payload), ip or ""),
    )


async def record_about(
    connection: Connection, action: str, user: Row, ip: str | None, actor: Row = SERVICE_ROLE
) -> None:
    """Write that `actor`, by default the service role, did `action` to `user`."""
    traits = {
        "user_id": str(user["id"]),
        "user_email": user.get("email") or "",
        "user_phone": user.get("phone") or "",
    }
    if not (user.get("raw_app_meta_data") or {}).get("health_probe"):
        await record(connection, actor, action, ip, traits)


def _name(actor: Row) -> Row:
    name = (actor.get("raw_user_meta_data") or {}).get("full_name")
    return {"actor_name": name} if name else {}
