"""report: NAME (show it: as table, JSON, CSV or picture), list, rows, sql."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from typer.core import TyperGroup

from autocrm.cli.output import As, Json, console, one_line, parse_time, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.errors import NotFound


class Reports(TyperGroup):
    """`report NAME` is `report show NAME`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if self.get_command(ctx, args[0]) is None:
            args = ["show", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    help="Figures: what came, how long it took, how content people were.",
    no_args_is_help=True,
    cls=Reports,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="See `autocrm report list`.")]
From = Annotated[
    datetime | None, typer.Option("--from", help="Begin of the period; thirty days before --to.")
]
To = Annotated[datetime | None, typer.Option("--to", help="Its end, not included; now.")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", metavar="FACT=VALUE",
        help="Only these: team, category, priority, channel, language, assignee, status, tag. "
        "Several values with commas; none for what has none.",
    ),
]  # fmt: skip
By = Annotated[
    str | None,
    typer.Option(help="Other lines: at, team, category, assignee …, with commas; none: a total."),
]
AsCsv = Annotated[bool, typer.Option("--csv", help="Comma-separated values on stdout.")]
NONE = "none"


@app.command("list")
def list_reports(user: As = "", as_json: Json = False) -> None:
    """Which reports there are."""
    rows = work(
        lambda desk: desk.rows(
            desk.table("reports").select("name, title, about, keys").order("position")
        ),
        user,
    )
    if as_json:
        print_json(rows)
        return
    out = table("report", "what", folded="what", whole="report")
    for row in rows:
        out.add_row(plain(row["name"]), plain(row["about"]))
    console.print(out)


@app.command()
def show(
    name: Name,
    begins: From = None,
    ends: To = None,
    where: Where = None,
    by: By = None,
    as_csv: AsCsv = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Draw it into this file.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """One report, of what you may see."""
    keys = None if by is None else [] if by == NONE else by.split(",")
    answer = work(
        lambda desk: desk.call("report", p_name=name, p_by=keys, **_period(begins, ends, where)),
        user,
    )
    if plot:
        from autocrm.cli.report_plot import draw

        plot.write_bytes(draw(answer))
    if as_json:
        print_json(answer)
    elif as_csv:
        sys.stdout.write(to_csv(answer["lines"], columns(answer)))
    elif plot:
        console.print(f"{plain(answer['title'])}: {plain(plot)}.")
    else:
        _print(answer)


@app.command()
def rows(
    name: Name,
    begins: From = None,
    ends: To = None,
    where: Where = None,
    line: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="Only what this line counts, like at=2026-11-02."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 1000,
    as_csv: AsCsv = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """What a report counts, one row each."""
    answer = work(
        lambda desk: desk.call(
            "report_rows", p_name=name, p_line=read_facts(line or []), p_limit=limit,
            **_period(begins, ends, where),
        ),
        user,
    )  # fmt: skip
    found: list[dict[str, Any]] = answer["rows"]
    if as_json:
        print_json(answer)
    elif as_csv:
        sys.stdout.write(to_csv(found, list(found[0]) if found else []))
    else:
        out = table(*(list(found[0]) if found else []))
        for row in found:
            out.add_row(*(one_line(value) for value in row.values()))
        console.print(out if found else "Nothing.")
    if answer["more"]:
        print(f"There is more than {limit}: see --limit.", file=sys.stderr)


@app.command()
def sql(name: Name, user: As = "") -> None:
    """The query itself, to be run by psql."""
    from autocrm.cli.report_sql import render

    async def read(desk: Desk) -> dict[str, Any]:
        found = await desk.rows(desk.table("reports").select("*").eq("name", name))
        if not found:
            raise NotFound(f"There is no report {name}: see `autocrm report list`.")
        return found[0]

    sys.stdout.write(render(work(read, user)))


def _period(
    begins: datetime | None, ends: datetime | None, where: list[str] | None
) -> dict[str, Any]:
    """What both functions take. A time without a zone is one of this machine's clock."""
    return {
        "p_from": begins.astimezone().isoformat() if begins else None,
        "p_to": ends.astimezone().isoformat() if ends else None,
        "p_filter": read_facts(where or []),
    }


def read_facts(words: list[str]) -> dict[str, Any]:
    """["team=front", "priority=1,2", "assignee=none"] as {fact: value, list or None}."""
    facts: dict[str, Any] = {}
    for word in words:
        fact, equals, value = word.partition("=")
        if not equals or not fact or not value:
            raise typer.BadParameter(f"{word!r} is not like team=front.")
        values = [None if v == NONE else v for v in value.split(",")]
        facts[fact] = values if len(values) > 1 else values[0]
    return facts


def columns(answer: dict[str, Any]) -> list[str]:
    """The keys of a line, then its figures, in the order of the total."""
    return [*answer["by"], *answer["total"]]


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


def _print(answer: dict[str, Any]) -> None:
    names = columns(answer)
    out = table(*names)
    for line in answer["lines"]:
        out.add_row(*(say(name, line[name], zone=answer["zone"]) for name in names))
    total = {**dict.fromkeys(answer["by"]), **answer["total"]}
    out.add_row(*(say(name, total[name], "all") for name in names))
    console.print(f"[bold]{plain(answer['title'])}[/]  {plain(answer['about'])}")
    begins, ends = (on_the_wall(answer[end], answer["zone"]) for end in ("from", "to"))
    console.print(f"[dim]{begins:%Y-%m-%d} to {ends:%Y-%m-%d}, by {plain(answer['step'])}[/]")
    console.print(out)


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
