"""Calendars, service levels and the clocks that measure them."""

from __future__ import annotations

from datetime import date, datetime

from autocrm.sdk.rows.base import Row


class OpenSpan(Row):
    """Opening hours. `weekday` is 1 (Monday) to 7; "24:00:00" is midnight."""

    weekday: int
    opens: str
    closes: str


class Holiday(Row):
    """A day on which a calendar is closed, from `starts` to `ends`, every year if `yearly`."""

    day: date
    starts: str
    ends: str
    name: str = ""
    yearly: bool = False


class Calendar(Row):
    """When we work. Reports measure by the default one."""

    key: str
    name: str
    time_zone: str
    is_default: bool
    hours: tuple[OpenSpan, ...] = ()
    holidays: tuple[Holiday, ...] = ()


class SlaTarget(Row):
    """A promise: `metric` is first_response, next_response or resolution."""

    metric: str
    priority: int
    seconds: int


class SlaPolicy(Row):
    """A service level. `customer`, `company`, `team`, `category`, `priority`: for whom (None: all).

    `calendar` None is around the clock.
    """

    key: str
    name: str
    position: int
    active: bool
    customer: dict[str, str] | None = None
    company: dict[str, str] | None = None
    team: dict[str, str] | None = None
    category: str | None = None
    priority: int | None = None
    calendar: dict[str, str] | None = None
    pause_on: tuple[str, ...]
    warn_share: float
    next_from: str
    targets: tuple[SlaTarget, ...] = ()


class Clock(Row):
    """One measurement on a ticket. `elapsed`: seconds before it was resumed or stopped.

    `void`: ended by something else than what it measures.
    """

    id: int
    ticket_id: str
    metric: str
    target_s: int | None = None
    started_at: datetime
    resumed_at: datetime | None = None
    paused_at: datetime | None = None
    elapsed: float
    due_at: datetime | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    void: bool = False


class Timer(Row):
    """What has to happen at a time. `state` is waiting, done or failed; `ticket_id` None: to the
    desk as a whole."""

    id: str
    ticket_id: str | None = None
    kind: str
    due_at: datetime
    state: str
    attempts: int
    last_error: str | None = None
    ran_at: datetime | None = None
    created_at: datetime
