"""rule: list, set, delete; try and runs are in rule_history."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli import rule_history
from autocrm.cli.output import As, Json, console, plain, print_json, table
from autocrm.cli.rule_history import COLUMNS, AnyOf, File, If, NoneOf, Then, read_file
from autocrm.cli.rule_words import read_actions, read_conditions, say_actions, say_conditions
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Rules: what is done by itself, and what it would have done.",
                  no_args_is_help=True)  # fmt: skip


class Event(StrEnum):
    created = "created"
    updated = "updated"
    message = "message"
    timer = "timer"


@app.command("list")
def list_rules(user: As = "", as_json: Json = False) -> None:
    """All rules in the order in which they act."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("position", "name", "event", "if", "then", "on", folded="if")
    for row in rows:
        name = plain(row["name"]) + (" [dim](stops)[/]" if row["stop"] else "")
        out.add_row(
            str(row["position"]), name, row["event"], plain(say_conditions(row["conditions"])),
            plain(say_actions(row["actions"])), "yes" if row["active"] else "[red]no[/]",
        )  # fmt: skip
    console.print(out if rows else "No rules: everything is done by people.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    query = desk.table("rules").select(COLUMNS)
    return await desk.rows(query.order("event").order("position").order("id"))


@app.command("set")
def set_rule(
    name: str,
    event: Annotated[Event | None, typer.Option(help="When it acts.")] = None,
    every: If = None,
    some: AnyOf = None,
    none: NoneOf = None,
    then: Then = None,
    file: File = None,
    position: Annotated[int | None, typer.Option(help="Lower acts earlier.")] = None,
    active: Annotated[bool | None, typer.Option("--on/--off", help="Whether it acts.")] = None,
    stop: Annotated[
        bool | None, typer.Option("--stop/--go-on", help="Whether later rules still look.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make or change a rule; what is not given stays. Conditions are replaced as a whole."""
    given = read_file(file)
    asked: dict[str, Any] = {
        "event": event and event.value, "position": position, "active": active, "stop": stop,
        "conditions": read_conditions(every or (), some or (), none or ()) or None,
        "actions": read_actions(then or ()) or None,
    }  # fmt: skip
    given |= {key: value for key, value in asked.items() if value is not None}
    arguments = {f"p_{key}": value for key, value in given.items() if key in asked}
    row = work(lambda desk: desk.call("set_rule", p_name=name, **arguments), user)
    if as_json:
        print_json(row)
        return
    state = "acts" if row["active"] else "is off"
    console.print(
        f"{plain(row['name'])} {state}: when {row['event']}, if "
        f"{plain(say_conditions(row['conditions']))}, then {plain(say_actions(row['actions']))}.",
        highlight=False,
    )


@app.command()
def delete(name: str, user: As = "", as_json: Json = False) -> None:
    """Delete a rule. What it has done stays on record."""
    row = work(lambda desk: desk.call("delete_rule", p_name=name), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['name'])} is deleted.", highlight=False)


rule_history.register(app)
