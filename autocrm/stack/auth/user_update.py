"""PUT /user: changing one's password, metadata, address or number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth import pkce
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import read_json
from autocrm.stack.auth.caller import Caller, bearer_claims, require_user
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.email_change import change_letters, email_exists, move
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.mailer import Letter
from autocrm.stack.auth.password_change import check_nonce, set_password
from autocrm.stack.auth.passwords import hash_password, matches
from autocrm.stack.auth.redirects import redirect_of
from autocrm.stack.auth.sessions import Client, client_of, close_sessions
from autocrm.stack.auth.user_phone import check_phone, put_phone
from autocrm.stack.auth.user_shape import user_json
from autocrm.stack.auth.users import email_is_taken, find_by_id, merged, update_user
from autocrm.stack.auth.wishes import Wishes, wishes_of

Json = dict[str, Any]
_RECENT = timedelta(hours=24)  # a session this young may change the password without a nonce


@dataclass(frozen=True)
class _Update:
    """One request."""

    context: AuthContext
    caller: Caller
    wishes: Wishes
    challenge: pkce.Challenge | None
    redirect_to: str
    client: Client

    @property
    def needs_nonce(self) -> bool:
        """Whether `secure_password_change` asks this session for a code."""
        if not self.wishes.password or not self.context.settings.mail.secure_password_change:
            return False
        session = self.caller.session
        return session is None or datetime.now(UTC) > session["created_at"] + _RECENT


async def put_user(request: Request) -> Response:
    """Answer with the user. A new password ends the other sessions; a new address counts when
    the mails about it have been answered."""
    context, claims, body = context_of(request), bearer_claims(request), await read_json(request)
    wishes, challenge = wishes_of(context.settings, body), pkce.challenge_of(body)
    async with context.database.transaction() as connection:
        caller = await require_user(connection, claims)
        redirect_to, client = redirect_of(request), client_of(request)
        update = _Update(context, caller, wishes, challenge, redirect_to, client)
        await _check(connection, update)
    hashed = await _hashed(caller.user, wishes.password)  # 50 ms or more, so in between
    async with context.database.transaction() as connection:
        letters = await _apply(connection, update, hashed)
        user = await find_by_id(connection, caller.id)
    if user is None:
        raise AuthFailure(403, "user_not_found", "User from sub claim in JWT does not exist")
    if letters:
        await context.mailer.send(*letters)
    return JSONResponse(user_json(user))


async def _check(connection: Connection, update: _Update) -> None:
    user, wishes = update.caller.user, update.wishes
    wishes.check(user, update.caller.aal)
    if wishes.new_email(user) and await email_is_taken(connection, wishes.email, user["id"]):
        raise email_exists()
    if wishes.new_phone(user):
        await check_phone(update.context.settings, connection, wishes.phone)
    if update.needs_nonce and not wishes.nonce:
        message = "Password update requires reauthentication"
        raise AuthFailure(400, "reauthentication_needed", message)


async def _hashed(user: Json, password: str) -> str:
    if not password:
        return ""
    stored = user["encrypted_password"]
    if stored and await matches(password, stored):
        message = "New password should be different from the old password."
        raise AuthFailure(422, "same_password", message)
    return await hash_password(password)


async def _apply(connection: Connection, update: _Update, hashed: str) -> list[Letter]:
    caller, wishes, user = update.caller, update.wishes, update.caller.user
    if update.needs_nonce:
        await check_nonce(update.context, connection, user, wishes.nonce)
    if hashed:
        await set_password(connection, user, hashed)
        await close_sessions(connection, caller.id, "others", caller.session_id)
        await record(connection, user, "user_updated_password", update.client.ip)
    if wishes.data is not None:
        metadata = merged(user["raw_user_meta_data"], wishes.data)
        await update_user(connection, caller.id, {"raw_user_meta_data": metadata})
    if wishes.new_phone(user):
        await put_phone(connection, user, wishes.phone)
    await record(connection, user, "user_modified", update.client.ip)
    return await _change_email(connection, update)


async def _change_email(connection: Connection, update: _Update) -> list[Letter]:
    user = await find_by_id(connection, update.caller.id)  # as it is after the other changes
    context, email = update.context, update.wishes.email
    if user is None or not update.wishes.new_email(user):
        return []
    if user["is_anonymous"] and not context.settings.email_confirmations:
        # like a sign-up without confirmations: nothing proves the mailbox
        await move(connection, user, update.client, proved=False, address=email)
        return []
    with_pkce = await pkce.begin(connection, user["id"], update.challenge, "email_change")
    return await change_letters(
        context, connection, user, email, update.redirect_to, pkce=with_pkce
    )
