"""audit: list, show, access. Who changed what, and who read whose words (admins)."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, short_time, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.errors import NotFound

app = typer.Typer(help="Traces: who changed what, and who read whose words.", no_args_is_help=True)

LIST = "id, at, action, actor, actor_role, ticket_id, subject_id, details, tickets(number)"
ACCESS = "id, at, actor_role, members(name, email), tickets(number), customers(name, email)"
Ticket = Annotated[str, typer.Option(metavar="TICKET", help="Only of this one.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")]
Before = Annotated[int | None, typer.Option(metavar="ID", help="Go on after this one.")]
Member = Annotated[str, typer.Option(metavar="EMAIL", help="Only what this member did.")]


@app.command("list")
def list_changes(
    ticket: Ticket = "",
    action: Annotated[
        str, typer.Option(help="Like ticket.change; ticket.* for all of a kind.")
    ] = "",
    member: Member = "",
    before: Before = None,
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The latest changes, newest first."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("audit_log").select(LIST).order("id", desc=True).limit(limit)
        if ticket:
            query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
        if action:
            query = query.like("action", action.replace("*", "%"))
        if member:
            query = query.eq("actor", (await _member(desk, member))["user_id"])
        if before:
            query = query.lt("id", before)
        return await _named(desk, await desk.rows(query))

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("id", "when", "who", "what", "ticket", "details")
    for row in rows:
        out.add_row(
            str(row["id"]), short_time(row["at"]), plain(row["who"]), plain(row["action"]),
            f"#{row['number']}" if row["number"] else "", one_line(say_details(row["details"]), 80),
        )  # fmt: skip
    console.print(out if rows else "Nothing is on record.")


@app.command()
def show(
    entry: Annotated[int, typer.Argument(metavar="ID", help="See `autocrm audit list`.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """One change with all that is on record of it."""

    async def read(desk: Desk) -> dict[str, Any]:
        rows = await desk.rows(desk.table("audit_log").select(LIST).eq("id", entry))
        if not rows:
            raise NotFound(f"There is no entry {entry}, or you may not see it.")
        return (await _named(desk, rows))[0]

    row = work(read, user)
    if as_json:
        print_json(row)
        return
    where = f"  ticket #{row['number']}" if row["number"] else ""
    console.print(f"[bold]{plain(row['action'])}[/]{where}")
    console.print(f"{short_time(row['at'])}  {plain(row['who'])}")
    details = dict(row["details"])
    old, new = details.pop("before", None), details.pop("after", None)
    for key, value in details.items():
        console.print(f"  {plain(key)}: {one_line(_word(value))}")
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            console.print(
                f"  {plain(key)}: {one_line(_word(old.get(key)))} → {one_line(_word(new.get(key)))}"
            )


@app.command()
def access(
    ticket: Ticket = "",
    customer: Annotated[str, typer.Option(metavar="EMAIL", help="Whose words were read.")] = "",
    member: Member = "",
    before: Before = None,
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Who opened which ticket, newest first."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("access_log").select(ACCESS).order("id", desc=True).limit(limit)
        if ticket:
            query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
        if customer:
            query = query.eq("customer_id", await _customer(desk, customer))
        if member:
            query = query.eq("member_id", (await _member(desk, member))["id"])
        if before:
            query = query.lt("id", before)
        return await desk.rows(query)

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("id", "when", "who", "ticket", "whose")
    for row in rows:
        who = row["members"]["name"] if row["members"] else row["actor_role"]
        out.add_row(
            str(row["id"]), short_time(row["at"]), plain(who), f"#{row['tickets']['number']}",
            plain(row["customers"]["name"] or row["customers"]["email"]),
        )  # fmt: skip
    console.print(out if rows else "Nobody has opened anything.")


def say_details(details: dict[str, Any]) -> str:
    """Details in one line; before and after as what became of each."""
    rest = {key: value for key, value in details.items() if key not in ("before", "after")}
    old, new = details.get("before"), details.get("after")
    if isinstance(old, dict) and isinstance(new, dict):
        changes = [f"{key}: {_word(old.get(key))} → {_word(new[key])}" for key in sorted(new)]
    else:
        changes = []
        rest |= {key: details[key] for key in ("before", "after") if key in details}
    return "; ".join([*changes, *(f"{key}: {_word(value)}" for key, value in rest.items())])


def _word(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def _named(desk: Desk, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With `who` (a member's name, a customer's, or the role) and the ticket's `number`."""
    actors = sorted({row["actor"] for row in rows if row["actor"]})
    names: dict[str, str] = {}
    if actors:
        for side, key in (("customers", "auth_user_id"), ("members", "user_id")):
            found = await desk.rows(desk.table(side).select(f"{key}, name, email").in_(key, actors))
            names |= {row[key]: row["name"] or row["email"] for row in found}
    for row in rows:
        row["who"] = names.get(row["actor"], row["actor_role"])
        row["number"] = (row.pop("tickets") or {}).get("number")
    return rows


async def _member(desk: Desk, email: str) -> dict[str, Any]:
    rows = await desk.rows(
        desk.table("members").select("id, user_id").eq("email", email.lower()).limit(1)
    )
    if not rows or not rows[0]["user_id"]:
        raise NotFound(f"There is no member {email} who has signed in.")
    return rows[0]


async def _customer(desk: Desk, email: str) -> str:
    rows = await desk.rows(
        desk.table("customer_identities")
        .select("customer_id").eq("channel", "email").eq("address", email.lower()).limit(1)
    )  # fmt: skip
    if not rows:
        raise NotFound(f"There is no customer {email} here, or you may not see them.")
    return str(rows[0]["customer_id"])
