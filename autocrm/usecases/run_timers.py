"""Keep time: run the timers that are due, then wait for the next. Any number of workers may."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from autocrm.errors import AutoCRMError
from autocrm.ports import Services, TimerRun

log = logging.getLogger(__name__)

LIMIT = 50  # timers in one transaction: their tickets are locked until it commits
POLL_S = 1.0  # a timer that is set meanwhile is found as late as this
BUSY_S = 0.25  # what is due belongs to a ticket that somebody works on: not at once again
RETRY_S = 5.0


async def keep_time(services: Services, now: Callable[[], datetime] | None = None) -> None:
    """Run timers until cancelled. `now`: the time to go by; else the database's own."""
    while True:
        await services.clock.sleep(await run_timers(services, now() if now else None))


async def run_timers(services: Services, now: datetime | None = None) -> float:
    """Run what is due; how many seconds to wait before the next run. Trouble is waited out."""
    try:
        run = await services.timers.run(LIMIT, now)
    except AutoCRMError as error:
        log.warning("cannot run timers: %s", error.message)
        return RETRY_S
    if run.failed:
        log.error("%d timers failed: see `autocrm timer list --state failed`", run.failed)
    if run.ran:
        log.info("%d timers ran", run.ran)
    return pause_s(run)


def pause_s(run: TimerRun) -> float:
    """Seconds until the next run: until the next timer is due, but at most `POLL_S`."""
    if run.ran + run.failed + run.busy >= LIMIT and run.ran:
        return 0.0  # there is more
    if run.wait_s is None:
        return POLL_S
    return min(max(run.wait_s, BUSY_S if run.busy else 0.0), POLL_S)
