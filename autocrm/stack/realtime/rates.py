"""How often somebody may do something."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], float]
_BURST = 10.0  # seconds' worth that may come at once; upstream averages over a minute


class Rate:
    """So many a second on average, ten seconds' worth at once."""

    def __init__(self, per_second: int, clock: Clock = time.monotonic) -> None:
        self._per_second, self._clock = per_second, clock
        self._left, self._at = per_second * _BURST, clock()

    def take(self, count: int = 1) -> bool:
        """Whether `count` more are allowed now; if not, none is taken."""
        now = self._clock()
        earned = (now - self._at) * self._per_second
        self._left, self._at = min(self._per_second * _BURST, self._left + earned), now
        if count > self._left:
            return False
        self._left -= count
        return True


class Window:
    """So many calls in a window, which opens with its first call."""

    def __init__(self, calls: int, seconds: float, clock: Clock = time.monotonic) -> None:
        self._calls, self._seconds, self._clock = calls, seconds, clock
        self._count, self._ends = 0, 0.0

    def take(self) -> bool:
        """Whether one more call is allowed now."""
        now = self._clock()
        if now >= self._ends:
            self._count, self._ends = 0, now + self._seconds
        self._count += 1
        return self._count <= self._calls
