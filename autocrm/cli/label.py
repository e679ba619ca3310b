"""label: ask, set, list, withdraw. What people say a ticket is, and the AI learns."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket

app = typer.Typer(help="Labels: what the AI is told, and learns.", no_args_is_help=True)

LIST = (
    "id, ticket_id, field, was, value, at, withdrawn_at, tickets(number), members!by_member(name)"
)
Limit = Annotated[int, typer.Option(min=1, max=200, help="At most so many.")]


class Field(StrEnum):
    category = "category"
    priority = "priority"
    language = "language"
    spam = "spam"
    duplicate_of = "duplicate_of"


@app.command()
def ask(limit: Limit = 20, user: As = "", as_json: Json = False) -> None:
    """Open tickets whose category nobody has said, the least certain first."""
    rows = work(lambda desk: desk.call("tickets_to_label", p_limit=limit), user)
    if as_json:
        print_json(rows)
        return
    out = table("#", "doubt", "it may be", "subject", folded="subject")
    for row in rows:
        best = sorted(row["scores"].items(), key=lambda pair: -pair[1])[:2]
        out.add_row(
            str(row["number"]), f"{row['doubt']:.2f}",
            plain(", ".join(f"{name} {chance:.2f}" for name, chance in best)),
            one_line(row["subject"], 60),
        )  # fmt: skip
    console.print(out if rows else "Nothing to ask.")
    if rows:
        console.print("\nSay it: `autocrm label set NUMBER category KEY`.")


@app.command("set")
def set_label(
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")],
    field: Field,
    value: Annotated[
        str, typer.Argument(help="A category, 1 to 4, a language, true or false, or a ticket.")
    ],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Say what a ticket is, also where that is what it is taken for. Nothing is merged."""

    async def label(desk: Desk) -> dict[str, Any]:
        found = await find_ticket(desk, ticket)
        said: dict[str, Any] = await desk.call(
            "label_ticket", p_ticket_id=found["id"], p_field=field.value, p_value=value
        )
        return said

    said = work(label, user)
    if as_json:
        print_json(said)
    else:
        console.print(f"Noted: {plain(said['field'])} {plain(said['value'])}.", highlight=False)


@app.command("list")
def list_labels(
    ticket: Annotated[str, typer.Option(metavar="TICKET", help="Only of this one.")] = "",
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The latest labels of tickets you see."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("triage_labels").select(LIST)
        if ticket:
            query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
        return await desk.rows(query.order("at", desc=True).order("id").limit(limit))

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("#", "field", "was", "is", "by", "age", "stands", "label", whole="label")
    for row in rows:
        by = row["members"]["name"] if row["members"] else "the secret key"
        out.add_row(
            str(row["tickets"]["number"]), row["field"], plain(row["was"]), plain(row["value"]),
            plain(by), age(row["at"]), "" if row["withdrawn_at"] else "yes", row["id"],
        )  # fmt: skip
    console.print(out if rows else "No labels.")


@app.command()
def withdraw(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Its id: see label list.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Take a label out again: the next training is as if it had never been."""
    row = work(lambda desk: desk.call("withdraw_label", p_label_id=label), user)
    if as_json:
        print_json(row)
    else:
        console.print("Withdrawn.")
