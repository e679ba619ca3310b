"""Setting a password, and the code that has to come with it."""

from __future__ import annotations

from typing import Any

from autocrm.stack.auth import one_time
from autocrm.stack.auth.codes import hash_of, same
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.users import update_user

Row = dict[str, Any]


async def set_password(connection: Connection, user: Row, hashed: str) -> None:
    """Store the hash and void all that was mailed: who knew the old password may have asked."""
    await one_time.forget(connection, user["id"])
    unsent = dict.fromkeys(set(one_time.SENT_AT.values()))
    await update_user(connection, user["id"], {**unsent, "encrypted_password": hashed})


async def check_nonce(context: AuthContext, connection: Connection, user: Row, nonce: str) -> None:
    """Use up the code of /reauthenticate. Raises AuthFailure 422."""
    token = await one_time.of_user(connection, user["id"], one_time.REAUTHENTICATION)
    expiry = context.settings.mail.otp_expiry
    presented = hash_of(user["email"] or "", nonce)
    if (
        token is None
        or not same(token.token_hash, presented)
        or not one_time.is_fresh(user, one_time.REAUTHENTICATION, expiry)
    ):
        message = "Nonce has expired or is invalid"
        raise AuthFailure(422, "reauthentication_not_valid", message)
    await one_time.forget(connection, user["id"])
