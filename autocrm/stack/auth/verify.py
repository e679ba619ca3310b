"""/verify: by GET the link of a mail, by POST a code that was typed or a hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from autocrm.stack.auth import pkce, verified
from autocrm.stack.auth.body import read_json, text_of, valid_email, valid_phone
from autocrm.stack.auth.codes import PKCE_PREFIX, hash_of
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.email_change import HALF_DONE
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.issue import sign_in
from autocrm.stack.auth.redirects import (
    error_url,
    message_url,
    redirect_of,
    with_fragment,
    with_query,
)
from autocrm.stack.auth.sessions import Client, client_of

Json = dict[str, Any]
_BY_MAIL = ("signup", "invite", "magiclink", "recovery", "email", "email_change")
_IN_THE_FRAGMENT = ("access_token", "token_type", "expires_in", "expires_at", "refresh_token")


@dataclass(frozen=True)
class _Proof:
    """What the caller shows: a hash, and the address it was typed with ("" for a link)."""

    kind: str
    token_hash: str
    email: str = ""


async def verify_link(request: Request) -> Response:
    """Send the browser on with tokens in the fragment, with a PKCE code, or with the error."""
    if request.method != "GET":  # mail scanners look with HEAD: that must not use the link up
        raise AuthFailure(405, "validation_failed", "Method Not Allowed")
    proof, url = _of_link(request), redirect_of(request)
    with_pkce = proof.token_hash.startswith(PKCE_PREFIX)
    context, client = context_of(request), client_of(request)
    try:
        async with context.database.transaction() as connection:
            target = await _target(context, connection, proof, client, url)
    except AuthFailure as failure:
        request.state.guess = failure.code == "otp_expired"
        target = error_url(url, failure, pkce=with_pkce)
    return RedirectResponse(target, 303)


def _of_link(request: Request) -> _Proof:
    query = request.query_params
    kind, token = query.get("type", ""), query.get("token", "") or query.get("token_hash", "")
    if not kind:
        raise validation_failed("Verify requires a verification type")
    if not token:
        raise validation_failed("Verify requires a token or a token hash")
    return _Proof(kind, token)


async def _target(
    context: AuthContext, connection: Connection, proof: _Proof, client: Client, url: str
) -> str:
    accepted = await _accept(context, connection, proof, client)
    with_pkce = proof.token_hash.startswith(PKCE_PREFIX)
    if not accepted.complete:
        return message_url(url, HALF_DONE, pkce=with_pkce)
    if with_pkce:
        code = await pkce.code_for(connection, accepted.user_id, accepted.kind)
        return with_query(url, {"code": code})
    session = await sign_in(context, connection, accepted.user_id, "otp", client)
    return with_fragment(
        url, {name: session[name] for name in _IN_THE_FRAGMENT} | {"type": accepted.kind}
    )


async def verify_code(request: Request) -> Response:
    """Answer with a session, or with a message when the other address must confirm too."""
    context, client = context_of(request), client_of(request)
    proof = _of_body(await read_json(request))
    async with context.database.transaction() as connection:
        accepted = await _accept(context, connection, proof, client)
        if not accepted.complete:
            return JSONResponse({"msg": HALF_DONE, "code": "200"})
        return JSONResponse(await sign_in(context, connection, accepted.user_id, "otp", client))


def _of_body(body: Json) -> _Proof:
    names = ("type", "token", "token_hash", "email", "phone")
    kind, token, token_hash, email, phone = (text_of(body, name) for name in names)
    if not kind:
        raise validation_failed("Verify requires a verification type")
    if bool(token) == bool(token_hash):
        raise validation_failed("Verify requires either a token or a token hash")
    if token_hash:
        if email or phone or text_of(body, "redirect_to"):
            raise validation_failed("Only the token_hash and type should be provided")
        return _Proof(kind, token_hash)
    if bool(email) == bool(phone):
        message = "Only an email address or phone number should be provided on verify"
        raise validation_failed(message)
    if phone:
        valid_phone(phone)
        raise verified.invalid_token()  # no code was ever sent to a phone
    address = valid_email(email)
    return _Proof(kind, hash_of(address, token), address)


async def _accept(
    context: AuthContext, connection: Connection, proof: _Proof, client: Client
) -> verified.Accepted:
    if proof.kind not in _BY_MAIL:
        raise validation_failed("Invalid email verification type")
    if proof.email:
        found = await verified.by_code(
            context, connection, proof.kind, proof.email, proof.token_hash
        )
    else:
        found = await verified.by_hash(context, connection, proof.kind, proof.token_hash)
    return await verified.accept(context, connection, found, client)
