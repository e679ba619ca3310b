"""audit: list, show, access, searches. Who changed what, and who read whose words (admins)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from autocrm.cli.audit_words import named, pairs, say_details, word
from autocrm.cli.output import As, Json, console, one_line, plain, print_json, short_time, table
from autocrm.cli.persons import find_customer, find_member
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.cli.times import read_time
from autocrm.errors import NotFound

app = typer.Typer(help="Traces: who changed what, and who read whose words.", no_args_is_help=True)

LIST = "id, at, action, actor, actor_role, ticket_id, subject_id, details, tickets(number)"
ACCESS = "id, at, actor_role, members(name, email), tickets(number), customers(name, email)"
Ticket = Annotated[str, typer.Option(metavar="TICKET", help="Only of this one.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")]
Before = Annotated[int | None, typer.Option(metavar="ID", help="Go on after this one.")]
Member = Annotated[str, typer.Option(metavar="MEMBER", help="Only what this member did.")]
Since = Annotated[
    str, typer.Option(metavar="TIME", help="Only from then on: 2026-11-02, today, 2h, 7d.")
]
ADMINS_ONLY = "Nothing is on record that you may see: only admins read it."
SEARCHES = "id, at, actor_role, query, ticket_ids, members(name, email)"


def _newest(since: str, before: int | None, limit: int) -> Callable[[Any], Any]:
    """What `--since`, `--before` and `--limit` make of a query on a log. Raises BadParameter."""
    begin = read_time(since).isoformat() if since else ""

    def narrowed(query: Any) -> Any:
        query = query.order("id", desc=True).limit(limit)
        query = query.gte("at", begin) if begin else query
        return query.lt("id", before) if before else query

    return narrowed


@app.command("list")
def list_changes(
    ticket: Ticket = "",
    action: Annotated[
        str, typer.Option(help="Like ticket.change; ticket.* for all of a kind.")
    ] = "",
    member: Member = "",
    customer: Annotated[
        str, typer.Option(metavar="CUSTOMER", help="Only what was changed of this customer.")
    ] = "",
    since: Since = "",
    before: Before = None,
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The latest changes, newest first."""
    newest = _newest(since, before, limit)

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = newest(desk.table("audit_log").select(LIST))
        if ticket:
            query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
        if action:
            query = query.like("action", action.replace("*", "%"))
        if member:
            query = query.eq("actor", await _actor(desk, member))
        if customer:
            query = query.eq("subject_id", await find_customer(desk, customer))
        return await named(desk, await desk.rows(query))

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("id", "when", "who", "what", "ticket", "details")
    for row in rows:
        out.add_row(
            str(row["id"]),
            short_time(row["at"]),
            plain(row["who"]),
            plain(row["action"]),
            f"#{row['number']}" if row["number"] else "",
            one_line(say_details(row["details"], row["names"]), 80),
        )
    console.print(out if rows else _nothing(user))


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
        return (await named(desk, rows))[0]

    row = work(read, user)
    if as_json:
        print_json(row)
        return
    where = f"  ticket #{row['number']}" if row["number"] else ""
    console.print(f"[bold]{plain(row['action'])}[/]{where}")
    console.print(f"{short_time(row['at'])}  {plain(row['who'])}")
    details = dict(row["details"])
    lists = [{key: details.pop(key) for key in ("before", "after") if key in details}]
    for change in [*lists, *details.pop("changes", [])]:
        if table_name := change.get("table"):
            console.print(f"  in {plain(table_name)}:")
        for key, value in pairs(change, row["names"]):
            console.print(f"  {plain(key)}: {plain(value)}", highlight=False)
    for key, value in details.items():
        console.print(f"  {plain(key)}: {plain(word(value, row['names']))}", highlight=False)


@app.command()
def access(
    ticket: Ticket = "",
    customer: Annotated[str, typer.Option(metavar="EMAIL", help="Whose words were read.")] = "",
    member: Member = "",
    since: Since = "",
    before: Before = None,
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Who opened which ticket, newest first."""
    newest = _newest(since, before, limit)

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = newest(desk.table("access_log").select(ACCESS))
        if ticket:
            query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
        if customer:
            query = query.eq("customer_id", await find_customer(desk, customer))
        if member:
            query = query.eq("member_id", (await find_member(desk, member))["id"])
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
    console.print(out if rows else _nothing(user))


@app.command()
def searches(
    member: Member = "",
    since: Since = "",
    before: Before = None,
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Who searched for what and was shown pieces of how many tickets, newest first."""
    newest = _newest(since, before, limit)

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = newest(desk.table("search_log").select(SEARCHES))
        if member:
            query = query.eq("member_id", (await find_member(desk, member))["id"])
        return await desk.rows(query)

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("id", "when", "who", "query", "tickets", folded="query")
    for row in rows:
        who = row["members"]["name"] if row["members"] else row["actor_role"]
        out.add_row(str(row["id"]), short_time(row["at"]), plain(who), plain(row["query"]),
                    str(len(row["ticket_ids"])))  # fmt: skip
    console.print(out if rows else _nothing(user))


async def _actor(desk: Desk, member: str) -> str:
    found = await find_member(desk, member)
    if not found["user_id"]:
        raise NotFound(f"{found['name']} has no sign-in any more: nothing is found by it.")
    return str(found["user_id"])


def _nothing(user: str) -> str:
    return ADMINS_ONLY if user else "Nothing is on record."
