"""rule try, rule runs: what a rule would have done, and what rules did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, short_time, table
from autocrm.cli.rule_words import read_actions, read_conditions, say_actions
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.errors import Invalid, NotFound

COLUMNS = "id, name, position, active, event, conditions, actions, stop, updated_at"
RUN = "id, at, rule_name, ticket_id, event, changes, error, tickets(number, subject)"

If = Annotated[
    list[str] | None,
    typer.Option("--if", metavar="CONDITION", help='All hold: "priority <= 2"; may be repeated.'),
]
AnyOf = Annotated[
    list[str] | None,
    typer.Option("--any", metavar="CONDITION", help='One holds: "tag in vip,gold".'),
]
NoneOf = Annotated[
    list[str] | None,
    typer.Option("--none", metavar="CONDITION", help='None holds: "assignee is nobody".'),
]
Then = Annotated[
    list[str] | None,
    typer.Option("--then", metavar="ACTION",
                 help='"priority=1", "team=orders", "tags_add=vip", "notify=team", "route".'),
]  # fmt: skip
File = Annotated[
    Path | None,
    typer.Option("--file", exists=True, dir_okay=False,
                 help='JSON with "conditions", "actions" and what else a rule has.'),
]  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("try")(try_rule)
    app.command("runs")(runs)


def read_file(file: Path | None) -> dict[str, Any]:
    """The object in a JSON file; {} for no file. Raises Invalid."""
    if file is None:
        return {}
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid(f"{file} cannot be read as JSON: {error}.") from error
    if not isinstance(found, dict):
        raise Invalid(f'{file} must hold an object like {{"conditions": …, "actions": …}}.')
    return found


def try_rule(
    name: Annotated[str, typer.Argument(help="A rule; or leave it out and say --if.")] = "",
    every: If = None,
    some: AnyOf = None,
    none: NoneOf = None,
    then: Then = None,
    file: File = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="So many last tickets.")] = 10_000,
    user: As = "",
    as_json: Json = False,
) -> None:
    """What a rule would do to the last tickets, were its event now. Nothing is changed."""
    given = read_file(file)
    conditions = read_conditions(every or (), some or (), none or ())
    wanted = {
        "conditions": conditions or given.get("conditions"),
        "actions": read_actions(then or ()) or given.get("actions"),
    }
    result = work(lambda desk: _try(desk, name, wanted, limit), user)
    if as_json:
        print_json(result)
        return
    console.print(
        f"{result['matched']} of the last {result['looked_at']} tickets match, "
        f"{result['changed']} would change" + (
            f", [red]{result['refused']} could not take that status[/]" if result["refused"] else ""
        ) + ".", highlight=False,
    )  # fmt: skip
    for what, number in sorted(result["by_change"].items()):
        console.print(f"  {plain(what)}: {number}", highlight=False)
    out = table("ticket", "subject", "changes")
    for row in result["tickets"]:
        out.add_row(f"#{row['number']}", one_line(row["subject"], 60), plain(_say(row["changes"])))
    if result["tickets"]:
        console.print(out)


async def _try(desk: Desk, name: str, wanted: dict[str, Any], limit: int) -> dict[str, Any]:
    if name:
        rows = await desk.rows(desk.table("rules").select(COLUMNS).eq("name", name))
        if not rows:
            raise NotFound(f"There is no rule {name!r}: see `autocrm rule list`.")
        wanted = {key: value or rows[0][key] for key, value in wanted.items()}
    if wanted["conditions"] is None:
        raise Invalid("Name a rule, or say what to look for: --if 'category is billing'.")
    result: dict[str, Any] = await desk.call(
        "try_rule", p_conditions=wanted["conditions"], p_actions=wanted["actions"], p_limit=limit
    )
    return result


def _say(changes: dict[str, dict[str, Any]]) -> str:
    return ", ".join(
        f"{what} {change['from']} → {change['to']}" if "from" in change else what
        for what, change in changes.items()
    )


def runs(
    name: Annotated[str, typer.Option("--rule", help="Only this rule's.")] = "",
    ticket: Annotated[str, typer.Option(help="Only on this ticket: its number, or its id.")] = "",
    failed: Annotated[bool, typer.Option("--failed", help="Only what went wrong.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """What rules did, newest first."""
    rows = work(lambda desk: _runs(desk, name, ticket, failed, limit), user)
    if as_json:
        print_json(rows)
        return
    out = table("at", "rule", "event", "ticket", "did", folded="did")
    for row in rows:
        did = f"[red]{plain(row['error'])}[/]" if row["error"] else plain(_did(row["changes"]))
        out.add_row(short_time(row["at"]), plain(row["rule_name"]), row["event"],
                    f"#{(row['tickets'] or {}).get('number', '')}", did)  # fmt: skip
    console.print(out if rows else "No rule has acted.")


async def _runs(
    desk: Desk, name: str, ticket: str, failed: bool, limit: int
) -> list[dict[str, Any]]:
    query = desk.table("rule_runs").select(RUN)
    if name:
        query = query.eq("rule_name", name)
    if ticket:
        query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
    if failed:
        query = query.neq("error", "")
    return await desk.rows(query.order("at", desc=True).order("id", desc=True).limit(limit))


def _did(changes: dict[str, Any]) -> str:
    after = changes.get("after", {})
    before = changes.get("before", {})
    said = [f"{key} {before.get(key)} → {value}" for key, value in after.items()]
    rest = {key: value for key, value in changes.items() if key not in ("before", "after")}
    return ", ".join([*said, *([say_actions(rest)] if rest else [])])
