"""timer: list, retry. What will happen by itself, and what could not."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, one_line, parse_time, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket, uuid

app = typer.Typer(help="Timers: what will happen by itself, and what could not.",
                  no_args_is_help=True)  # fmt: skip

COLUMNS = (
    "id, ticket_id, kind, due_at, state, attempts, last_error, ran_at, created_at, tickets(number)"
)
COLOURS = {"failed": "red", "waiting": "yellow", "done": "green"}


class State(StrEnum):
    waiting = "waiting"
    done = "done"
    failed = "failed"


@app.command("list")
def list_timers(
    state: Annotated[State | None, typer.Option(help="Only these.")] = None,
    ticket: Annotated[str, typer.Option(help="Of this ticket, by number or id.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Timers by the time at which they are due."""
    rows = work(lambda desk: _list(desk, state, ticket, limit), user)
    if as_json:
        print_json(rows)
        return
    out = table(
        "id", "ticket", "kind", "state", "due", "attempts", "last error",
        folded="last error", whole="id",
    )  # fmt: skip
    for row in rows:
        colour = COLOURS.get(row["state"], "default")
        out.add_row(
            row["id"], f"#{row['number']}" if row["number"] else "", one_line(row["kind"]),
            f"[{colour}]{row['state']}[/]", say_due(row["due_at"]), str(row["attempts"]),
            one_line(row["last_error"], 200),
        )  # fmt: skip
    console.print(out if rows else "No timers.")


async def _list(desk: Desk, state: State | None, ref: str, limit: int) -> list[dict[str, Any]]:
    query = desk.table("timers").select(COLUMNS)
    if state:
        query = query.eq("state", state.value)
    if ref:
        query = query.eq("ticket_id", (await find_ticket(desk, ref))["id"])
    rows = await desk.rows(query.order("due_at").order("id").limit(limit))
    for row in rows:
        row["number"] = (row.pop("tickets") or {}).get("number")
    return rows


def say_due(text: str, now: datetime | None = None) -> str:
    """How far away a time is: "in 3 h", "2 d ago"."""
    now = now or datetime.now(UTC)
    due = parse_time(text)
    if due <= now:
        past = age(text, now)
        return past if past == "now" else f"{past} ago"
    return f"in {age((now - (due - now)).isoformat(), now)}".replace("in now", "now")


@app.command()
def retry(
    timers: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Of failed timers.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All that have failed.")] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Give failed timers all their attempts again (admins)."""
    if bool(timers) == every:
        raise typer.BadParameter("name the failed timers by their ids, or say --all.")
    ids = [uuid(one, "a timer's id") for one in timers or []]
    done = work(lambda desk: desk.call("retry_timers", p_timer_ids=ids or None), user)
    if as_json:
        print_json(done)
    else:
        count = done["retried"]
        console.print(f"{count} run again." if count else "No timer has failed.")
