"""The words of reports: facts as they are typed, figures as they are said and as CSV has them."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from autocrm.cli.output import one_line, parse_time
from autocrm.domain.ticket import PRIORITY_NAMES

NONE = "none"
PRIORITIES = {name: str(number) for number, name in PRIORITY_NAMES.items()}


def called(name: str) -> str:
    """`ai-outcomes` is ai_outcomes."""
    return name.strip().lower().replace("-", "_")


def read_facts(words: list[str]) -> dict[str, Any]:
    """["team=front", "priority=1,2", "assignee=none"] as {fact: value, list or None}."""
    facts: dict[str, Any] = {}
    for word in words:
        fact, equals, value = word.partition("=")
        if not equals or not fact or not value:
            raise typer.BadParameter(f"{word!r} is not like team=front.")
        values = [None if v == NONE else _value(fact, v) for v in value.split(",")]
        facts[fact] = values if len(values) > 1 else values[0]
    return facts


def _value(fact: str, value: str) -> str:
    return PRIORITIES.get(value.lower(), value) if fact == "priority" else value


def columns(answer: dict[str, Any]) -> list[str]:
    """The keys of a line, then its figures in the report's order."""
    total = list(answer["total"])
    figures = [name for name in answer.get("figures", []) if name in total]
    return [*answer["by"], *figures, *(name for name in total if name not in figures)]


def by_days(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines, with the day in place of the moment at which it began."""
    return [
        {**line, "at": say("at", line["at"], zone=answer["zone"])} if "at" in line else line
        for line in answer["lines"]
    ]


def to_csv(lines: list[dict[str, Any]], names: list[str]) -> str:
    """RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for line in lines:
        writer.writerow([_cell(line[name]) for name in names])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


def heading(name: str) -> str:
    """`first_response_median_s` as "first response median": units stand with the figures."""
    return name.removesuffix("_s").replace("_", " ")


def say(name: str, value: Any, nothing: str = "", zone: str = "UTC") -> str:
    """A figure as people read it: lengths in minutes, hours or days, shares in per cent."""
    if value is None:
        return nothing
    if name == "at":
        return f"{on_the_wall(value, zone):%Y-%m-%d}"
    if name.endswith("_s"):
        return length(float(value))
    if name.endswith("_share"):
        return f"{value:.1%}"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return one_line(value)


def on_the_wall(text: str, zone: str) -> datetime:
    """A time as the clocks of the report's zone show it: there its days begin at midnight."""
    try:
        return parse_time(text).astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError:  # this machine has no such zone
        return parse_time(text)


def length(seconds: float) -> str:
    """ "40 s", "12 min", "3.5 h", "2.1 d"."""
    for size, unit in ((86_400, "d"), (3600, "h")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
