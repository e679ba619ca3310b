"""POST /invite: the service role asks somebody in by mail."""

from __future__ import annotations

from typing import Any

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth import errand
from autocrm.stack.auth.audit import record_about
from autocrm.stack.auth.body import object_of, read_json, text_of, valid_email
from autocrm.stack.auth.caller import require_admin
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.email_change import email_exists
from autocrm.stack.auth.newcomer import email_newcomer, stored
from autocrm.stack.auth.redirects import redirect_of
from autocrm.stack.auth.sessions import Client, client_of
from autocrm.stack.auth.user_shape import user_json
from autocrm.stack.auth.users import find_by_email, find_by_id, update_user

Json = dict[str, Any]


async def invite(request: Request) -> Response:
    """Answer with the user, who is created unless somebody unconfirmed has the address."""
    require_admin(request)
    context, client, body = context_of(request), client_of(request), await read_json(request)
    address, data = valid_email(text_of(body, "email")), object_of(body, "data")
    redirect_to = redirect_of(request)
    try:
        async with context.database.transaction() as connection:
            user = await invitee(context, connection, address, data, client)
            errand.count_mail(context)
            ticket = await errand.draw(context, connection, user, errand.INVITE, redirect_to)
            answer = await find_by_id(connection, user["id"])
    except UniqueViolation as error:
        raise email_exists() from error
    assert answer is not None
    await context.mailer.send(ticket.letter(context, user))
    return JSONResponse(user_json(answer))


async def invitee(
    context: AuthContext, connection: Connection, address: str, data: Json, client: Client
) -> Json:
    """The user to invite, marked as such. Raises AuthFailure 422 when they are confirmed."""
    user = await find_by_email(connection, address)
    if user is not None and user["email_confirmed_at"]:
        raise email_exists()
    if user is None:
        user = await stored(context, connection, email_newcomer(address, data), client)
    await update_user(connection, user["id"], {"invited_at": "now"})
    await record_about(connection, "user_invited", user, client.ip)
    return user
