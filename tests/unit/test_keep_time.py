"""The loop that keeps time, against timers in memory and a clock that is told to go on."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from autocrm import worker as worker_module
from autocrm.errors import Unavailable
from autocrm.ports import Tidied, TimerRun
from autocrm.testing import FixedClock
from autocrm.usecases.run_timers import BUSY_S, LIMIT, POLL_S, RETRY_S, keep_time, pause_s


class Enough(Exception):
    """Ends a loop that has no end."""


class Timers:
    """`ports.Timers` that hands out what it is given: runs, or errors."""

    def __init__(self, *results: TimerRun | Exception) -> None:
        self.results = list(results)
        self.asked: list[datetime | None] = []

    async def run(self, limit: int, now: datetime | None = None) -> TimerRun:
        self.asked.append(now)
        if not self.results:
            raise Enough
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    async def tidy_up(self, limit: int) -> Tidied:
        return Tidied(0, 0, more=False)


def run(wait_s: float | None = None, ran: int = 0, failed: int = 0, busy: int = 0) -> TimerRun:
    return TimerRun(ran=ran, failed=failed, busy=busy, wait_s=wait_s)


def house(timers: Timers, clock: FixedClock) -> Any:
    return SimpleNamespace(timers=timers, clock=clock)


@pytest.mark.parametrize(
    ("done", "seconds"),
    [
        (run(None), POLL_S),  # none is set
        (run(3600.0), POLL_S),  # a nearer one may be set meanwhile
        (run(0.3), 0.3),
        (run(0.0, ran=LIMIT), 0.0),  # there is more
        (run(0.0, ran=1), 0.0),  # a timer has set another one
        (run(0.0, busy=1), BUSY_S),  # not at once again
        (run(0.0, ran=1, busy=LIMIT), 0.0),
        (run(0.0, busy=LIMIT), BUSY_S),
    ],
)
def test_it_waits_for_the_next_timer(done: TimerRun, seconds: float) -> None:
    assert pause_s(done) == seconds


async def test_time_goes_on_from_run_to_run() -> None:
    clock, timers = FixedClock(), Timers(run(0.5), run(None), run(0.0, ran=2))
    start = clock.now()
    with pytest.raises(Enough):
        await keep_time(house(timers, clock), clock.now)
    assert timers.asked == [start + timedelta(seconds=s) for s in (0, 0.5, 1.5, 1.5)]


async def test_without_a_clock_of_ours_the_database_tells_the_time() -> None:
    timers = Timers(run())
    with pytest.raises(Enough):
        await keep_time(house(timers, FixedClock()))
    assert timers.asked == [None, None]


async def test_an_outage_is_waited_out(caplog: pytest.LogCaptureFixture) -> None:
    clock = FixedClock()
    with pytest.raises(Enough):
        await keep_time(house(Timers(Unavailable("Nobody answers."), run()), clock))
    assert clock.slept == [RETRY_S, POLL_S]
    assert "Nobody answers." in caplog.text


async def test_failed_timers_are_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Enough):
        await keep_time(house(Timers(run(failed=2)), FixedClock()))
    assert "2 timers failed" in caplog.text


class Quiet:
    """A queue without jobs, and a bell that never rings."""

    hears = True

    async def claim(self, *_: Any) -> list[Any]:
        return []

    async def heartbeat(self, *_: Any) -> None: ...

    async def listen(self, _: Any) -> None:
        await asyncio.Event().wait()

    async def embed_stale(self, _: str) -> int:
        return 0


async def test_a_worker_that_cannot_keep_time_ends(caplog: pytest.LogCaptureFixture) -> None:
    """It is started again, which is better than to seem well and miss all times."""
    quiet: Any = Quiet()
    services: Any = SimpleNamespace(
        jobs=quiet, knowledge=quiet, embedder=SimpleNamespace(model="m"),
        timers=Timers(run()), clock=FixedClock(),
    )  # fmt: skip
    async with asyncio.timeout(10):
        await worker_module.serve(services, quiet, port=0)
    assert "the worker ends" in caplog.text
