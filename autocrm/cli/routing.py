"""routing: show, assign, history; what sets it up is in routing_setup."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, short_time, table
from autocrm.cli.routing_setup import absence, member, skill, strategy
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket

app = typer.Typer(help="Routing: who gets a ticket, and why.", no_args_is_help=True)
for name, part in (
    ("strategy", strategy),
    ("absence", absence),
    ("skill", skill),
    ("member", member),
):
    app.add_typer(part, name=name)

Ticket = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")]
ASSIGNMENT = "id, at, member_id, team_id, from_member_id, from_team_id, source, reason, details"


@app.command()
def show(user: As = "", as_json: Json = False) -> None:
    """Teams with their strategy, and members with load, capacity and what keeps them."""
    found = work(lambda desk: desk.call("routing_overview"), user)
    if as_json:
        print_json(found)
        return
    teams = table("team", "strategy", "takes over", "waiting", "members", folded="members")
    for row in found["teams"]:
        teams.add_row(plain(row["key"]), row["strategy"], plain(row["fallback"] or ""),
                      str(row["waiting"]), plain(", ".join(row["members"])))  # fmt: skip
    console.print(teams)
    console.print()
    members = table("member", "load", "capacity", "skills", "hours", "now", folded="skills")
    for row in found["members"]:
        members.add_row(plain(row["email"]), f"{row['load']:g}", str(row["capacity"]),
                        plain(", ".join(row["skills"])), plain(row["calendar"] or "always"),
                        _now(row))  # fmt: skip
    console.print(members)
    for row in found["skills_needed"]:
        console.print(f"{row['fact']} {plain(row['value'])} needs {plain(row['skill'])}",
                      highlight=False)  # fmt: skip


def _now(row: dict[str, Any]) -> str:
    if row["away"]:
        until = short_time(row["away_until"])
        return f"[yellow]away{' until ' + until if until else ''}[/]"
    return "here" if row["working"] else "[dim]not at work[/]"


@app.command()
def assign(
    ticket: Ticket,
    reason: Annotated[str, typer.Option(help="Why now.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Give a ticket to whoever its team chooses; also where the team assigns by hand."""
    done = work(lambda desk: _assign(desk, ticket, reason), user)
    if as_json:
        print_json(done)
    else:
        console.print(plain(done["reason"]), highlight=False)


async def _assign(desk: Desk, ref: str, reason: str) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    done: dict[str, Any] = await desk.call("route_ticket", p_ticket_id=found["id"], p_reason=reason)
    return done


@app.command()
def history(ticket: Ticket, user: As = "", as_json: Json = False) -> None:
    """Who had a ticket, and why, oldest first."""
    rows = work(lambda desk: _history(desk, ticket), user)
    if as_json:
        print_json(rows)
        return
    out = table("at", "member", "team", "by", "reason", folded="reason")
    for row in rows:
        out.add_row(short_time(row["at"]), plain(row["member"] or "nobody"),
                    plain(row["team"] or ""), row["source"], one_line(row["reason"]))  # fmt: skip
    console.print(out if rows else "Nobody has had this ticket yet.")


async def _history(desk: Desk, ref: str) -> list[dict[str, Any]]:
    found = await find_ticket(desk, ref)
    query = desk.table("assignments").select(ASSIGNMENT).eq("ticket_id", found["id"]).order("id")
    rows = await desk.rows(query)
    members = {
        m["id"]: m["name"] for m in await desk.rows(desk.table("members").select("id, name"))
    }
    teams = {t["id"]: t["key"] for t in await desk.rows(desk.table("teams").select("id, key"))}
    # Ledger entries outlive what they name.
    return [
        {**row, "member": members.get(row["member_id"]), "team": teams.get(row["team_id"])}
        for row in rows
    ]
