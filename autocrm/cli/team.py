"""team: list, set, add, take-out, remove."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.persons import MemberNamed, find_member
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Teams: a ticket belongs to one.", no_args_is_help=True)

LIST = "id, key, name, is_default, team_members(members(id, name, email, active))"
Team = Annotated[str, typer.Argument(metavar="TEAM", help="Its key.")]


@app.command("list")
def list_teams(user: As = "", as_json: Json = False) -> None:
    """Teams by key, with their members."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("team", "name", "members", "", folded="members")
    for row in rows:
        people = ", ".join(member["name"] for member in row["members"] if member["active"])
        default = "new tickets wait here" if row["is_default"] else ""
        out.add_row(plain(row["key"]), one_line(row["name"], 40), one_line(people), default)
    console.print(out if rows else "No teams.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    rows = await desk.rows(desk.table("teams").select(LIST).order("key"))
    for row in rows:
        seats = [seat["members"] for seat in row.pop("team_members")]
        row["members"] = sorted(seats, key=lambda member: member["name"])
    return rows


@app.command("set")
def set_team(
    team: Team,
    name: Annotated[str, typer.Option(help="What it is called.")],
    default: Annotated[
        bool | None, typer.Option("--default/--no-default", help="New tickets wait there, or not.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make or rename a team (admins)."""
    made = work(lambda desk: _set(desk, team, name, default), user)
    if as_json:
        print_json({"id": made, "key": team, "name": name})
    else:
        console.print(f"{plain(team)}: {one_line(name)}.", highlight=False)


async def _set(desk: Desk, key: str, name: str, default: bool | None) -> Any:
    if default is None:  # what is not said stays
        found = await desk.rows(desk.table("teams").select("is_default").eq("key", key))
        default = bool(found and found[0]["is_default"])
    return await desk.call("set_team", p_key=key, p_name=name, p_default=default)


@app.command()
def add(team: Team, member: MemberNamed, user: As = "", as_json: Json = False) -> None:
    """Put a member into a team (admins)."""
    _belongs(team, member, True, user, as_json)


@app.command("take-out")
def take_out(team: Team, member: MemberNamed, user: As = "", as_json: Json = False) -> None:
    """Take a member out of a team (admins)."""
    _belongs(team, member, False, user, as_json)


def _belongs(team: str, member: str, belongs: bool, user: str, as_json: bool) -> None:
    async def call(desk: Desk) -> Any:
        key = (await find_member(desk, member))["id"]
        return await desk.call("set_team_member", p_team=team, p_member_id=key, p_belongs=belongs)

    teams = work(call, user)
    if as_json:
        print_json(teams)
    else:
        where = plain(", ".join(teams)) or "no team"
        console.print(f"{plain(member)} is in {where} now.", highlight=False)


@app.command()
def remove(
    team: Team,
    into: Annotated[str, typer.Option(help="Where its tickets go; else the default team.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Remove a team; its tickets and categories go to another (admins)."""
    done = work(lambda desk: desk.call("remove_team", p_team=team, p_into=into or None), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"{plain(team)} is gone; {done['tickets']} tickets are with "
                      f"{plain(done['into'])} now.", highlight=False)  # fmt: skip
