"""Time-based one-time passwords (RFC 6238): six digits, thirty seconds, SHA-1 as all apps do."""

from __future__ import annotations

import hmac
import io
import re
import time
from urllib.parse import quote, urlencode

import pyotp
import segno

PERIOD = 30  # seconds
_DIGITS = re.compile(r"[0-9]{6}")
_SKEW = (0, -1, 1)  # steps; a clock may be half a minute off
_QR_SCALE = 3  # pixels a module


def new_secret() -> str:
    """160 random bits in base32."""
    return pyotp.random_base32()


def uri(secret: str, issuer: str, account: str) -> str:
    """The otpauth:// address that an authenticator app reads."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    query = {
        "algorithm": "SHA1",
        "digits": 6,
        "issuer": issuer,
        "period": PERIOD,
        "secret": secret,
    }
    return f"otpauth://totp/{label}?{urlencode(query, quote_via=quote)}"


def qr_code(text: str) -> str:
    """`text` as an SVG image, fit for a data: address (clients put it behind one, unescaped)."""
    out = io.BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(out, kind="svg", scale=_QR_SCALE, dark="black", light="white", xmldecl=False)
    # a # would begin the fragment of the address
    return out.getvalue().decode().replace("#000", "black").replace("#fff", "white").strip()


def matching_step(secret: str, code: str) -> int | None:
    """The number of the time step whose code this is, around now; None when it is of none."""
    if not _DIGITS.fullmatch(code):
        return None
    totp, now = pyotp.TOTP(secret), int(time.time()) // PERIOD
    # all are compared, so that the time it takes tells nothing
    matching = [
        now + skew for skew in _SKEW if hmac.compare_digest(totp.generate_otp(now + skew), code)
    ]
    return matching[0] if matching else None
