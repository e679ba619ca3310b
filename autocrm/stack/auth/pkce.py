"""PKCE: a link brings a code instead of tokens, and only who asked for it can change it."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.body import read_json, text_of
from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.issue import sign_in
from autocrm.stack.auth.sessions import client_of
from autocrm.stack.auth.users import find_by_id

Json = dict[str, Any]
_CHALLENGE = re.compile(r"[a-zA-Z._~0-9-]+")
_EXPIRY = timedelta(minutes=5)  # upstream's, from the click on
# What a flow is called, by the type of its link.
METHODS = {
    "signup": "email/signup",
    "invite": "invite",
    "recovery": "recovery",
    "magiclink": "magiclink",
    "email_change": "email_change",
}


@dataclass(frozen=True)
class Challenge:
    """What the client will have to show the origin of; `method` is s256 or plain."""

    text: str
    method: str


def challenge_of(body: Json) -> Challenge | None:
    """The challenge of a request, None without PKCE. Raises AuthFailure."""
    text, method = text_of(body, "code_challenge"), text_of(body, "code_challenge_method")
    if bool(text) != bool(method):
        raise validation_failed("PKCE flow requires code_challenge_method and code_challenge")
    if not text:
        return None
    if not 43 <= len(text) <= 128:  # RFC 7636
        raise validation_failed("code challenge has to be between 43 and 128 characters")
    if not _CHALLENGE.fullmatch(text):
        allowed = "alphanumeric characters, hyphens, periods, underscores and tildes"
        raise validation_failed(f"code challenge can only contain {allowed}")
    if method.lower() not in ("s256", "plain"):
        raise validation_failed(f'unsupported code_challenge method "{method}"')
    return Challenge(text, method.lower())


async def begin(
    connection: Connection,
    user_id: uuid.UUID,
    challenge: Challenge | None,
    verification: str,
    provider: str = "",
) -> bool:
    """Store a flow for a link of type `verification`; false when there is no challenge."""
    if challenge is None:
        return False
    method = METHODS[verification]
    await connection.execute(
        "insert into auth.flow_state (id, user_id, auth_code, code_challenge_method,"
        " code_challenge, provider_type, authentication_method, created_at, updated_at)"
        " values (gen_random_uuid(), %s, %s, %s, %s, %s, %s, now(), now())",
        (user_id, str(uuid.uuid4()), challenge.method, challenge.text, provider or method, method),
    )
    return True


async def code_for(connection: Connection, user_id: uuid.UUID, verification: str) -> str:
    """The code of the user's newest flow of that kind, valid from now. Raises AuthFailure."""
    rows = await connection.execute(
        "update auth.flow_state set auth_code_issued_at = now(), updated_at = now() where id = ("
        " select id from auth.flow_state where user_id = %s and authentication_method = %s"
        " order by created_at desc limit 1) returning auth_code",
        (user_id, METHODS[verification]),
    )
    row = await rows.fetchone()
    if row is None:
        message = "No associated flow state found. No valid flow state found for user."
        raise AuthFailure(400, "flow_state_not_found", message)
    code: str = row["auth_code"]
    return code


async def pkce_grant(request: Request) -> Response:
    """Answer the pkce grant: a session for a code and the verifier behind its challenge."""
    context, body = context_of(request), await read_json(request)
    code, verifier = text_of(body, "auth_code"), text_of(body, "code_verifier")
    if not code or not verifier:
        message = "invalid request: both auth code and code verifier should be non-empty"
        raise validation_failed(message)
    async with context.database.transaction() as connection:
        flow = await _spent(connection, code)
        _check(flow, verifier)
        user = await find_by_id(connection, flow["user_id"])
        if user is None:
            raise _no_flow()
        if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
            raise AuthFailure(403, "user_banned", "User is banned")
        method = flow["authentication_method"]
        session = await sign_in(context, connection, user["id"], method, client_of(request))
    return JSONResponse(session)


async def _spent(connection: Connection, code: str) -> Json:
    """The flow, deleted: a refusal undoes that with the transaction."""
    rows = await connection.execute(
        "delete from auth.flow_state where auth_code = %s and user_id is not null"
        " and auth_code_issued_at is not null returning *",
        (code,),
    )
    row = await rows.fetchone()
    if row is None:
        raise _no_flow()
    return row


def _check(flow: Json, verifier: str) -> None:
    if datetime.now(UTC) > flow["auth_code_issued_at"] + _EXPIRY:
        message = "invalid flow state, flow state has expired"
        raise AuthFailure(422, "flow_state_expired", message)
    shown = verifier if flow["code_challenge_method"] == "plain" else _s256(verifier)
    if not secrets.compare_digest(shown.encode(), flow["code_challenge"].encode()):
        message = "code challenge does not match previously saved code verifier"
        raise AuthFailure(400, "bad_code_verifier", message)


def _s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _no_flow() -> AuthFailure:
    message = "invalid flow state, no valid flow state found"
    return AuthFailure(404, "flow_state_not_found", message)
