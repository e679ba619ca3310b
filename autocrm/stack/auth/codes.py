"""One-time codes, and the hashes that are all that is kept of them."""

from __future__ import annotations

import hashlib
import secrets

PKCE_PREFIX = "pkce_"


def new_code(length: int) -> str:
    """Random digits."""
    return f"{secrets.randbelow(10**length):0{length}d}"


def hash_of(address: str, code: str) -> str:
    """What a code sent to `address` is known by: SHA-224 over both, in hex."""
    return hashlib.sha224(f"{address}{code}".encode()).hexdigest()


def same(stored: str, presented: str) -> bool:
    """Whether they are one hash, started with PKCE or without; in constant time."""
    candidates = (presented, PKCE_PREFIX + presented)
    # both are compared whatever the first says
    return any([secrets.compare_digest(stored.encode(), other.encode()) for other in candidates])
