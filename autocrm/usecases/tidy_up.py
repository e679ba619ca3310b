"""Keep the house: once an hour what nobody needs any more goes. Any number of workers may."""

from __future__ import annotations

import logging

from autocrm.errors import AutoCRMError
from autocrm.ports import Services
from autocrm.usecases.learn_cases import learn_cases

log = logging.getLogger(__name__)

LIMIT = 100  # rows of a kind in one transaction
EVERY_S = 3600.0
RETRY_S = 60.0  # the API may come up after us
CASES = 500  # solved cases an hour: a desk with years behind it does not stop the answering


async def keep_tidy(services: Services) -> None:
    """Tidy up, and learn from what was solved, until cancelled."""
    while True:
        wait = await tidy_up(services)
        await _learn(services)
        await services.clock.sleep(wait)


async def _learn(services: Services) -> None:
    try:
        learned = await learn_cases(services, CASES)
    except AutoCRMError as error:
        log.warning("cannot learn from solved tickets: %s", error.message)
    else:
        if learned:
            log.info("%d solved cases learned", learned)


async def tidy_up(services: Services) -> float:
    """Drop all that is too old; how many seconds to wait before the next time."""
    uploads = notifications = 0
    more = True
    while more:
        try:
            done = await services.timers.tidy_up(LIMIT)
        except AutoCRMError as error:
            log.warning("cannot tidy up: %s", error.message)
            return RETRY_S
        uploads += done.uploads
        notifications += done.notifications
        more = done.more
    if uploads or notifications:
        log.info("%d unused uploads and %d read notifications went", uploads, notifications)
    return EVERY_S
