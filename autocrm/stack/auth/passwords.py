"""Password rules and bcrypt, off the event loop."""

from __future__ import annotations

import asyncio

import bcrypt

from autocrm.stack.auth.errors import AuthFailure, validation_failed

COST = 10  # upstream's; about 50 ms of one core
MAX_BYTES = 72  # bcrypt ignores what follows, so longer passwords are refused
# The hash of a password nobody knows: an unknown user costs as much time as a known one.
_DUMMY = b"$2a$10$H9aezk.Ce.a7JRgZENfvQeloFfjYF6Hq6.usuH3wLqzzrlXqFGBKe"


def check_strength(password: str, minimum: int) -> None:
    """Refuse a password shorter than `minimum` characters or over 72 bytes."""
    if len(password) < minimum:
        raise AuthFailure(
            422,
            "weak_password",
            f"Password should be at least {minimum} characters.",
            weak_password={"reasons": ["length"]},
        )
    if len(password.encode()) > MAX_BYTES:
        raise validation_failed(f"Password cannot be longer than {MAX_BYTES} characters")


async def hash_password(password: str) -> str:
    """The bcrypt hash, in the 2a notation that upstream writes."""
    salt = bcrypt.gensalt(COST, prefix=b"2a")
    return (await asyncio.to_thread(bcrypt.hashpw, password.encode(), salt)).decode()


async def matches(password: str, stored: str | None) -> bool:
    """Whether `password` has the hash `stored`; takes as long when there is none."""
    secret = password.encode()
    known = bool(stored) and len(secret) <= MAX_BYTES
    candidate = stored.encode() if stored and known else _DUMMY
    try:
        equal = await asyncio.to_thread(bcrypt.checkpw, secret[:MAX_BYTES], candidate)
    except ValueError:  # an imported hash of another kind
        return False
    return equal and known
