"""Changing one's phone number: at once, or not at all, since no SMS leaves this stack."""

from __future__ import annotations

from typing import Any

from psycopg.errors import UniqueViolation

from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.settings import AuthSettings
from autocrm.stack.auth.signup_phone import no_sms
from autocrm.stack.auth.users import find_by_phone, note_providers, put_identity, update_user

Row = dict[str, Any]


async def check_phone(settings: AuthSettings, connection: Connection, phone: str) -> None:
    """Refuse a number that is taken, or that would have to be confirmed. Raises AuthFailure."""
    if await find_by_phone(connection, phone) is not None:
        raise phone_exists()
    if settings.phone.confirmations:
        raise no_sms("Error sending phone_change OTP to provider")


async def put_phone(connection: Connection, user: Row, phone: str) -> None:
    """Make `phone` the user's. Raises AuthFailure 422 when it was taken meanwhile."""
    changes = {"phone": phone, "phone_confirmed_at": "now", "is_anonymous": False}
    try:
        await update_user(connection, user["id"], changes)
    except UniqueViolation as error:
        raise phone_exists() from error
    data = {"sub": str(user["id"]), "phone": phone, "phone_verified": True}
    await put_identity(connection, user["id"], "phone", data)
    await note_providers(connection, user["id"])


def phone_exists() -> AuthFailure:
    """422: the number belongs to somebody else."""
    message = "A user with this phone number has already been registered"
    return AuthFailure(422, "phone_exists", message)
