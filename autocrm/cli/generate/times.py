"""When generated tickets come in: three years of growth, seasons, weeks, days, and bursts."""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from autocrm.cli.generate.people import CATEGORIES

DAYS = 3 * 365
_WEEKDAY = (1.25, 1.1, 1.05, 1.0, 0.95, 0.5, 0.4)  # Monday to Sunday
_MONTH = (1.1, 0.95, 0.95, 0.9, 0.9, 0.85, 0.8, 0.85, 0.95, 1.0, 1.25, 1.5)
_HOUR = (1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 17, 13, 15, 17, 16, 14, 11, 9, 9, 8, 6, 4, 2)
_HOUR_SUMS = list(accumulate(_HOUR))
_GROWTH = 0.8  # so much more at the end than at the beginning
_BURST_SHARE = 0.04  # of all tickets come in bursts, when something breaks
_OPENS, _CLOSES = 8, 18  # when people answer, Monday to Friday, UTC


@dataclass(frozen=True, slots=True)
class Arrival:
    """A first message: when, about what, and in which burst (None: in none)."""

    at: datetime
    category: str
    burst: int | None


def arrivals(rng: random.Random, count: int, until: datetime) -> list[Arrival]:
    """`count` of them within the three years before `until`, in order of time."""
    begins = until - timedelta(days=DAYS)
    days = list(accumulate(_weight(begins + timedelta(days=n), n) for n in range(DAYS)))
    keys = tuple(CATEGORIES)
    shares = list(accumulate(share for _, _, share in CATEGORIES.values()))
    in_bursts = int(count * _BURST_SHARE)
    made = [
        Arrival(_moment(rng, begins, days), keys[bisect(shares, rng.random() * shares[-1])], None)
        for _ in range(count - in_bursts)
    ]
    bursts = [
        (_moment(rng, begins, days), rng.choice(("shipping", "billing", "account")))
        for _ in range(max(1, count // 2000))
    ]
    for _ in range(in_bursts):
        number = rng.randrange(len(bursts))
        start, category = bursts[number]
        at = start + timedelta(minutes=rng.expovariate(1 / 90))
        made.append(Arrival(min(at, until - timedelta(minutes=1)), category, number))
    made.sort(key=lambda arrival: arrival.at)
    return made


def _weight(day: datetime, n: int) -> float:
    return (1 + _GROWTH * n / DAYS) * _WEEKDAY[day.weekday()] * _MONTH[day.month - 1]


def _moment(rng: random.Random, begins: datetime, days: list[float]) -> datetime:
    day = begins + timedelta(days=bisect(days, rng.random() * days[-1]))
    hour = bisect(_HOUR_SUMS, rng.random() * _HOUR_SUMS[-1])
    return day + timedelta(seconds=hour * 3600 + rng.random() * 3600)


def at_work(at: datetime) -> datetime:
    """The first moment from `at` on when somebody is at the desk."""
    if at.hour >= _CLOSES:
        at = _morning(at + timedelta(days=1), at)
    elif at.hour < _OPENS:
        at = _morning(at, at)
    while at.weekday() >= 5:
        at = _morning(at + timedelta(days=1), at)
    return at


def _morning(day: datetime, spread: datetime) -> datetime:
    """Within the first two hours of a day; where, is taken from the seconds of `spread`."""
    start = day.replace(hour=_OPENS, minute=0)
    return start + timedelta(minutes=2 * spread.second)
