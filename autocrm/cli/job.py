"""job: the queue behind the desk."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, one_line, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import uuid

app = typer.Typer(help="Jobs: what the worker does, did and could not do.", no_args_is_help=True)

COLUMNS = (
    "id, kind, state, attempts, max_attempts, run_at, last_error, worker, payload, created_at, "
    "started_at, finished_at"
)
COLOURS = {"dead": "red", "running": "yellow", "done": "green"}


class State(StrEnum):
    queued = "queued"
    running = "running"
    done = "done"
    dead = "dead"


@app.command("list")
def list_jobs(
    state: Annotated[State | None, typer.Option(help="Only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The latest jobs, newest first."""
    rows = work(lambda desk: _list(desk, state, limit), user)
    if as_json:
        print_json(rows)
        return
    out = table(
        "id", "kind", "state", "attempts", "age", "last error", folded="last error", whole="id"
    )
    for row in rows:
        colour = COLOURS.get(row["state"], "default")
        out.add_row(
            row["id"], row["kind"], f"[{colour}]{row['state']}[/]",
            f"{row['attempts']}/{row['max_attempts']}", age(row["created_at"]),
            one_line(row["last_error"], 200),
        )  # fmt: skip
    console.print(out if rows else "No jobs.")


async def _list(desk: Desk, state: State | None, limit: int) -> list[dict[str, Any]]:
    query = desk.table("jobs").select(COLUMNS).order("created_at", desc=True).limit(limit)
    return await desk.rows(query.eq("state", state.value) if state else query)


@app.command()
def retry(
    job: Annotated[str, typer.Argument(metavar="ID", help="Of a dead job.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Give a dead job all its attempts again."""
    job_id = uuid(job, "a job's id")
    state = work(lambda desk: desk.call("retry_job", p_job_id=job_id), user)
    if as_json:
        print_json({"id": job_id, "state": state})
    else:
        console.print("Queued again.")
