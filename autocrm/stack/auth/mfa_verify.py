"""/factors/{id}/challenge and /verify: proving a second factor raises the session to aal2."""

from __future__ import annotations

import time
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth import totp
from autocrm.stack.auth.audit import record
from autocrm.stack.auth.body import read_json, text_of, valid_uuid
from autocrm.stack.auth.caller import Caller, bearer_claims
from autocrm.stack.auth.context import AuthContext, context_of
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.auth.mfa import check_enabled, factor_user, owned
from autocrm.stack.auth.mfa_attempts import (
    CHALLENGE_LIFE,
    add_challenge,
    check_attempts,
    code_was_used,
    find_challenge,
    forget_challenge,
    note_failure,
    settle_challenge,
)
from autocrm.stack.auth.mfa_session import raise_session
from autocrm.stack.auth.sessions import client_of

Json = dict[str, Any]


async def challenge(request: Request) -> Response:
    """Begin a verification: valid for five minutes, from this address."""
    context, claims, _ = context_of(request), bearer_claims(request), await read_json(request)
    client = client_of(request)
    async with context.database.transaction() as connection:
        caller = await factor_user(connection, claims)
        factor = await owned(connection, request, caller)
        check_enabled(context.settings.mfa, factor["factor_type"], "verify")
        challenge_id = await add_challenge(connection, factor["id"], client.ip)
        traits = {"factor_id": str(factor["id"]), "factor_status": factor["status"]}
        await record(connection, caller.user, "challenge_created", client.ip, traits)
    answer = {
        "id": str(challenge_id),
        "type": factor["factor_type"],
        "expires_at": int(time.time()) + CHALLENGE_LIFE,
    }
    return JSONResponse(answer)


async def verify(request: Request) -> Response:
    """Answer a challenge with a code: a new token pair, at aal2."""
    context, claims, body = context_of(request), bearer_claims(request), await read_json(request)
    async with context.database.transaction() as connection:
        caller = await factor_user(connection, claims)
        factor = await owned(connection, request, caller)
        code = text_of(body, "code")
        if not code and factor["factor_type"] != "webauthn":
            raise validation_failed("Code needs to be non-empty")
        check_enabled(context.settings.mfa, factor["factor_type"], "verify")
        challenge_id = valid_uuid(text_of(body, "challenge_id"), "challenge_id must be an UUID")
        outcome = await _attempt(connection, request, factor, challenge_id, code.strip())
        if isinstance(outcome, int):
            answer = await _proved(context, connection, request, caller, factor, challenge_id)
            await settle_challenge(connection, challenge_id, outcome)
    if isinstance(outcome, AuthFailure):  # raised only now, so that the failure is counted
        raise outcome
    return JSONResponse(answer)


async def _attempt(
    connection: Connection, request: Request, factor: Json, challenge_id: uuid.UUID, code: str
) -> int | AuthFailure:
    """The time step of the right code, or why it does not count. The factor is locked."""
    found = await find_challenge(connection, factor["id"], challenge_id)
    if found is None:
        message = "MFA factor with the provided challenge ID not found"
        return AuthFailure(422, "mfa_factor_not_found", message)
    if found["verified_at"] or found["ip"] != (client_of(request).ip or "127.0.0.1"):
        message = "Challenge and verify IP addresses mismatch."
        return AuthFailure(422, "mfa_ip_address_mismatch", message)
    if found["expired"]:
        await forget_challenge(connection, challenge_id)
        message = (
            f"MFA challenge {challenge_id} has expired, verify against another challenge"
            " or create a new challenge."
        )
        return AuthFailure(422, "mfa_challenge_expired", message)
    await check_attempts(connection, factor["id"])
    step = totp.matching_step(factor["secret"], code)
    if step is None or await code_was_used(connection, factor["id"], step):
        await note_failure(connection, factor["id"])
        return AuthFailure(422, "mfa_verification_failed", "Invalid TOTP code entered")
    return step


async def _proved(
    context: AuthContext,
    connection: Connection,
    request: Request,
    caller: Caller,
    factor: Json,
    challenge_id: uuid.UUID,
) -> Json:
    traits = {
        "factor_id": str(factor["id"]),
        "challenge_id": str(challenge_id),
        "factor_type": factor["factor_type"],
    }
    await record(connection, caller.user, "verification_attempted", client_of(request).ip, traits)
    await connection.execute(
        "update auth.mfa_factors set status = 'verified', updated_at = now()"
        " where id = %s and status <> 'verified'",
        (factor["id"],),
    )
    return await raise_session(context, connection, caller, factor)
