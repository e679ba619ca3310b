"""ticket: create, list, show, attachment; what answers, changes and joins is in ticket_*.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from autocrm.cli import ticket_bulk, ticket_change, ticket_join, ticket_reply, ticket_status
from autocrm.cli.output import (
    OUTCOME_COLOURS,
    As,
    Json,
    age,
    console,
    fail,
    one_line,
    plain,
    print_json,
    table,
)
from autocrm.cli.persons import find_member
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import print_thread, read_thread, uuid
from autocrm.cli.ticket_people import with_people
from autocrm.domain.ticket import PRIORITY_NAMES
from autocrm.errors import Invalid, NotFound

app = typer.Typer(help="Tickets: what was asked, and what became of it.", no_args_is_help=True)
ticket_reply.register(app)
ticket_change.register(app)
ticket_status.register(app)
ticket_bulk.register(app)
ticket_join.register(app)

LIST = (
    "id, number, status, priority, category, language, subject, channel, created_at, updated_at, "
    "customers(email, name), ai_decisions(outcome, reason, created_at)"
)
TEAM = ", teams!inner(key)"
FLAGGED = ", flagged:ai_decisions!inner(id)"  # to filter by, whichever decision it was
STATUSES = ("new", "open", "pending", "on_hold", "solved", "closed")
Ref = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")]
Text = Annotated[str, typer.Option(help="The text; read from stdin when not given.")]


@app.command()
def create(
    customer: Annotated[str, typer.Option(help="The customer's mail address.")] = "",
    subject: Annotated[str, typer.Option(help="What it is about.")] = "",
    text: Text = "",
    key: Annotated[str, typer.Option(help="The same key twice makes one ticket.")] = "",
    attach: ticket_reply.Files = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Open a ticket for a customer (a customer acting --as themselves needs no --customer)."""
    if not customer and not user:
        raise typer.BadParameter("name the customer: --customer EMAIL.")
    words = text_or_stdin(text)
    facts = {"p_subject": subject, "p_text": words, "p_customer_email": customer or None,
             "p_key": key or None}  # fmt: skip
    made = work(lambda desk: _create(desk, facts, attach or []), user)
    if as_json:
        print_json(made)
    else:
        again = " (it was there already)" if made["duplicate"] else ""
        console.print(f"Ticket #{made['number']}{again}.")


async def _create(desk: Desk, facts: dict[str, Any], files: list[Path]) -> dict[str, Any]:
    if files:
        facts["p_attachments"] = [await ticket_reply.upload(desk, None, path) for path in files]
    made: dict[str, Any] = await desk.call("create_ticket", **facts)
    return made


@app.command("list")
def list_tickets(
    status: Annotated[str, typer.Option(help="new, open, pending, on_hold, solved, closed")] = "",
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    assignee: Annotated[
        str, typer.Option(metavar="WHO", help="Only this member's: me, a name, or nobody.")
    ] = "",
    team: Annotated[str, typer.Option(help="Only this team's.")] = "",
    flag: Annotated[str, typer.Option(help="Only where triage raised it: spam, injection, …")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The latest tickets, newest first. `autocrm search` and `autocrm view show` find and sort."""
    equal = {"status": status.lower(), "category": category, "teams.key": team}
    rows = work(lambda desk: _list(desk, equal, assignee, flag, limit), user)
    if as_json:
        print_json(rows)
        return
    out = table("#", "status", "prio", "category", "lang", "subject", "from", "decision", "age")
    for row in rows:
        out.add_row(*_cells(row))
    console.print(out if rows else "No tickets.")


async def _list(
    desk: Desk, equal: dict[str, str], assignee: str, flag: str, limit: int
) -> list[dict[str, Any]]:
    if (status := equal["status"]) and status not in STATUSES:
        raise typer.BadParameter(f"there is no status {status}: {', '.join(STATUSES)}.")
    columns = LIST + (TEAM if equal["teams.key"] else "") + (FLAGGED if flag else "")
    query = (
        desk.table("tickets")
        .select(columns)
        .order("created_at", desc=True)
        .order("id")
        .order("created_at", desc=True, foreign_table="ai_decisions")
        .limit(1, foreign_table="ai_decisions")
        .limit(limit)
    )
    for column, value in equal.items():
        if value:
            query = query.eq(column, value)
    if flag:
        query = query.contains("flagged.triage", {"flags": [flag.lower()]})
    if assignee:
        query = await _of(desk, query, assignee)
    rows = await desk.rows(query)
    for row in rows:
        row["customer"] = row.pop("customers")
        row.pop("flagged", None)
        decisions = row.pop("ai_decisions")
        row["decision"] = decisions[0] if decisions else None
    return rows


async def _of(desk: Desk, query: Any, assignee: str) -> Any:
    if assignee.lower() in ticket_change.NOBODY:
        return query.is_("assignee_id", "null")
    if assignee.lower() == "me" and not desk.user:
        raise Invalid("The secret key is nobody: name a member, or act --as one.")
    who = desk.user if assignee.lower() == "me" else assignee
    return query.eq("assignee_id", (await find_member(desk, who))["id"])


def _cells(row: dict[str, Any]) -> list[str]:
    priority = PRIORITY_NAMES[row["priority"]]
    outcome = _outcome(row)
    colour = OUTCOME_COLOURS.get(outcome, "default")
    return [
        str(row["number"]),
        row["status"],
        f"[red]{priority}[/]" if row["priority"] == 1 else priority,
        plain(row["category"]),
        plain(row["language"]),
        one_line(row["subject"], 48),
        one_line((row["customer"] or {}).get("email"), 36),
        f"[{colour}]{outcome}[/]",
        age(row["created_at"]),
    ]


def _outcome(row: dict[str, Any]) -> str:
    """Requesters are not shown decisions, so none at hand does not always mean: not decided."""
    if row["decision"]:
        return str(row["decision"]["outcome"])
    return "waiting" if row["status"] == "new" else ""


@app.command()
def show(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """One ticket: thread, notes, drafts and deliveries. A member's reading is on record."""

    async def read(desk: Desk) -> dict[str, Any]:
        return await with_people(desk, await read_thread(desk, ticket))

    thread = work(read, user)
    if as_json:
        print_json(thread)
    else:
        print_thread(thread)


@app.command()
def attachment(
    attachment_id: Annotated[str, typer.Argument(metavar="ID", help="As `ticket show` has it.")],
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file.")] = False,
    user: As = "",
) -> None:
    """Save a file that came with a message."""
    key = uuid(attachment_id, "an attachment's id")
    name, content = work(lambda desk: _attachment(desk, key), user)
    target = out or Path(name)
    try:
        with target.open("wb" if force else "xb") as file:
            file.write(content)
    except FileExistsError:
        fail(f"{target} is there already: name another with --out, or write over it with --force.")
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror}.")
    console.print(f"Saved {plain(str(target))}, {len(content):,} bytes.", highlight=False)


async def _attachment(desk: Desk, key: str) -> tuple[str, bytes]:
    from autocrm.adapters.supabase.files import SupabaseFiles

    rows = await desk.rows(desk.table("attachments").select("name, path").eq("id", key))
    if not rows:
        raise NotFound(
            f"There is no attachment {key} here, or you may not see it: open its ticket first."
        )
    return rows[0]["name"], await SupabaseFiles(desk.client).get("attachments", rows[0]["path"])


def text_or_stdin(text: str) -> str:
    """The given text, or all of stdin. Nothing at all is an error."""
    if not text and sys.stdin.isatty():
        print("Write the text; Ctrl-D ends it.", file=sys.stderr)
    words = text or sys.stdin.read()
    if not words.strip():
        fail("There is no text: give --text, or write it to stdin.", 2)
    return words
