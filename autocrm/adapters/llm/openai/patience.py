"""When to ask again: what the server wishes, and how much repeating is healthy."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_WAIT_S = 3600.0
_BACKOFF_S = 0.25


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `Retry-After` (a number or a date) or `retry-after-ms` asks for; else None."""
    exact = _number(headers.get("retry-after-ms", ""))
    if exact is not None:
        return _sane(exact / 1000)
    said = headers.get("retry-after", "")
    seconds = _number(said)
    if seconds is not None:
        return _sane(seconds)
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return _sane((when - now).total_seconds())


def backoff_s(tries: int) -> float:
    """0.25 to 0.5 s, then twice that: spread, so that what failed together comes back apart."""
    return float(_BACKOFF_S * 2**tries * (1 + random.random()))


class RetryBudget:
    """Repeats as a share of the calls: an endpoint that is down is not asked twice as often.

    `share` of each call is put by, up to `most`; a repeat takes one.
    """

    def __init__(self, share: float = 0.2, most: float = 10.0) -> None:
        self._share = share
        self._most = most
        self._left = most

    def earn(self) -> None:
        """A first attempt is made."""
        self._left = min(self._most, self._left + self._share)

    def take(self) -> bool:
        """Whether a repeat is paid for."""
        if self._left < 1:
            return False
        self._left -= 1
        return True


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value else None  # not "nan"


def _sane(seconds: float) -> float:
    return min(max(seconds, 0.0), _LONGEST_WAIT_S)
