"""A key that is none, and a clock that waits without taking time."""

from __future__ import annotations

import time

KEY = "sk-test-0123456789abcdef"


class Waits:
    """A clock that runs on by itself and by what is waited for; `slept`: all waits, in seconds."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return time.monotonic() + sum(self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
