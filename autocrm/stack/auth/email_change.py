"""Moving an account to another address: the letters, and what the click on each does."""

from __future__ import annotations

from typing import Any

from psycopg.errors import UniqueViolation

from autocrm.stack.auth import errand, one_time
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.mailer import Letter
from autocrm.stack.auth.newcomer import email_identity
from autocrm.stack.auth.one_time import OneTime
from autocrm.stack.auth.sessions import Client
from autocrm.stack.auth.users import merged, note_providers, put_identity, update_user

Json = dict[str, Any]
HALF_DONE = "Confirmation link accepted. Please proceed to confirm link sent to the other email"


async def change_letters(
    context: AuthContext,
    connection: Connection,
    user: Json,
    new_email: str,
    redirect_to: str,
    *,
    pkce: bool,
) -> list[Letter]:
    """A letter to the new address and, with `double_confirm_changes`, one to the old.

    Raises AuthFailure 429.
    """
    await errand.check_frequency(context, connection, user["id"], one_time.CHANGE_NEW)
    errand.count_mail(context)
    await one_time.forget(connection, user["id"], one_time.CHANGE_NEW, one_time.CHANGE_CURRENT)
    waiting = {"email_change": new_email, "email_change_confirm_status": 0}
    await update_user(connection, user["id"], waiting)
    recipients = [(errand.CHANGE_NEW, new_email)]
    if context.settings.mail.double_confirm_changes and user["email"]:
        recipients.append((errand.CHANGE_CURRENT, user["email"]))
    tickets = [
        await errand.draw(context, connection, user, reason, redirect_to, to=address, pkce=pkce)
        for reason, address in recipients
    ]
    return [ticket.letter(context, user, new_email) for ticket in tickets]


async def confirm_half(
    context: AuthContext, connection: Connection, user: Json, token: OneTime
) -> bool:
    """Take note of the first of two confirmations; false when one is enough or was the second."""
    settings = context.settings
    both = settings.mail.double_confirm_changes and settings.email_confirmations
    if not (both and user["email"]) or user["email_change_confirm_status"] != 0:
        return False
    await one_time.forget(connection, user["id"], token.token_type)
    await update_user(connection, user["id"], {"email_change_confirm_status": 1})
    return True


async def move(
    connection: Connection, user: Json, client: Client, *, proved: bool, address: str = ""
) -> None:
    """Make the awaited address (or `address`) the user's; `proved` when a mail there says so.

    An anonymous user becomes a permanent one. Raises AuthFailure 422 when it was taken meanwhile.
    """
    email = address or user["email_change"]
    identity = email_identity(user["id"], email, verified=proved)
    metadata = {} if user["email_confirmed_at"] else {"email_verified": True}
    await record(connection, user, "user_modified", client.ip)
    try:
        await update_user(
            connection,
            user["id"],
            {
                "email": email,
                "email_change": "",
                "email_change_confirm_status": 0,
                "is_anonymous": False,
                "raw_user_meta_data": merged(user["raw_user_meta_data"], metadata),
                **({} if user["email_confirmed_at"] else {"email_confirmed_at": "now"}),
            },
        )
    except UniqueViolation as error:
        raise email_exists() from error
    await put_identity(connection, user["id"], "email", identity)
    await one_time.forget(connection, user["id"])
    await note_providers(connection, user["id"])


def email_exists() -> AuthFailure:
    """422: the address belongs to somebody else."""
    message = "A user with this email address has already been registered"
    return AuthFailure(422, "email_exists", message)
