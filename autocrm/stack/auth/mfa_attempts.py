"""Challenges, the codes already used, and the wrong ones: what bounds guessing and replay."""

from __future__ import annotations

import uuid
from typing import Any

from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure

Row = dict[str, Any]
CHALLENGE_LIFE = 300  # seconds
# Three codes of a million are right at any time, so ten guesses in ten minutes give an even
# chance only after 160 days.
_WRONG_CODES = 10
_WINDOW = 600  # seconds


async def add_challenge(connection: Connection, factor_id: uuid.UUID, ip: str | None) -> uuid.UUID:
    """Insert a challenge of the (locked) factor."""
    challenge_id = uuid.uuid4()
    await connection.execute(
        "insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)"
        " values (%s, %s, now(), %s)",
        (challenge_id, factor_id, ip or "127.0.0.1"),
    )
    # the clock and not now(): upstream's column is unique over all factors
    await connection.execute(
        "update auth.mfa_factors set last_challenged_at = clock_timestamp() where id = %s",
        (factor_id,),
    )
    return challenge_id


async def find_challenge(
    connection: Connection, factor_id: uuid.UUID, challenge_id: uuid.UUID
) -> Row | None:
    """`verified_at`, `ip` as text and whether it is `expired`."""
    found = await connection.execute(
        "select verified_at, host(ip_address) as ip,"
        " created_at + make_interval(secs => %s) < now() as expired"
        " from auth.mfa_challenges where id = %s and factor_id = %s",
        (CHALLENGE_LIFE, challenge_id, factor_id),
    )
    return await found.fetchone()


async def forget_challenge(connection: Connection, challenge_id: uuid.UUID) -> None:
    """Delete one that has expired."""
    await connection.execute("delete from auth.mfa_challenges where id = %s", (challenge_id,))


async def settle_challenge(connection: Connection, challenge_id: uuid.UUID, step: int) -> None:
    """Note that it was answered, by the code of time step `step`.

    Upstream leaves otp_code empty for TOTP; here it keeps a code from counting twice.
    """
    await connection.execute(
        "update auth.mfa_challenges set verified_at = now(), otp_code = %s where id = %s",
        (str(step), challenge_id),
    )


async def code_was_used(connection: Connection, factor_id: uuid.UUID, step: int) -> bool:
    """Whether the code of this time step has been accepted before."""
    found = await connection.execute(
        "select 1 from auth.mfa_challenges"
        " where factor_id = %s and verified_at is not null and otp_code = %s",
        (factor_id, str(step)),
    )
    return await found.fetchone() is not None


async def note_failure(connection: Connection, factor_id: uuid.UUID) -> None:
    """Count a wrong code."""
    await connection.execute(
        "insert into auth.mfa_failed_attempts (factor_id) values (%s)", (factor_id,)
    )


async def check_attempts(connection: Connection, factor_id: uuid.UUID) -> None:
    """Refuse to look at a code after too many wrong ones. Raises AuthFailure 429."""
    counted = await connection.execute(
        "select count(*) as n from auth.mfa_failed_attempts"
        " where factor_id = %s and created_at > now() - make_interval(secs => %s)",
        (factor_id, _WINDOW),
    )
    row = await counted.fetchone()
    if row and row["n"] >= _WRONG_CODES:
        raise AuthFailure(429, "over_request_rate_limit", "Request rate limit reached")
