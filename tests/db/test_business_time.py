"""Business time against an oracle that asks the wall clock of each single minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.db.acting import id_of, value

DAY = 1440  # minutes
MINUTE = timedelta(minutes=1)
CALENDAR = id_of("calendar")

# Around these moments clocks are turned; the last ones half an hour, or a day left out.
TURNS = {
    "Europe/Zurich": ["2026-03-29T01:00", "2026-10-25T01:00"],
    "America/New_York": ["2026-03-08T07:00", "2026-11-01T06:00"],
    "America/St_Johns": ["2026-03-08T05:30", "2010-11-07T02:31"],
    "Australia/Lord_Howe": ["2026-04-04T15:00", "2026-10-03T15:30"],
    "Pacific/Apia": ["2011-12-30T10:00"],
    "Asia/Kathmandu": ["2026-01-01T00:00"],
    "UTC": ["2028-02-29T00:00"],
}


@dataclass(frozen=True)
class Calendar:
    """Hours (weekday, opens, closes) and holidays (day, starts, ends, yearly); times in minutes."""

    zone: str
    hours: frozenset[tuple[int, int, int]]
    holidays: frozenset[tuple[date, int, int, bool]] = frozenset()

    def is_open(self, moment: datetime) -> bool:
        """What the wall clock says."""
        wall = moment.astimezone(ZoneInfo(self.zone))
        today, minute = wall.date(), wall.hour * 60 + wall.minute
        return self._within_hours(today, minute) and not any(
            (day == today or (yearly and (day.month, day.day) == (today.month, today.day)))
            and starts <= minute < ends
            for day, starts, ends, yearly in self.holidays
        )

    def _within_hours(self, today: date, minute: int) -> bool:
        yesterday = (today - timedelta(days=1)).isoweekday()
        for weekday, opens, closes in self.hours:
            over_midnight = closes <= opens
            if weekday == today.isoweekday() and opens <= minute < closes + over_midnight * DAY:
                return True
            if weekday == yesterday and over_midnight and minute < closes:
                return True
        return False


def minutes_open(calendar: Calendar, start: datetime, minutes: int) -> list[bool]:
    return [calendar.is_open(start + n * MINUTE) for n in range(minutes)]


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def store(connection: psycopg.Connection, calendar: Calendar) -> None:
    connection.execute(
        "insert into public.calendars (id, key, name, time_zone) values (%s, 'test', 'Test', %s)",
        [CALENDAR, calendar.zone],
    )
    for weekday, opens, closes in calendar.hours:
        connection.execute(
            "insert into public.calendar_hours values (%s, %s, %s, %s) on conflict do nothing",
            [CALENDAR, weekday, clock(opens), clock(closes)],
        )
    for day, starts, ends, yearly in calendar.holidays:
        connection.execute(
            "insert into public.holidays (calendar_id, day, starts, ends, yearly) "
            "values (%s, %s, %s, %s, %s) on conflict do nothing",
            [CALENDAR, day, clock(starts), clock(ends), yearly],
        )


def seconds(connection: psycopg.Connection, start: datetime, end: datetime) -> Decimal:
    found: Decimal = value(
        connection, "select private.business_seconds(%s, %s, %s)", CALENDAR, start, end
    )
    return found


def later(connection: psycopg.Connection, start: datetime, open_s: float) -> Any:
    return value(
        connection, "select private.add_business_time(%s, %s, %s)", CALENDAR, start, open_s
    )


minute_of_day = st.integers(0, DAY - 1) | st.sampled_from([0, 60, 119, 120, 150, 180, DAY - 1])
spans = st.tuples(st.integers(1, 7), minute_of_day, minute_of_day | st.just(DAY))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Calendar, datetime, int, bool]:
    """A calendar, a moment near a turn of its clocks, a length in minutes, and whether covered."""
    zone = draw(st.sampled_from(sorted(TURNS)))
    turn = datetime.fromisoformat(draw(st.sampled_from(TURNS[zone]))).replace(tzinfo=UTC)
    near = st.integers(-3, 3).map(lambda n: turn.date() + timedelta(days=n))
    hours = draw(st.lists(spans, min_size=1, max_size=8, unique_by=lambda s: s[:2]))
    parts = st.tuples(minute_of_day, minute_of_day | st.just(DAY)).filter(lambda p: p[0] < p[1])
    whole = st.just((0, DAY))
    holidays = draw(
        st.lists(
            st.tuples(near, whole | parts, st.booleans()).map(lambda h: (h[0], *h[1], h[2])),
            max_size=3,
            unique_by=lambda h: h[:2],
        )
    )
    start = turn + draw(st.integers(-4 * DAY, 2 * DAY)) * MINUTE
    calendar = Calendar(zone, frozenset(hours), frozenset(holidays))
    return calendar, start, draw(st.integers(0, 6 * DAY)), draw(st.integers(0, 3)) == 0


@pytest.fixture(scope="module")
def owner(module_database: Any) -> Iterator[psycopg.Connection]:
    with module_database.connect("postgres") as connection:
        yield connection


NIGHTS = Calendar("Europe/Zurich", frozenset((day, 22 * 60, 6 * 60) for day in range(1, 8)))
AT_THE_TURN = Calendar("Europe/Zurich", frozenset({(7, 150, 170)}))  # 2:30 to 2:50 on Sundays


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases(), st.floats(0, 1))
@example((NIGHTS, datetime(2026, 3, 28, 12, tzinfo=UTC), DAY, False), 0.5)
@example((NIGHTS, datetime(2026, 10, 24, 12, tzinfo=UTC), DAY, True), 0.5)
@example((AT_THE_TURN, datetime(2026, 3, 29, tzinfo=UTC), 200, False), 0.5)
@example((AT_THE_TURN, datetime(2026, 10, 25, tzinfo=UTC), 200, True), 0.5)
def test_business_time_is_what_the_wall_clock_says(
    owner: psycopg.Connection, case: tuple[Calendar, datetime, int, bool], share: float
) -> None:
    calendar, start, minutes, covered = case
    is_open = minutes_open(calendar, start, minutes)
    total, cut = sum(is_open) * 60, int(minutes * share)
    end, middle = start + minutes * MINUTE, start + cut * MINUTE
    with owner.transaction(force_rollback=True):
        store(owner, calendar)
        if covered:
            owner.execute("select private.cover_calendar(%s, %s)", [CALENDAR, start])

        assert seconds(owner, start, end) == total
        assert seconds(owner, start, middle) == sum(is_open[:cut]) * 60  # monotone: 0 <= this
        assert seconds(owner, start, middle) + seconds(owner, middle, end) == total  # additive
        assert seconds(owner, end, start) == 0

        # The first moment at which `wanted` seconds have passed, and measured again.
        wanted = int(total * share)
        due = later(owner, start, wanted)
        assert due == (start if wanted == 0 else reached(is_open, start, wanted))
        assert seconds(owner, start, due) == wanted
        assert later(owner, due, total - wanted) == later(owner, start, total)  # additive


def reached(is_open: list[bool], start: datetime, wanted: int) -> datetime:
    """Walk through the minutes until `wanted` open seconds are used up."""
    for number, now_open in enumerate(is_open):
        if now_open and wanted <= 60:
            return start + number * MINUTE + timedelta(seconds=wanted)
        wanted -= 60 * now_open
    raise AssertionError("the minutes are too few")


@settings(max_examples=40, deadline=None)
@given(
    st.floats(-3 * 86400, 5 * 86400), st.floats(0, 5 * 86400), st.floats(0, 200_000), st.booleans()
)
def test_parts_of_seconds_are_kept(
    owner: psycopg.Connection, offset: float, length: float, wanted: float, covered: bool
) -> None:
    turn = datetime(2026, 10, 25, 1, tzinfo=UTC)
    start = turn + timedelta(seconds=offset)
    end = start + timedelta(seconds=length)
    exact = Decimal(round(wanted * 1_000_000)) / 1_000_000
    with owner.transaction(force_rollback=True):
        store(owner, NIGHTS)
        if covered:
            owner.execute("select private.cover_calendar(%s, %s)", [CALENDAR, start])
        due = value(owner, "select private.add_business_time(%s, %s, %s)", CALENDAR, start, exact)
        assert seconds(owner, start, due) == exact
        assert 0 <= seconds(owner, start, end) <= Decimal(str((end - start).total_seconds()))


def test_without_a_calendar_it_is_around_the_clock(owner: psycopg.Connection) -> None:
    start = datetime(2026, 3, 29, tzinfo=UTC)
    query = "select private.add_business_time(null, %s, 93600)"
    assert value(owner, query, start) == start + timedelta(hours=26)
    query = "select private.business_seconds(null, %s, %s)"
    assert value(owner, query, start, start + timedelta(hours=26)) == 93600


def test_a_calendar_that_never_opens_gives_no_time(owner: psycopg.Connection) -> None:
    with owner.transaction(force_rollback=True):
        store(owner, Calendar("UTC", frozenset()))
        assert later(owner, datetime(2026, 1, 1, tzinfo=UTC), 60) is None


def test_beyond_what_is_covered_it_is_worked_out(owner: psycopg.Connection) -> None:
    """Across the border, and far outside of it, the figures are the same as without."""
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    far = datetime(2040, 1, 2, 8, tzinfo=UTC)
    with owner.transaction(force_rollback=True):
        store(owner, Calendar("Europe/Zurich", frozenset({(1, 9 * 60, 17 * 60)})))
        plain = seconds(owner, start, far), later(owner, start, 8 * 3600 * 700)
        owner.execute("select private.cover_calendar(%s, %s)", [CALENDAR, start])
        assert (seconds(owner, start, far), later(owner, start, 8 * 3600 * 700)) == plain


def test_changed_hours_are_measured_at_once(owner: psycopg.Connection) -> None:
    """What was worked out before a change is forgotten, whoever makes the change."""
    start = datetime(2026, 1, 5, tzinfo=UTC)
    with owner.transaction(force_rollback=True):
        store(owner, Calendar("UTC", frozenset({(1, 0, 60), (2, 0, 60)})))
        owner.execute("select private.cover_calendar(%s, %s)", [CALENDAR, start])
        assert seconds(owner, start, start + timedelta(days=7)) == 7200
        owner.execute("insert into public.holidays (calendar_id, day) values (%s, '2026-01-06')",
                      [CALENDAR])  # fmt: skip
        assert seconds(owner, start, start + timedelta(days=7)) == 3600
        owner.execute("delete from public.calendar_hours where weekday = 1")
        assert seconds(owner, start, start + timedelta(days=7)) == 0
        owner.execute("delete from public.holidays")
        owner.execute("select private.cover_calendar(%s, %s)", [CALENDAR, start])
        owner.execute("update public.calendars set time_zone = 'Asia/Kathmandu'")
        assert seconds(owner, start, start + timedelta(days=1)) == 3600
