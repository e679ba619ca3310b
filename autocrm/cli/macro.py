"""macro: list, show, set, delete, preview, apply."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.cli.ticket_change import changes, facts
from autocrm.errors import Conflict, NotFound

app = typer.Typer(
    help="Macros: a text with variables and changes, applied together.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(metavar="MACRO", help="Its name, or its id.")]
Ref = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")]
Scope = Annotated[str, typer.Option(help="For whom: own, team or all.")]
Team = Annotated[str, typer.Option(help="A team's key, for one of the team's.")]


@app.command("list")
def list_macros(
    every: Annotated[bool, typer.Option("--all", help="Those not in use too.")] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The macros you may use."""
    rows = work(lambda desk: _list(desk, every), user)
    if as_json:
        print_json(rows)
        return
    out = table("macro", "for", "text", "changes", "used", "last", folded="text")
    for row in rows:
        name = plain(row["name"]) + ("" if row["active"] else " [dim](not in use)[/]")
        out.add_row(
            name, row["scope"], one_line(row["text"], 120), one_line(_actions(row), 60),
            str(row["uses"]), age(row["used_at"]),
        )  # fmt: skip
    console.print(out if rows else "No macros: `autocrm macro set NAME --text …` makes one.")


async def _list(desk: Desk, every: bool) -> list[dict[str, Any]]:
    query = desk.table("macros").select("*")
    if not every:
        query = query.eq("active", True)
    return await desk.rows(query.order("position").order("name").order("id"))


@app.command()
def show(macro: Name, user: As = "", as_json: Json = False) -> None:
    """One macro whole."""
    row = work(lambda desk: find_macro(desk, macro), user)
    if as_json:
        print_json(row)
        return
    console.print(f"[bold]{plain(row['name'])}[/]  for {row['scope']}, used {row['uses']} times")
    if row["description"]:
        console.print(one_line(row["description"]), highlight=False)
    if row["text"]:
        console.print(f"\n{plain(row['text'])}", highlight=False)
    if row["actions"]:
        console.print(f"\nChanges: {plain(_actions(row))}", highlight=False)


@app.command("set")
def set_macro(
    name: Name,
    text: Annotated[
        str | None, typer.Option(help="{{customer.name|there}} and the like are filled in.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A change, as in `ticket update`."),
    ] = None,
    add: Annotated[list[str] | None, typer.Option("--tag", help="Add this tag.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--untag", help="Remove this tag.")] = None,
    note: Annotated[str, typer.Option(help="Add an internal note.")] = "",
    scope: Scope = "",
    team: Team = "",
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    active: Annotated[bool | None, typer.Option("--on/--off", help="In use, or not.")] = None,
    new_name: Annotated[str, typer.Option("--name", help="Rename it.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make a macro, or change it; what is not given stays. The secret key makes them for all."""
    given = bool(change or add or remove or note)
    arguments: dict[str, Any] = {
        "p_text": text,
        "p_actions": changes(change, add, remove, note) if given else None,
        "p_scope": scope or (None if user or team else "all"),
        "p_team": team or None,
        "p_description": description,
        "p_active": active,
    }
    row = work(lambda desk: _save(desk, name, new_name, arguments), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['name'])}, for {row['scope']}.")


async def _save(desk: Desk, ref: str, new_name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        found = await find_macro(desk, ref, arguments["p_scope"], arguments["p_team"])
    except NotFound:
        arguments |= {"p_name": new_name or ref}
    else:
        arguments |= {"p_name": new_name or None, "p_macro_id": found["id"]}
    row: dict[str, Any] = await desk.call("save_macro", **arguments)
    return row


@app.command()
def delete(macro: Name, user: As = "", as_json: Json = False) -> None:
    """Delete a macro."""
    done = work(lambda desk: _delete(desk, macro), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"{plain(done['name'])} is gone.")


async def _delete(desk: Desk, ref: str) -> dict[str, Any]:
    found = await find_macro(desk, ref)
    done: dict[str, Any] = await desk.call("delete_macro", p_macro_id=found["id"])
    return done


@app.command()
def preview(ticket: Ref, macro: Name, user: As = "", as_json: Json = False) -> None:
    """What a macro would say and change on a ticket. Changes nothing."""
    made = work(lambda desk: _on_ticket(desk, "preview_macro", ticket, macro), user)
    if as_json:
        print_json(made)
        return
    console.print(plain(made["text"]) or "No text.", highlight=False)
    if made["actions"]:
        console.print(f"\nChanges: {plain(_actions(made))}", highlight=False)


@app.command()
def apply(
    ticket: Ref,
    macro: Name,
    send: Annotated[
        bool, typer.Option("--send", help="Send its text; else it is put behind your draft.")
    ] = False,
    version: Annotated[
        int | None, typer.Option(min=1, help="The version you have seen: refused when older.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make a macro's changes, and put its text into your draft or send it."""
    done = work(
        lambda desk: _on_ticket(desk, "apply_macro", ticket, macro, p_send=send, p_version=version),
        user,
    )
    if as_json:
        print_json(done)
        return
    console.print(f"[bold]#{done['ticket']['number']}[/]  {facts(done['ticket'])}", highlight=False)
    if done["reply"]:
        console.print("Its text is on its way.")
    elif done["text"]:
        console.print(plain(done["text"]), highlight=False)


async def _on_ticket(
    desk: Desk, name: str, ref: str, macro: str, **arguments: Any
) -> dict[str, Any]:
    ticket, found = await find_ticket(desk, ref), await find_macro(desk, macro)
    done: dict[str, Any] = await desk.call(
        name, p_ticket_id=ticket["id"], p_macro_id=found["id"], **arguments
    )
    return done


async def find_macro(
    desk: Desk, ref: str, scope: str | None = None, team: str | None = None
) -> dict[str, Any]:
    """The macro of this id or name: one's own before the team's before everybody's.

    `scope` and `team` narrow it down. Raises NotFound, Conflict when several teams have one.
    """
    rows = await desk.rows(desk.table("macros").select("*, teams(key)").order("name").limit(1000))
    named = [r for r in rows if ref.lower() in (r["id"], r["name"].lower())]
    if scope or team:
        named = [r for r in named if r["scope"] == (scope or "team")
                 and (not team or (r["teams"] or {}).get("key") == team)]  # fmt: skip
    if not named:
        raise NotFound(f"There is no macro {ref!r} here: see `autocrm macro list`.")
    best = min(("own", "team", "all").index(r["scope"]) for r in named)
    first, *others = [r for r in named if ("own", "team", "all").index(r["scope"]) == best]
    if others:
        raise Conflict(f"Several teams have a macro {ref!r}: name it by its id.")
    return first


def _actions(row: dict[str, Any]) -> str:
    return json.dumps(row["actions"], ensure_ascii=False) if row["actions"] else ""
