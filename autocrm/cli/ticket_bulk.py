"""ticket: bulk. Many tickets alike, each with its own result."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import ticket_key
from autocrm.cli.ticket_change import Add, NoteText, Reason, Remove, Set, changes

LIMIT = 500  # tickets a call
PART = 100  # tickets asked for at once: ids in an address


def register(app: typer.Typer) -> None:
    """Add this verb to the noun `ticket`."""
    app.command()(bulk)


def bulk(
    tickets: Annotated[
        list[str], typer.Argument(metavar="TICKET", help="Numbers or ids, then KEY=VALUE.")
    ],
    change: Set = None, add: Add = None, remove: Remove = None, text: NoteText = "",
    reason: Reason = "", user: As = "", as_json: Json = False,
) -> None:  # fmt: skip
    """Change many tickets alike: `ticket bulk 7 8 9 priority=high --tag late`.

    Each is changed or says why not; exit code 1 if one was not.
    """
    refs, pairs = split(tickets)
    if len(refs) > LIMIT:
        raise typer.BadParameter(f"{len(refs)} tickets are too many: {LIMIT} a call.")
    made = changes([*pairs, *(change or [])], add, remove, text)
    results = work(lambda desk: _bulk(desk, refs, made, reason), user)
    if as_json:
        print_json(results)
    else:
        _print(results)
    if not all(one["ok"] for one in results):
        raise typer.Exit(1)


def split(words: list[str]) -> tuple[list[str], list[str]]:
    """Tickets and KEY=VALUE pairs. Raises BadParameter for a word that is neither."""
    pairs = [word for word in words if "=" in word]
    refs = list(dict.fromkeys(word for word in words if "=" not in word))
    for ref in refs:
        ticket_key(ref)
    if not refs:
        raise typer.BadParameter("name the tickets: numbers or ids.")
    return refs, pairs


async def _bulk(
    desk: Desk, refs: list[str], made: dict[str, Any], reason: str
) -> list[dict[str, Any]]:
    """A result for each, in the order of `refs`; those that are not here among them."""
    known = await _ids(desk, refs)
    ids = list(dict.fromkeys(known[ref] for ref in refs if ref in known))
    done = (
        await desk.call("update_tickets", p_ticket_ids=ids, p_changes=made, p_reason=reason)
        if ids
        else []
    )
    results = {one["ticket_id"]: one for one in done}
    return [
        {"ref": ref, **results[known[ref]]} if ref in known
        else {"ref": ref, "ticket_id": None, "ok": False, "code": "not_found",
              "error": "There is no such ticket here, or you may not see it."}
        for ref in refs
    ]  # fmt: skip


async def _ids(desk: Desk, refs: list[str]) -> dict[str, str]:
    """The id of each ticket that is here, by how it was named."""
    named: dict[str, dict[str, list[str]]] = {"number": {}, "id": {}}
    for ref in refs:
        column, value = ticket_key(ref)
        named[column].setdefault(value, []).append(ref)
    found: dict[str, str] = {}
    for column, values in named.items():
        wanted = list(values)
        for start in range(0, len(wanted), PART):
            query = desk.table("tickets").select("id, number")
            for row in await desk.rows(query.in_(column, wanted[start : start + PART])):
                found |= dict.fromkeys(values[str(row[column])], str(row["id"]))
    return found


def _print(results: list[dict[str, Any]]) -> None:
    out = table("ticket", "result", folded="result")
    for one in results:
        name = f"#{one['number']}" if one["ok"] else one["ref"]
        out.add_row(plain(name), "changed" if one["ok"] else f"[red]{one_line(one['error'])}[/]")
    console.print(out)
