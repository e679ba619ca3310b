"""gap: list, show, report. What the desk did not know."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, fail, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket, uuid

app = typer.Typer(help="Gaps: what the desk did not know.", no_args_is_help=True)

LIST = (
    "id, title, language, category, state, updated_at, gap_signals(kind), kb_suggestions(id, state)"
)
SHOW = (
    "id, title, language, category, state, created_at, updated_at, "
    "gap_signals(id, kind, note, at, question, answer, tickets(number)), "
    "kb_suggestions(id, title, content, state, reason)"
)
Limit = Annotated[int, typer.Option(min=1, max=200, help="At most so many.")]


class State(StrEnum):
    open = "open"
    closed = "closed"
    dismissed = "dismissed"
    all = "all"


@app.command("list")
def list_gaps(
    state: Annotated[State, typer.Option(help="Closed ones have an article.")] = State.open,
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Questions that people had to answer, put together, the latest first."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("knowledge_gaps").select(LIST)
        if state is not State.all:
            query = query.eq("state", state.value)
        return await desk.rows(query.order("updated_at", desc=True).order("id").limit(limit))

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("gap", "asked", "category", "lang", "state", "age", "title", folded="title",
                whole="gap")  # fmt: skip
    for row in rows:
        out.add_row(
            row["id"], str(len(row["gap_signals"])), plain(row["category"]), row["language"],
            row["state"], age(row["updated_at"]), one_line(row["title"], 80),
        )  # fmt: skip
    console.print(out if rows else "No gaps.")


@app.command()
def show(
    gap: Annotated[str, typer.Argument(metavar="GAP", help="Its id: see gap list.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """What was asked and replied, without names, and the article suggested for it."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("knowledge_gaps").select(SHOW).eq("id", uuid(gap, "a gap's id"))
        return await desk.rows(query.limit(1))

    rows = work(read, user)
    if not rows:
        fail("There is no such gap on your tickets.")
    [row] = rows
    if as_json:
        print_json(row)
        return
    console.print(f"{plain(row['title'])} ({row['state']})\n", highlight=False)
    for signal in row["gap_signals"]:
        said = f": {plain(signal['note'])}" if signal["note"] else ""
        number = signal["tickets"]["number"] if signal["tickets"] else "?"
        console.print(f"#{number} {signal['kind']}{said}", highlight=False)
        console.print(f"  asked: {one_line(signal['question'], 300)}", highlight=False)
        console.print(f"  reply: {one_line(signal['answer'], 300)}\n", highlight=False)
    for made in row["kb_suggestions"]:
        console.print(f"Suggestion {made['id']} ({made['state']}):", highlight=False)
        console.print(f"{plain(made['title'])}\n\n{plain(made['content'])}", highlight=False)


@app.command()
def report(
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")],
    note: Annotated[str, typer.Option(help="What was not known, or known wrong.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Say that the desk did not know the answer, or knew it wrong."""

    async def say(desk: Desk) -> dict[str, Any]:
        found = await find_ticket(desk, ticket)
        said: dict[str, Any] = await desk.call(
            "record_feedback", p_ticket_id=found["id"], p_note=note
        )
        return said

    said = work(say, user)
    if as_json:
        print_json(said)
    else:
        console.print("Noted: it becomes a gap once a person has answered.")
