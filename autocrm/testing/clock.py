"""Time that stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class FixedClock:
    """`ports.Clock`. `sleep` moves the time on and returns at once."""

    def __init__(self, start: datetime = MONDAY_MORNING) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a time zone")
        self._now = start
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The time, with a time zone."""
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Move on by so many seconds; the new time."""
        self._now += timedelta(seconds=seconds)
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Not waiting: the time is `seconds` later."""
        self.slept.append(seconds)
        self.advance(seconds)
