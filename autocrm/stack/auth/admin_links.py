"""POST /admin/generate_link: what a mail would say, for the service role to send itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth import errand
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import object_of, read_json, text_of, valid_email
from autocrm.stack.auth.caller import require_admin
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.email_change import email_exists
from autocrm.stack.auth.errand import Errand, Ticket
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.invite import invitee
from autocrm.stack.auth.newcomer import email_newcomer, stored
from autocrm.stack.auth.passwords import hash_password
from autocrm.stack.auth.redirects import redirect_of
from autocrm.stack.auth.sessions import Client, client_of
from autocrm.stack.auth.signup import checked_password
from autocrm.stack.auth.user_shape import user_json
from autocrm.stack.auth.users import email_is_taken, find_by_email, find_by_id, merged, update_user

Json = dict[str, Any]
_KNOWN_ONLY = ("recovery", "email_change_current", "email_change_new")
_KINDS = ("signup", "invite", "magiclink", *_KNOWN_ONLY)


@dataclass(frozen=True)
class _Order:
    """One request, checked; `kind` is signup where a magic link goes to a newcomer."""

    kind: str
    email: str
    new_email: str
    data: Json
    hashed: str
    redirect_to: str
    client: Client


async def generate_link(request: Request) -> Response:
    """Answer with link, code and hash, beside the user."""
    require_admin(request)
    context, body = context_of(request), await read_json(request)
    order = await _order(context, request, body)
    try:
        async with context.database.transaction() as connection:
            user, ticket = await _fulfil(context, connection, order)
            answer = await find_by_id(connection, user["id"])
    except UniqueViolation as error:
        raise email_exists() from error
    assert answer is not None
    properties = {
        "action_link": ticket.link(context),
        "email_otp": ticket.code,
        "hashed_token": ticket.token_hash,
        "verification_type": order.kind,
        "redirect_to": ticket.redirect_to,
    }
    return JSONResponse({**user_json(answer), **properties})


async def _order(context: AuthContext, request: Request, body: Json) -> _Order:
    kind, email = text_of(body, "type"), valid_email(text_of(body, "email"))
    if kind not in _KINDS:
        raise validation_failed(f"Invalid email action link type requested: {kind}")
    double = context.settings.mail.double_confirm_changes
    if kind == "email_change_current" and not double:
        raise validation_failed("Enable secure email change to generate link for current email")
    changes = kind.startswith("email_change")
    async with context.database.transaction() as connection:
        known = await find_by_email(connection, email) is not None
    if not known and kind in _KNOWN_ONLY:
        raise AuthFailure(404, "user_not_found", "User with this email not found")
    hashed = ""
    if not known and kind == "signup":
        hashed = await hash_password(checked_password(context, body))
    return _Order(
        kind="signup" if kind == "magiclink" and not known else kind,
        email=email,
        new_email=valid_email(text_of(body, "new_email")) if changes else "",
        data=object_of(body, "data"),
        hashed=hashed,
        redirect_to=redirect_of(request, text_of(body, "redirect_to")),
        client=client_of(request),
    )


async def _fulfil(
    context: AuthContext, connection: Connection, order: _Order
) -> tuple[Json, Ticket]:
    if order.kind == "invite":
        user = await invitee(context, connection, order.email, order.data, order.client)
        return user, await _draw(context, connection, user, errand.INVITE, order)
    if order.kind == "signup":
        user = await _signed_up(context, connection, order)
        return user, await _draw(context, connection, user, errand.CONFIRMATION, order)
    known = await find_by_email(connection, order.email)
    if known is None:  # deleted since
        raise AuthFailure(404, "user_not_found", "User with this email not found")
    if order.new_email:
        return known, await _change(context, connection, known, order)
    await record(connection, known, "user_recovery_requested", order.client.ip)
    reason = errand.RECOVERY if order.kind == "recovery" else errand.MAGIC_LINK
    return known, await _draw(context, connection, known, reason, order)


async def _draw(
    context: AuthContext,
    connection: Connection,
    user: Json,
    reason: Errand,
    order: _Order,
    to: str = "",
) -> Ticket:
    return await errand.draw(context, connection, user, reason, order.redirect_to, to=to)


async def _signed_up(context: AuthContext, connection: Connection, order: _Order) -> Json:
    user = await find_by_email(connection, order.email)
    if user is None:
        newcomer = email_newcomer(order.email, order.data, encrypted_password=order.hashed)
        return await stored(context, connection, newcomer, order.client)
    if user["email_confirmed_at"]:
        raise email_exists()
    metadata = merged(user["raw_user_meta_data"], order.data)
    await update_user(connection, user["id"], {"raw_user_meta_data": metadata})
    return user


async def _change(
    context: AuthContext, connection: Connection, user: Json, order: _Order
) -> Ticket:
    if await email_is_taken(connection, order.new_email, user["id"]):
        raise email_exists()
    waiting = {"email_change": order.new_email, "email_change_confirm_status": 0}
    await update_user(connection, user["id"], waiting)
    if order.kind == "email_change_current":
        return await _draw(context, connection, user, errand.CHANGE_CURRENT, order)
    return await _draw(context, connection, user, errand.CHANGE_NEW, order, order.new_email)
