"""calendar: set, list, holiday add, holiday remove."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, plain, print_json, table
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Calendars: when we work.", no_args_is_help=True)
holidays = typer.Typer(help="Days on which a calendar is closed.", no_args_is_help=True)
app.add_typer(holidays, name="holiday")

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COLUMNS = (
    "key, name, time_zone, is_default, calendar_hours(weekday, opens, closes), "
    "holidays(day, starts, ends, name, yearly)"
)
Key = Annotated[str, typer.Argument(help="The calendar's key.")]
Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="Like 2026-12-25.")]


@app.command("set")
def set_calendar(
    key: Key,
    zone: Annotated[str | None, typer.Option(help="Time zone, like Europe/Zurich.")] = None,
    hours: Annotated[
        list[str] | None,
        typer.Option(
            help='Like "mon-fri 09:00-12:00,13:00-17:00"; may be repeated. What closes at or '
            "before it opens ends on the next day. All hours are replaced."
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="How people call it.")] = None,
    default: Annotated[
        bool | None, typer.Option("--default/--no-default", help="Reports measure by it.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make or change a calendar; what is not given stays."""
    row = work(
        lambda desk: desk.call(
            "set_calendar", p_key=key, p_name=name, p_time_zone=zone,
            p_hours=read_hours(hours) if hours else None, p_default=default,
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['name'])} is open by {plain(row['time_zone'])} time.")


@app.command("list")
def list_calendars(user: As = "", as_json: Json = False) -> None:
    """All calendars, with their hours and holidays."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("key", "name", "time zone", "hours", "holidays", "default")
    for row in rows:
        out.add_row(
            plain(row["key"]), plain(row["name"]), plain(row["time_zone"]),
            say_hours(row["hours"]), plain(", ".join(map(_holiday, row["holidays"]))),
            "yes" if row["is_default"] else "",
        )  # fmt: skip
    console.print(out if rows else "No calendars: service levels are around the clock.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    rows = await desk.rows(desk.table("calendars").select(COLUMNS).order("key"))
    for row in rows:
        spans = sorted(row.pop("calendar_hours"), key=lambda s: (s["weekday"], s["opens"]))
        row["hours"] = {
            day: [f"{s['opens'][:5]}-{s['closes'][:5]}" for s in spans if s["weekday"] == number]
            for number, day in enumerate(WEEKDAYS, 1)
            if any(s["weekday"] == number for s in spans)
        }
        row["holidays"].sort(key=lambda h: (h["day"], h["starts"]))
    return rows


@holidays.command()
def add(
    key: Key,
    day: Day,
    name: Annotated[str, typer.Option(help="What is celebrated.")] = "",
    starts: Annotated[str | None, typer.Option("--from", help="Closed from, like 12:00.")] = None,
    ends: Annotated[str | None, typer.Option("--to", help="Closed until, like 24:00.")] = None,
    yearly: Annotated[bool, typer.Option("--yearly", help="On this day of every year.")] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Close a calendar for a day, or a part of it."""
    part = {
        **({"p_starts": _time(starts)} if starts else {}),
        **({"p_ends": _time(ends)} if ends else {}),
    }
    row = work(
        lambda desk: desk.call(
            "set_holiday", p_calendar=key, p_day=f"{day:%Y-%m-%d}", p_name=name, p_yearly=yearly,
            **part,
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(key)} is closed: {plain(_holiday(row))}.", highlight=False)


@holidays.command()
def remove(key: Key, day: Day, user: As = "", as_json: Json = False) -> None:
    """Open a calendar again on a day."""
    count = work(
        lambda desk: desk.call("remove_holiday", p_calendar=key, p_day=f"{day:%Y-%m-%d}"), user
    )
    if as_json:
        print_json({"removed": count})
    else:
        console.print(f"{plain(key)} is open on {day:%Y-%m-%d}.", highlight=False)


def read_hours(texts: Iterable[str]) -> dict[str, list[str]]:
    """`mon-fri 09:00-12:00,13:00-17:00` and more of its kind, as `set_calendar` takes them."""
    hours: dict[str, list[str]] = {}
    for text in texts:
        days, _, spans = text.strip().lower().partition(" ")
        for day in _days(days):
            hours.setdefault(day, []).extend(s for s in re.split(r"[,\s]+", spans) if s)
    return hours


def _days(text: str) -> Iterable[str]:
    for part in text.split(","):
        first, _, last = part.partition("-")
        last = last or first
        if first not in WEEKDAYS or last not in WEEKDAYS:
            raise typer.BadParameter(f"{part!r} must be days like mon, sat,sun or mon-fri.")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
        yield from WEEKDAYS[start : end + 1] if start <= end else (
            *WEEKDAYS[start:], *WEEKDAYS[: end + 1],
        )  # fmt: skip


def _time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
        raise typer.BadParameter(f"{text!r} must be a time like 12:00.")
    return text


def say_hours(hours: dict[str, list[str]]) -> str:
    """Days with the same hours together: `mon-fri 09:00-17:00; sat 10:00-14:00`."""
    runs: list[tuple[str, str, list[str]]] = []
    for day, spans in hours.items():
        if runs and runs[-1][2] == spans and WEEKDAYS.index(runs[-1][1]) + 1 == WEEKDAYS.index(day):
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return "; ".join(
        f"{first if first == last else f'{first}-{last}'} {','.join(spans)}"
        for first, last, spans in runs
    )


def _holiday(row: dict[str, Any]) -> str:
    whole = row["starts"][:5] == "00:00" and row["ends"][:5] == "24:00"
    return "".join(
        (
            row["day"][5:] if row["yearly"] else row["day"],
            "" if whole else f" {row['starts'][:5]}-{row['ends'][:5]}",
            f" {row['name']}" if row["name"] else "",
        )
    )
