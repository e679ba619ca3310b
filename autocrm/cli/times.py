"""Times as people type them: 2026-11-02, 2026-11, "2026-11-02 14:00", today, yesterday, 7d, 2h."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from autocrm.cli.session import Desk

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
DAYS = {"today": 0, "yesterday": 1}


def read_time(text: str, zone: tzinfo | None = None, now: datetime | None = None) -> datetime:
    """A time with its zone; a day or month is its beginning. 7d is seven days ago.

    `zone`: whose clock is meant where none is named, None: this machine's. Raises BadParameter.
    """
    moment, word = (now or datetime.now(UTC)).astimezone(zone), text.strip().lower()
    if word == "now":
        return moment
    if word in DAYS:
        begin = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        return _in(begin - timedelta(days=DAYS[word]), zone)
    if past := re.fullmatch(r"(\d{1,4})\s*([hdw])", word):
        return moment - int(past[1]) * UNITS[past[2]]
    if re.fullmatch(r"\d{4}-\d{2}", word):
        word += "-01"
    try:
        found = datetime.fromisoformat(word.upper())
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is no time: write 2026-01-31, 2026-01, '2026-01-31 14:00', today, "
            "yesterday or 7d (seven days ago)."
        ) from error
    return found if found.tzinfo else _in(found, zone)


def _in(naive: datetime, zone: tzinfo | None) -> datetime:
    return naive.replace(tzinfo=zone) if zone else naive.astimezone()


async def desk_zone(desk: Desk) -> tzinfo:
    """The zone of the default calendar, in which reports count days; else UTC."""
    query = desk.table("calendars").select("time_zone").eq("is_default", True)
    rows = await desk.rows(query)
    try:
        return ZoneInfo(rows[0]["time_zone"]) if rows else UTC
    except ZoneInfoNotFoundError:  # this machine has no such zone
        return UTC
