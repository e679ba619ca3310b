"""Finding the user behind a code or a link, and what a right one does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from autocrm.stack.auth import one_time
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.codes import same
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.email_change import confirm_half, move
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.newcomer import email_identity
from autocrm.stack.auth.one_time import OneTime
from autocrm.stack.auth.sessions import Client
from autocrm.stack.auth.users import (
    find_by_email,
    find_by_id,
    merged,
    note_providers,
    put_identity,
    update_user,
)

Json = dict[str, Any]
# The token types a verification of each kind may use; "email" takes what it finds.
_TYPES = {
    "signup": (one_time.CONFIRMATION,),
    "invite": (one_time.CONFIRMATION,),
    "magiclink": (one_time.RECOVERY,),
    "recovery": (one_time.RECOVERY,),
    "email": (one_time.CONFIRMATION, one_time.RECOVERY),
    "email_change": (one_time.CHANGE_CURRENT, one_time.CHANGE_NEW),
}


@dataclass(frozen=True)
class Found:
    """A valid token: its user (a row of `find_*`), and as what it is used."""

    user: Json
    token: OneTime
    kind: str


@dataclass(frozen=True)
class Accepted:
    """Who may sign in, unless another confirmation is missing (`complete` is false then)."""

    user_id: uuid.UUID
    kind: str
    complete: bool = True


async def by_hash(
    context: AuthContext, connection: Connection, kind: str, token_hash: str
) -> Found:
    """Whom a link belongs to. Raises AuthFailure 403."""
    token = await one_time.find(connection, token_hash, *_TYPES[kind])
    user = await find_by_id(connection, token.user_id) if token else None
    if token is None or user is None:
        raise _invalid_link()
    _check_not_banned(user)
    # an admin may have moved the account since: the old mailbox opens it no more
    column = "email_change" if token.token_type == one_time.CHANGE_NEW else "email"
    fresh = one_time.is_fresh(user, token.token_type, context.settings.mail.otp_expiry)
    if not fresh or token.address != user[column]:
        raise _invalid_link()
    return Found(user, token, _as_kind(kind, token))


async def by_code(
    context: AuthContext, connection: Connection, kind: str, email: str, token_hash: str
) -> Found:
    """Whose code was typed; one answer to all that is wrong with it. Raises AuthFailure 403."""
    if kind == "email_change":
        token = await one_time.find_change(connection, token_hash, email)
        user = await find_by_id(connection, token.user_id) if token else None
    else:
        user = await find_by_email(connection, email)
        token = await _matching(connection, user, kind, token_hash) if user else None
    if user is None or token is None:
        raise invalid_token()
    _check_not_banned(user)
    if not one_time.is_fresh(user, token.token_type, context.settings.mail.otp_expiry):
        raise invalid_token()
    return Found(user, token, _as_kind(kind, token))


async def _matching(
    connection: Connection, user: Json, kind: str, token_hash: str
) -> OneTime | None:
    for token_type in _TYPES[kind]:
        token = await one_time.of_user(connection, user["id"], token_type)
        if token is not None and same(token.token_hash, token_hash):
            return token
    return None


def _as_kind(kind: str, token: OneTime) -> str:
    if kind != "email":
        return kind
    return "signup" if token.token_type == one_time.CONFIRMATION else "magiclink"


def _check_not_banned(user: Json) -> None:
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise AuthFailure(403, "user_banned", "User is banned")


async def accept(
    context: AuthContext, connection: Connection, found: Found, client: Client
) -> Accepted:
    """Use the token up and do what it was for. Raises AuthFailure."""
    user, token = found.user, found.token
    if found.kind == "email_change":
        if await confirm_half(context, connection, user, token):
            return Accepted(user["id"], found.kind, complete=False)
        second = user["email_change_confirm_status"] == 1
        proved = second or token.token_type == one_time.CHANGE_NEW
        await move(connection, user, client, proved=proved)
        return Accepted(user["id"], found.kind)
    await one_time.forget(connection, user["id"])
    await _prove_mailbox(connection, user, client)
    return Accepted(user["id"], found.kind)


async def _prove_mailbox(connection: Connection, user: Json, client: Client) -> None:
    """The mail was read, so the address is the user's: say so, and confirm who was not."""
    if not user["email_confirmed_at"]:
        metadata = merged(user["raw_user_meta_data"], {"email_verified": True})
        changes: Json = {"email_confirmed_at": "now", "raw_user_meta_data": metadata}
        await update_user(connection, user["id"], changes)
        await record(connection, user, "user_signedup", client.ip)
    identity = email_identity(user["id"], user["email"], verified=True)
    await put_identity(connection, user["id"], "email", identity)
    await note_providers(connection, user["id"])


def _invalid_link() -> AuthFailure:
    return AuthFailure(403, "otp_expired", "Email link is invalid or has expired")


def invalid_token() -> AuthFailure:
    """403: wrong, used, too old, or nobody's."""
    return AuthFailure(403, "otp_expired", "Token has expired or is invalid")
