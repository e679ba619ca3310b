"""member: list, invite, invitations, resend, revoke, accept, deactivate, activate, profile."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import (
    As,
    Json,
    console,
    one_line,
    plain,
    print_json,
    short_time,
    table,
)
from autocrm.cli.persons import MemberNamed, find_member
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import uuid
from autocrm.cli.user import MemberRole
from autocrm.errors import NotFound

app = typer.Typer(help="Members: agents and admins.", no_args_is_help=True)

LIST = "id, email, name, role, active, available, locale, team_members(teams(key))"
INVITATION = "id, email, name, role, teams, sends, created_at, expires_at, accepted_at, revoked_at"
Invitation = Annotated[
    str, typer.Argument(metavar="INVITATION", help="The invited address, or its id.")
]
Days = Annotated[int, typer.Option(min=1, max=60, help="For so many days it can be accepted.")]


@app.command("list")
def list_members(user: As = "", as_json: Json = False) -> None:
    """Members by name."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("address", "name", "role", "teams", "")
    for row in rows:
        state = "" if row["available"] else "[yellow]takes nothing new[/]"
        state = state if row["active"] else "[red]left[/]"
        teams = plain(", ".join(row["teams"]))
        out.add_row(plain(row["email"]), one_line(row["name"], 40), row["role"], teams, state)
    console.print(out if rows else "No members.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    rows = await desk.rows(desk.table("members").select(LIST).order("name").order("id"))
    for row in rows:
        row["teams"] = sorted(seat["teams"]["key"] for seat in row.pop("team_members"))
    return rows


@app.command()
def invite(
    email: str,
    role: Annotated[MemberRole, typer.Option(help="What they will be.")] = MemberRole.agent,
    team: Annotated[list[str] | None, typer.Option(help="A team's key; may be repeated.")] = None,
    name: Annotated[str, typer.Option(help="Their name.")] = "",
    locale: Annotated[str, typer.Option(help="The language of the mail: en, de.")] = "en",
    days: Days = 7,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Send somebody a mail with which they become a member (admins)."""
    row = work(
        lambda desk: desk.call(
            "invite_member", p_email=email, p_role=role.value, p_teams=team or [], p_name=name,
            p_locale=locale, p_days=days,
        ),
        user,
    )  # fmt: skip
    _print_sent(row, as_json)


@app.command()
def resend(invitation: Invitation, days: Days = 7, user: As = "", as_json: Json = False) -> None:
    """Send the mail of an invitation again; the one before opens nothing any more (admins)."""
    row = work(
        lambda desk: _of_invitation(desk, "resend_invitation", invitation, p_days=days), user
    )
    _print_sent(row, as_json)


def _print_sent(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        until = short_time(row["expires_at"])
        console.print(f"{plain(row['email'])} is invited until {until}.", highlight=False)


@app.command()
def revoke(invitation: Invitation, user: As = "", as_json: Json = False) -> None:
    """Take an invitation back (admins)."""
    row = work(lambda desk: _of_invitation(desk, "revoke_invitation", invitation), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['email'])} is not invited any more.", highlight=False)


async def _of_invitation(desk: Desk, function: str, named: str, **arguments: Any) -> Any:
    if "@" not in named:
        return await desk.call(function, p_invitation_id=uuid(named), **arguments)
    query = desk.table("invitations").select("id").eq("email", named.strip().lower())
    query = query.is_("accepted_at", "null").is_("revoked_at", "null")
    rows = await desk.rows(query)
    if not rows:
        raise NotFound(
            f"There is no open invitation for {named}: see `autocrm member invitations`."
        )
    return await desk.call(function, p_invitation_id=rows[0]["id"], **arguments)


@app.command()
def invitations(
    everything: Annotated[bool, typer.Option("--all", help="Also accepted and revoked.")] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Who is invited, newest first (admins)."""
    rows = work(lambda desk: _invitations(desk, everything), user)
    if as_json:
        print_json(rows)
        return
    out = table("address", "role", "teams", "until", "mails", "")
    for row in rows:
        state = next((word for word in ("accepted", "revoked") if row[f"{word}_at"]), "")
        out.add_row(plain(row["email"]), row["role"], plain(", ".join(row["teams"])),
                    short_time(row["expires_at"]), str(row["sends"]), state)  # fmt: skip
    console.print(out if rows else "Nobody is invited.")


async def _invitations(desk: Desk, everything: bool) -> list[dict[str, Any]]:
    query = desk.table("invitations").select(INVITATION)
    if not everything:
        query = query.is_("accepted_at", "null").is_("revoked_at", "null")
    return await desk.rows(query.order("created_at", desc=True).order("id"))


@app.command()
def accept(
    user: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who you sign in as.")],
    code: Annotated[
        str,
        typer.Argument(metavar="[CODE]", help="From the mail; else your mailbox must be proved."),
    ] = "",
    token: Annotated[str, typer.Option(help="The same.")] = "",
    as_json: Json = False,
) -> None:
    """Become a member by an invitation."""
    row = work(lambda desk: desk.call("accept_invitation", p_token=code or token or None), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"Welcome, {one_line(row['name'])}: you are {row['role']} now.")


@app.command()
def deactivate(member: MemberNamed, user: As = "", as_json: Json = False) -> None:
    """Let a member out: they see nothing any more, their open tickets go back (admins)."""
    _set_active(member, False, user, as_json)


@app.command()
def activate(member: MemberNamed, user: As = "", as_json: Json = False) -> None:
    """Let a member in again (admins)."""
    _set_active(member, True, user, as_json)


def _set_active(member: str, active: bool, user: str, as_json: bool) -> None:
    async def call(desk: Desk) -> Any:
        key = (await find_member(desk, member))["id"]
        return await desk.call("set_member_active", p_member_id=key, p_active=active)

    row = work(call, user)
    if as_json:
        print_json(row)
    else:
        state = "works here again" if active else "has left; open tickets are back with the team"
        console.print(f"{plain(row['email'])} {state}.", highlight=False)


@app.command()
def profile(
    user: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Whose: you sign in.")],
    name: Annotated[str | None, typer.Option(help="Your name.")] = None,
    signature: Annotated[str | None, typer.Option(help="What ends your answers.")] = None,
    locale: Annotated[str | None, typer.Option(help="Your language: en, de-CH.")] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="Whose days you mean by today, as in Europe/Zurich.")
    ] = None,
    available: Annotated[
        bool | None, typer.Option("--available/--away", help="Whether you take new tickets.")
    ] = None,
    as_json: Json = False,
) -> None:
    """What you say of yourself; what is not given stays."""
    row = work(
        lambda desk: desk.call(
            "set_profile", p_name=name, p_signature=signature, p_locale=locale,
            p_available=available, **({"p_time_zone": time_zone} if time_zone else {}),
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(row)
    else:
        state = "takes new tickets" if row["available"] else "takes no new tickets"
        console.print(f"{one_line(row['name'])}, {plain(row['locale'])}, {state}.", highlight=False)
