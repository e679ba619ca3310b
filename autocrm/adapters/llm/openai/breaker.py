"""An endpoint that keeps failing is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from autocrm.errors import ModelFailed

FAILURES = 5  # in a row
REST_S = 5.0  # doubled with each probe that fails
_LONGEST_REST_S = 60.0


class Breaker:
    """Closed until `failures` in a row; then open; after a rest one probe decides.

    What `admit` returns names the call to `failed` and `neither`: None, unless it is the probe.
    """

    def __init__(
        self,
        failures: int = FAILURES,
        rest_s: float = REST_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._first_rest_s = self._rest_s = rest_s
        self._clock = clock
        self._failures = 0
        self._opened: float | None = None
        self._probe: object | None = None

    @property
    def state(self) -> str:
        """closed, open or half_open."""
        if self._opened is None:
            return "closed"
        return "half_open" if self._probe or self._rested(self._opened) else "open"

    def admit(self) -> object | None:
        """May a call be made? Raises ModelFailed while the endpoint rests."""
        if self._opened is None:
            return None
        if self._probe or not self._rested(self._opened):
            raise ModelFailed(
                "The model's endpoint has failed several times: it is left alone for a while.",
                code="endpoint_rests",
            )
        self._probe = object()
        return self._probe

    def worked(self) -> None:
        """The endpoint answered as it should."""
        self._failures, self._opened, self._probe = 0, None, None
        self._rest_s = self._first_rest_s

    def failed(self, call: object | None) -> None:
        """It did not."""
        self._failures += 1
        probe = call is not None and call is self._probe
        if probe:
            self._rest_s = min(self._rest_s * 2, _LONGEST_REST_S)
        if probe or (self._opened is None and self._failures >= self._most):
            self._opened, self._probe = self._clock(), None

    def neither(self, call: object | None) -> None:
        """The call says nothing about the endpoint's health: a refused key, a rate limit."""
        if call is not None and call is self._probe:
            self._probe = None

    def _rested(self, opened: float) -> bool:
        return self._clock() - opened >= self._rest_s
