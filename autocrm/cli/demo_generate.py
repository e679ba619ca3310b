"""demo generate: many made-up tickets, the same for the same seed."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Annotated

import typer

from autocrm.cli.kinds import Kind, StackOption
from autocrm.cli.output import (
    Json,
    console,
    fail,
    print_json,
    progress_done,
    progress_line,
)

app = typer.Typer(help="Made-up data, to look at and to measure with.", no_args_is_help=True)


@app.callback()
def _demo() -> None:
    """Made-up data, to look at and to measure with."""


@app.command()
def generate(
    tickets: Annotated[int, typer.Option(min=1, max=5_000_000, help="How many.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same data.")] = 1,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="They are of the three years before; today."),
    ] = None,
    stack: StackOption = Kind.embedded,
    as_json: Json = False,
) -> None:
    """Fill the database with tickets of three years, their threads, people, ratings and figures.

    Nothing is sent, and nobody can sign in as one of the people. All or nothing.
    """
    from psycopg import OperationalError

    from autocrm.cli.db_target import database as conninfo
    from autocrm.cli.generate.load import generate as make

    day = until.date() if until else datetime.now(UTC).date()
    try:
        counts = make(
            conninfo(stack), tickets, seed, datetime.combine(day, time(), UTC), progress_line
        )
    except OperationalError as error:
        fail(f"The database does not let us: {error}")
    finally:
        progress_done()
    if as_json:
        print_json(counts)
        return
    console.print(
        f"{counts['tickets']} tickets of {counts['customers']} customers, "
        f"{counts['interactions']} messages and answers, {counts['csat_ratings']} ratings."
    )
