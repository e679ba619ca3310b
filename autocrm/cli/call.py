"""call: list, cancel. Calls that customers were promised."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import (
    As,
    Json,
    console,
    one_line,
    parse_time,
    plain,
    print_json,
    short_time,
    table,
)
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import uuid

app = typer.Typer(help="Calls: what the tool book_call books.", no_args_is_help=True)

LIST = "id, starts_at, phone, state, draft_id, ticket:tickets!inner(number, subject)"


@app.command("list")
def list_calls(
    cancelled: Annotated[bool, typer.Option(help="Those that were cancelled as well.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Calls of tickets you see, the next first."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("calls").select(LIST)
        if not cancelled:
            query = query.eq("state", "booked")
        return await desk.rows(query.order("starts_at").order("id").limit(limit))

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("when", "phone", "state", "#", "subject", "call", whole="call")
    for row in rows:
        ticket = row["ticket"]
        out.add_row(
            _shown(row["starts_at"]), plain(row["phone"]), row["state"],
            str(ticket["number"]), one_line(ticket["subject"], 40), row["id"],
        )  # fmt: skip
    console.print(out if rows else "No calls.")


@app.command()
def cancel(
    call: Annotated[str, typer.Argument(metavar="CALL", help="Its id: see call list.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Cancel a call; the half hour is free again. The customer is told by whoever cancels."""
    call_id = uuid(call, "the id of a call: see call list")
    row = work(lambda desk: desk.call("cancel_call", p_call_id=call_id), user)
    if as_json:
        print_json(row)
    else:
        console.print("Cancelled.")


def _shown(at: str) -> str:
    """With the day of the week, as one speaks of a call."""
    return f"{parse_time(at).astimezone():%a} {short_time(at)}"
