"""Adding a user: the row, the identity, the hook that may refuse, the audit entry."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from autocrm.stack.auth.audit import record
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.hook import before_user_created
from autocrm.stack.auth.sessions import Client
from autocrm.stack.auth.user_shape import draft_json
from autocrm.stack.auth.users import find_by_id, insert_user, put_identity

Json = dict[str, Any]


@dataclass(frozen=True)
class Newcomer:
    """Columns of auth.users, and the identity: its provider ("" for none) and its data."""

    values: Json
    provider: str = ""
    identity: Json | None = None


def email_newcomer(
    address: str, data: Json, *, encrypted_password: str = "", confirmed: bool = False
) -> Newcomer:
    """Somebody with an e-mail address. `confirmed` unseen, that is, without a mail.

    The identity's `email_verified` stays false until a mail has proved the mailbox.
    """
    user_id = uuid.uuid4()
    identity = {**data, **email_identity(user_id, address, verified=False)}
    values: Json = {
        "id": user_id,
        "email": address,
        "encrypted_password": encrypted_password,
        "raw_app_meta_data": {"provider": "email", "providers": ["email"]},
        "raw_user_meta_data": {**identity, "email_verified": confirmed},
    }
    if confirmed:
        values["email_confirmed_at"] = "now"
    return Newcomer(values, "email", identity)


def email_identity(user_id: uuid.UUID, email: str, *, verified: bool) -> Json:
    """The identity_data of an e-mail identity."""
    return {
        "sub": str(user_id),
        "email": email,
        "email_verified": verified,
        "phone_verified": False,
    }


async def add(
    context: AuthContext, connection: Connection, newcomer: Newcomer, client: Client
) -> uuid.UUID:
    """Store the newcomer. Raises UniqueViolation, or AuthFailure when the hook refuses."""
    draft = draft_json(newcomer.values)
    await before_user_created(context, connection, draft, client)
    user_id = await insert_user(connection, newcomer.values)
    if newcomer.identity is not None:
        await put_identity(connection, user_id, newcomer.provider, newcomer.identity)
    if newcomer.values.get("email_confirmed_at") or newcomer.values.get("phone_confirmed_at"):
        user = await find_by_id(connection, user_id)
        assert user is not None
        traits = {"provider": newcomer.provider}
        await record(connection, user, "user_signedup", client.ip, traits)
    return user_id


async def stored(
    context: AuthContext, connection: Connection, newcomer: Newcomer, client: Client
) -> Json:
    """`add`, and the row as it is then."""
    user_id = await add(context, connection, newcomer, client)
    user = await find_by_id(connection, user_id)
    assert user is not None
    return user
