"""rating: list, give. How content customers were with what was solved."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket

app = typer.Typer(help="How content customers were, from 1 to 5.", no_args_is_help=True)

LIST = "ticket_id, number, spell, score, way, rated_at, team, assignee, solved_by, category"
Score = Annotated[int, typer.Argument(min=1, max=5, help="1 not at all content, 5 very.")]


@app.command("list")
def list_ratings(
    ticket: Annotated[str, typer.Option(metavar="TICKET", help="Only of this one.")] = "",
    at_most: Annotated[int, typer.Option(min=1, max=5, help="Only so much or less.")] = 5,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The latest ratings, newest first. Comments are read with the ticket's thread."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("report_ratings").select(LIST).lte("score", at_most)
        if ticket:
            query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
        query = query.order("rated_at", desc=True).order("ticket_id").limit(limit)
        return await desk.rows(query) or (
            await _own(desk, ticket, at_most, limit) if desk.user else []
        )

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("#", "score", "category", "solved by", "team", "age")
    for row in rows:
        out.add_row(
            str(row["number"]), str(row["score"]), plain(row["category"]), plain(row["solved_by"]),
            plain(row["team"]), age(row["rated_at"]),
        )  # fmt: skip
    console.print(out if rows else "No ratings.")


async def _own(desk: Desk, ticket: str, at_most: int, limit: int) -> list[dict[str, Any]]:
    """A customer's own, who has no part in reports."""
    query = desk.table("csat_ratings").select("ticket_id, spell, score, way, created_at")
    if ticket:
        query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
    rated = await desk.rows(
        query.lte("score", at_most).order("created_at", desc=True).order("ticket_id").limit(limit)
    )
    ids = sorted({row["ticket_id"] for row in rated})
    query = desk.table("tickets").select("id, number, category").in_("id", ids)
    tickets = {row.pop("id"): row for row in await desk.rows(query)} if ids else {}
    return [
        {**row, "rated_at": row.pop("created_at"), "team": None, "solved_by": None,
         **tickets[row["ticket_id"]]} for row in rated if row["ticket_id"] in tickets
    ]  # fmt: skip


@app.command()
def give(
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")],
    score: Score,
    comment: Annotated[str | None, typer.Option(help="In the customer's own words.")] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Rate how a ticket of yours was solved: as its customer, --as EMAIL."""

    async def rate(desk: Desk) -> dict[str, Any]:
        found = await find_ticket(desk, ticket)
        answer: dict[str, Any] = await desk.call(
            "rate_ticket", p_ticket_id=found["id"], p_score=score, p_comment=comment
        )
        return answer

    answer = work(rate, user)
    if as_json:
        print_json(answer)
    else:
        back = " It is open again." if answer["reopened"] else ""
        console.print(f"Ticket #{answer['number']}: {answer['score']} of 5.{back}")
