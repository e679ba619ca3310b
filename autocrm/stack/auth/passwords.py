"""Password rules and bcrypt, off the event loop."""

from __future__ import annotations

import asyncio

import bcrypt

from autocrm.stack.auth.errors import AuthFailure, validation_failed

COST = 10  # upstream's; about 50 ms of one core
MAX_BYTES = 72  # bcrypt ignores what follows, so longer passwords are refused
# The hash of a password nobody knows: an unknown user costs as much time as a known one.
_DUMMY = b"$2a$10$H9aezk.Ce.a7JRgZENfvQeloFfjYF6Hq6.usuH3wLqzzrlXqFGBKe"


_LOWER, _UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS, _SYMBOLS = "0123456789", "!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~"
# `password_requirements` of config.toml: one character of each.
REQUIREMENTS = {
    "": (),
    "letters_digits": (_LOWER + _UPPER, _DIGITS),
    "lower_upper_letters_digits": (_LOWER, _UPPER, _DIGITS),
    "lower_upper_letters_digits_symbols": (_LOWER, _UPPER, _DIGITS, _SYMBOLS),
}


def check_strength(password: str, minimum: int, required: tuple[str, ...] = ()) -> None:
    """Refuse a password shorter than `minimum` characters, without one of each of `required`,
    or over 72 bytes. Raises AuthFailure."""
    complaints: dict[str, str] = {}
    if len(password) < minimum:
        complaints["length"] = f"Password should be at least {minimum} characters."
    if not all(set(password) & set(characters) for characters in required):
        each = ", ".join(required)
        complaints["characters"] = (
            f"Password should contain at least one character of each: {each}."
        )
    if complaints:
        message, reasons = " ".join(complaints.values()), list(complaints)
        raise AuthFailure(422, "weak_password", message, weak_password={"reasons": reasons})
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
