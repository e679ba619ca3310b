"""Who is calling: the bearer token, the user and the session behind it."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, bad_jwt
from autocrm.stack.auth.sessions import live_session
from autocrm.stack.auth.users import find_by_id
from autocrm.stack.tokens import InvalidToken

Claims = dict[str, Any]
_BEARER = re.compile(r"bearer (\S+)", re.IGNORECASE)
_ADMIN_ROLE = "service_role"


@dataclass(frozen=True)
class Caller:
    """A signed-in user; `session` is None for a token minted without a session."""

    user: dict[str, Any]
    session: dict[str, Any] | None

    @property
    def id(self) -> uuid.UUID:
        """The user's id."""
        user_id: uuid.UUID = self.user["id"]
        return user_id

    @property
    def session_id(self) -> uuid.UUID | None:
        """The session's id."""
        return self.session["id"] if self.session else None

    @property
    def aal(self) -> str:
        """Authenticator assurance level of the session, whatever the token says."""
        return (self.session["aal"] if self.session else None) or "aal1"


def bearer_claims(request: Request) -> Claims:
    """The verified claims of the Authorization header. Raises AuthFailure 401 or 403."""
    match = _BEARER.fullmatch(request.headers.get("authorization", ""))
    if match is None:
        message = "This endpoint requires a valid Bearer token"
        raise AuthFailure(401, "no_authorization", message)
    try:
        return context_of(request).signer.verify(match[1])
    except InvalidToken as error:
        raise bad_jwt(f"invalid JWT: unable to parse or verify signature, {error}") from error


async def require_user(connection: Connection, claims: Claims) -> Caller:
    """The user and session the claims name, both still there. Raises AuthFailure 403."""
    user_id = _claimed_uuid(claims, "sub")
    if user_id is None:
        raise bad_jwt("invalid claim: missing sub claim")
    user = await find_by_id(connection, user_id)
    if user is None:
        raise AuthFailure(403, "user_not_found", "User from sub claim in JWT does not exist")
    session_id = _claimed_uuid(claims, "session_id")
    if session_id is None:
        return Caller(user, None)
    session = await live_session(connection, session_id, user_id)
    if session is None:
        message = "Session from session_id claim in JWT does not exist"
        raise AuthFailure(403, "session_not_found", message)
    return Caller(user, session)


def require_admin(request: Request) -> None:
    """Refuse all but the service role. Raises AuthFailure 401 or 403."""
    if bearer_claims(request).get("role") != _ADMIN_ROLE:
        raise AuthFailure(403, "not_admin", "User not allowed")


def _claimed_uuid(claims: Claims, name: str) -> uuid.UUID | None:
    value = claims.get(name)
    if not value:
        return None
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise bad_jwt(f"invalid claim: {name} claim must be a UUID") from error
