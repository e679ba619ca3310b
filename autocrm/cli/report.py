"""report: NAME (show it: as table, JSON, CSV or picture), list, rows, sql."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from autocrm.cli.output import (
    As,
    Json,
    console,
    fail,
    plain,
    print_json,
    short_time,
    table,
)
from autocrm.cli.report_words import (
    NONE,
    by_days,
    called,
    columns,
    heading,
    on_the_wall,
    read_facts,
    say,
    to_csv,
)
from autocrm.cli.session import Desk, work
from autocrm.cli.times import desk_zone, read_time
from autocrm.domain.ticket import PRIORITY_NAMES
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
    str,
    typer.Option(
        "--from", metavar="TIME",
        help="Begin of the period: 2026-01-31, 2026-01, yesterday, 90d; thirty days before --to.",
    ),
]  # fmt: skip
To = Annotated[str, typer.Option("--to", metavar="TIME", help="Its end, not included; now.")]
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
ROOM = 13  # columns of a terminal for one of a table


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
    begins: From = "",
    ends: To = "",
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
    keys = None if by is None else [] if by == NONE else [key.strip() for key in by.split(",")]
    facts = _mine(read_facts(where or []), user)
    if plot and plot.suffix.lower() != ".png":
        raise typer.BadParameter(f"a picture is a PNG: name it {plot.with_suffix('.png')}.")
    answer = work(lambda desk: _report(desk, name, keys, begins, ends, facts), user)
    if plot:
        _plot(answer, plot)
    if as_json:
        print_json(answer)
    elif as_csv:
        sys.stdout.write(to_csv(by_days(answer), columns(answer)))
    elif plot:
        console.print(f"{plain(answer['title'])}: {plain(plot)}.")
    else:
        _print(answer)


@app.command()
def rows(
    name: Name,
    begins: From = "",
    ends: To = "",
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
    facts, key = _mine(read_facts(where or []), user), read_facts(line or [])
    answer = work(lambda desk: _rows(desk, name, begins, ends, facts, key, limit), user)
    found: list[dict[str, Any]] = answer["rows"]
    if as_json:
        print_json(answer)
    elif as_csv:
        sys.stdout.write(to_csv(found, list(found[0]) if found else []))
    else:
        _print_rows(found)
    if answer["more"]:
        print(f"There is more than {limit}: see --limit.", file=sys.stderr)


@app.command()
def sql(name: Name, user: As = "") -> None:
    """The query itself, to be run by psql."""
    from autocrm.cli.report_sql import render

    async def read(desk: Desk) -> dict[str, Any]:
        found = await desk.rows(desk.table("reports").select("*").eq("name", called(name)))
        if not found:
            raise NotFound(f"There is no report {name}: see `autocrm report list`.")
        return found[0]

    sys.stdout.write(render(work(read, user)))


async def _report(
    desk: Desk, name: str, keys: list[str] | None, begins: str, ends: str, facts: dict[str, Any]
) -> dict[str, Any]:
    period = await _period(desk, begins, ends)
    answer: dict[str, Any] = await desk.call(
        "report", p_name=called(name), p_by=keys, p_filter=facts, **period
    )
    return answer


async def _rows(
    desk: Desk, name: str, begins: str, ends: str, facts: dict[str, Any], line: dict[str, Any],
    limit: int,
) -> dict[str, Any]:  # fmt: skip
    if isinstance(line.get("at"), str):  # a day as the report shows it
        line["at"] = read_time(line["at"], await desk_zone(desk)).isoformat()
    answer: dict[str, Any] = await desk.call(
        "report_rows", p_name=called(name), p_line=line, p_limit=limit, p_filter=facts,
        **await _period(desk, begins, ends),
    )  # fmt: skip
    return answer


async def _period(desk: Desk, begins: str, ends: str) -> dict[str, Any]:
    """What both functions take. Days are those of the desk's zone, as in the report itself."""
    zone = await desk_zone(desk) if begins or ends else None
    return {
        "p_from": read_time(begins, zone).isoformat() if begins else None,
        "p_to": read_time(ends, zone).isoformat() if ends else None,
    }


def _mine(facts: dict[str, Any], user: str) -> dict[str, Any]:
    """`assignee=me` is who acts."""
    return {**facts, "assignee": user.lower()} if user and facts.get("assignee") == "me" else facts


def _plot(answer: dict[str, Any], file: Path) -> None:
    from autocrm.cli.report_plot import draw

    try:
        file.write_bytes(draw(answer))
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")


def _print(answer: dict[str, Any]) -> None:
    names = columns(answer)
    out = table(*map(heading, names))
    for line in answer["lines"]:
        out.add_row(*(say(name, line[name], zone=answer["zone"]) for name in names))
    total = {**dict.fromkeys(answer["by"]), **answer["total"]}
    out.add_row(*(say(name, total[name], "all" if name in answer["by"] else "") for name in names))
    console.print(f"[bold]{plain(answer['title'])}[/]  {plain(answer['about'])}")
    begins, ends = (on_the_wall(answer[end], answer["zone"]) for end in ("from", "to"))
    console.print(f"[dim]{begins:%Y-%m-%d} to {ends:%Y-%m-%d}, by {plain(answer['step'])}[/]")
    console.print(out)


def _print_rows(found: list[dict[str, Any]]) -> None:
    """As many columns as there is room for, the ticket first, without ids and empty ones."""
    if not found:
        console.print("Nothing.")
        return
    shown = [key for key in found[0] if key not in ("number", "at") and not key.endswith("_id")]
    filled = [key for key in shown if any(row[key] is not None for row in found)]
    names = ["number", *filled][: max(console.width // ROOM, 3)]
    out = table(*map(heading, names))
    for row in found:
        out.add_row(*(_said(name, row[name]) for name in names))
    console.print(out)
    if len(names) <= len(filled):
        print("Not all columns are shown: see --csv or --json.", file=sys.stderr)


def _said(name: str, value: Any) -> str:
    if name.endswith("_at") and isinstance(value, str):
        return short_time(value)
    if name == "priority" and value in PRIORITY_NAMES:
        return PRIORITY_NAMES[value]
    return say(name, value)
