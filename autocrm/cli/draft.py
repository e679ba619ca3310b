"""draft: list, show, save, discard. What a member is writing; nobody else sees it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.errors import NotFound

app = typer.Typer(
    help="What you are writing: one reply and one note a ticket (act --as a member).",
    no_args_is_help=True,
)

Ref = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")]
Mode = Annotated[str, typer.Option(help="reply or note")]


@app.command("list")
def list_drafts(user: As = "", as_json: Json = False) -> None:
    """Your drafts, the latest first."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("#", "kind", "text", "files", "age", folded="text")
    for row in rows:
        number = (row["tickets"] or {}).get("number", "")
        out.add_row(
            str(number), row["mode"], one_line(row["text"], 200),
            str(len(row["attachments"]) or ""), age(row["updated_at"]),
        )  # fmt: skip
    console.print(out if rows else "You are writing nothing.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    query = desk.table("member_drafts").select("*, tickets(number, subject)")
    return await desk.rows(query.order("updated_at", desc=True).limit(200))


@app.command()
def show(ticket: Ref, mode: Mode = "reply", user: As = "", as_json: Json = False) -> None:
    """The text of a draft."""
    row = work(lambda desk: _one(desk, ticket, mode), user)
    if as_json:
        print_json(row)
    else:
        console.print(plain(row["text"]), highlight=False)


async def _one(desk: Desk, ref: str, mode: str) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    query = desk.table("member_drafts").select("*").eq("ticket_id", found["id"]).eq("mode", mode)
    rows = await desk.rows(query)
    if not rows:
        raise NotFound(f"You are writing no {mode} on ticket #{found['number']}.")
    return rows[0]


@app.command()
def save(
    ticket: Ref,
    words: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="The text.")] = None,
    text: Annotated[str, typer.Option(help="The same; read from stdin when not given.")] = "",
    mode: Mode = "reply",
    version: Annotated[
        int | None, typer.Option(min=0, help="The one you have (0: none): refused when older.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Keep a text for later; `ticket reply` sends."""
    from autocrm.cli.ticket import text_or_stdin

    said = text_or_stdin(text or " ".join(words or []))
    row = work(
        lambda desk: _call(
            desk, "save_member_draft", ticket, p_text=said, p_mode=mode, p_version=version
        ),
        user,
    )
    if as_json:
        print_json(row)
    else:
        console.print(f"Kept, version {row['version']}.")


@app.command()
def discard(ticket: Ref, mode: Mode = "reply", user: As = "", as_json: Json = False) -> None:
    """Throw a draft away."""
    done = work(lambda desk: _call(desk, "discard_member_draft", ticket, p_mode=mode), user)
    if as_json:
        print_json(done)
    else:
        console.print("Thrown away." if done["discarded"] else "There was none.")


async def _call(desk: Desk, name: str, ref: str, **arguments: Any) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    done: dict[str, Any] = await desk.call(name, p_ticket_id=found["id"], **arguments)
    return done
