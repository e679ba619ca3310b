"""How a user looks in an answer: no hash, no token."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from autocrm.stack.auth.mfa_factors import factor_json

Row = dict[str, Any]

# Left out when empty, as upstream does.
_OPTIONAL = {
    "invited_at": "invited_at",
    "email_confirmed_at": "email_confirmed_at",
    "phone_confirmed_at": "phone_confirmed_at",
    "confirmed_at": "confirmed_at",
    "confirmation_sent_at": "confirmation_sent_at",
    "recovery_sent_at": "recovery_sent_at",
    "email_change": "new_email",
    "email_change_sent_at": "email_change_sent_at",
    "reauthentication_sent_at": "reauthentication_sent_at",
    "phone_change": "new_phone",
    "last_sign_in_at": "last_sign_in_at",
    "banned_until": "banned_until",
    "deleted_at": "deleted_at",
}


def timestamp(value: datetime | None) -> str:
    """RFC 3339 in UTC with a Z; the connections of Auth are in UTC.

    A row written by hand may lack a time that the clients insist on: upstream sends year 1.
    """
    if value is None:
        return "0001-01-01T00:00:00Z"
    return value.isoformat().replace("+00:00", "Z")


def user_json(user: Row) -> Row:
    """The public form of a row of `find_*`: no hash, no token."""
    answer = {
        "id": str(user["id"]),
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"] or "",
        "phone": user["phone"] or "",
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
        "identities": [_identity_json(row) for row in user["identities"]],
        "created_at": timestamp(user["created_at"]),
        "updated_at": timestamp(user["updated_at"]),
        "is_anonymous": user["is_anonymous"],
    }
    if user["factors"]:
        answer["factors"] = [factor_json(row) for row in user["factors"]]
    for column, name in _OPTIONAL.items():
        value = user[column]
        if value:
            answer[name] = timestamp(value) if isinstance(value, datetime) else value
    return answer


def draft_json(values: Row) -> Row:
    """The public form of somebody who is not stored, from the columns they would have."""
    now = datetime.now(UTC)
    blank: Row = {
        **dict.fromkeys((*_OPTIONAL, "email", "phone", "raw_app_meta_data", "raw_user_meta_data")),
        **dict.fromkeys(("created_at", "updated_at"), now),
        "id": uuid.uuid4(),
        "aud": "authenticated",
        "role": "authenticated",
        "is_anonymous": False,
        "identities": [],
        "factors": None,
    }
    given = {name: now if value == "now" else value for name, value in values.items()}
    return user_json({**blank, **given})


def _identity_json(identity: Row) -> Row:
    times = {
        name: (identity[name] or "").replace("+00:00", "Z") or None
        for name in ("last_sign_in_at", "created_at", "updated_at")
    }
    return {
        "identity_id": identity["id"],
        "id": identity["provider_id"],
        "user_id": identity["user_id"],
        "identity_data": identity["identity_data"],
        "provider": identity["provider"],
        **times,
        "email": identity["email"],
    }
