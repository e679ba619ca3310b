"""Rate limits of `[auth.rate_limit]`: buckets that fill up again evenly.

`supabase start` reads the section but bounds nobody by it: it names Auth no header to know
callers by. Test suites rely on that, so here a limit that stands at the CLI's default counts
only wrong guesses (passwords, codes), which an honest caller has few of; a limit that the
project has set otherwise counts every request, and so does the one on anonymous users.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.errors import StackError

Toml = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]
_HOUR, _FIVE_MINUTES = 3600.0, 300.0
_MOST_CALLERS = 10_000  # buckets kept; beyond that the full ones are dropped
_GUESSES = frozenset(
    ("invalid_credentials", "otp_expired", "reauthentication_not_valid", "bad_code_verifier")
)


@dataclass(frozen=True)
class Limit:
    """`most` in `seconds`; `guesses_only` leaves all but wrong guesses uncounted."""

    most: int
    seconds: float
    guesses_only: bool = False


_DEFAULTS = {
    "anonymous_users": Limit(30, _HOUR),
    "token_refresh": Limit(150, _FIVE_MINUTES, guesses_only=True),
    "sign_in_sign_ups": Limit(30, _FIVE_MINUTES, guesses_only=True),
    "token_verifications": Limit(30, _FIVE_MINUTES, guesses_only=True),
}


def limits_of(auth: Toml) -> dict[str, Limit]:
    """The limits by name, out of the `[auth]` section. Raises StackError."""
    given = auth.get("rate_limit", {})
    limits = {name: _limit(name, given, default) for name, default in _DEFAULTS.items()}
    if auth.get("email", {}).get("smtp", {}).get("enabled", False):
        # as in the CLI, mails to its own mail server are not counted
        limits["email_sent"] = _limit("email_sent", given, Limit(2, _HOUR))
    return limits


def _limit(name: str, given: Toml, default: Limit) -> Limit:
    most = given.get(name, default.most)
    if not isinstance(most, int) or most < 1:
        raise StackError(f"[auth.rate_limit] {name} = {most!r} does not work: use 1 or more.")
    return default if most == default.most else Limit(most, default.seconds)


class Buckets:
    """How much every caller has left of every limit. One event loop, so no locks."""

    def __init__(
        self, limits: dict[str, Limit], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits, self._clock = limits, clock
        self._left: dict[tuple[str, str], tuple[float, float]] = {}  # amount, when

    def limit(self, name: str) -> Limit | None:
        """The limit of that name, if there is one."""
        return self._limits.get(name)

    def take(self, name: str, caller: str) -> bool:
        """Take one of what `caller` has left; false when nothing is."""
        limit = self._limits.get(name.partition(":")[0])
        if limit is None:
            return True
        if len(self._left) > _MOST_CALLERS:
            self._drop_full()
        left = self._now_left(limit, (name, caller))
        if left < 1:
            return False
        self._left[name, caller] = (left - 1, self._clock())
        return True

    def give_back(self, name: str, caller: str) -> None:
        """Undo a `take`."""
        amount, when = self._left.get((name, caller), (0.0, self._clock()))
        self._left[name, caller] = (amount + 1, when)

    def _now_left(self, limit: Limit, key: tuple[str, str]) -> float:
        if key not in self._left:
            return float(limit.most)
        amount, when = self._left[key]
        return min(limit.most, amount + (self._clock() - when) * limit.most / limit.seconds)

    def _drop_full(self) -> None:
        for key in list(self._left):
            limit = self._limits[key[0].partition(":")[0]]
            if self._now_left(limit, key) >= limit.most:
                del self._left[key]


def limited(handler: Handler, name: str) -> Handler:
    """`handler` under the limit `name`, with a bucket of its own for its path and caller.

    A handler that answers a wrong guess without an exception sets `request.state.guess`.
    """

    async def bounded(request: Request) -> Response:
        buckets: Buckets = request.app.state.context.buckets
        bucket, caller = f"{name}:{request.url.path}", _peer(request)
        if not buckets.take(bucket, caller):
            raise too_many_requests()
        guess = False
        try:
            response = await handler(request)
            guess = getattr(request.state, "guess", False)
            return response
        except AuthFailure as failure:
            guess = failure.code in _GUESSES
            raise
        finally:
            limit = buckets.limit(name)
            if limit is not None and limit.guesses_only and not guess:
                buckets.give_back(bucket, caller)

    return bounded


def too_many_requests() -> AuthFailure:
    """429: too many requests from one address."""
    return AuthFailure(429, "over_request_rate_limit", "Request rate limit reached")


def _peer(request: Request) -> str:
    # The socket's own, not x-forwarded-for: that is whatever the caller says it is.
    return request.client.host if request.client else ""
