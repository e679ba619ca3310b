"""user: create, list, role."""

from __future__ import annotations

import os
import secrets
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.errors import NotFound

app = typer.Typer(help="Users: agents, admins and customers who sign in.", no_args_is_help=True)

PAGE = 200


class Role(StrEnum):
    agent = "agent"
    admin = "admin"
    customer = "customer"


class MemberRole(StrEnum):
    agent = "agent"
    admin = "admin"


@app.command()
def create(
    email: str,
    role: Annotated[Role, typer.Option(help="What they are here.")],
    name: Annotated[str, typer.Option(help="Their name.")] = "",
    team: Annotated[list[str] | None, typer.Option(help="A team's key; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Make a sign-in. The password: AUTOCRM_NEW_PASSWORD, or asked for; empty makes one up."""
    if role is Role.customer and team:
        raise typer.BadParameter("a customer is in no team.")
    password, made_up = _password()
    who = {"email": email.strip().lower(), "role": role.value, "name": name, "teams": team or []}
    user_id = work(lambda desk: _create(desk, who, password))
    made = {"id": user_id, **who, **({"password": password} if made_up else {})}
    if as_json:
        print_json(made)
        return
    console.print(f"{plain(email)} is {role.value} now.", highlight=False)
    if made_up:
        console.print(f"Password (shown this once): {plain(password)}", highlight=False)


def _password() -> tuple[str, bool]:
    """The password, and whether it was made up here and must be shown."""
    given = os.environ.get("AUTOCRM_NEW_PASSWORD", "")
    if not given and sys.stdin.isatty():
        given = typer.prompt("New password (empty: make one up)", default="", hide_input=True,
                             confirmation_prompt=True, show_default=False, err=True)  # fmt: skip
    return (given, False) if given else (secrets.token_urlsafe(15), True)


async def _create(desk: Desk, who: dict[str, Any], password: str) -> str:
    user_id = await _create_auth_user(desk, who["email"], password)
    try:
        await _set_side(desk, user_id, who)
    except BaseException:
        await _delete_auth_user(desk, user_id)  # no sign-in without a role is left behind
        raise
    return user_id


async def _set_side(desk: Desk, user_id: str, who: dict[str, Any]) -> None:
    name = who["name"]
    if who["role"] == "customer":
        await desk.call("set_customer", p_email=who["email"], p_name=name, p_user_id=user_id)
    else:
        await desk.call(
            "set_member", p_user_id=user_id, p_name=name or who["email"].partition("@")[0],
            p_email=who["email"], p_role=who["role"], p_teams=who["teams"],
        )  # fmt: skip


async def _create_auth_user(desk: Desk, email: str, password: str) -> str:
    import httpx
    from supabase_auth.errors import AuthError

    from autocrm.adapters.supabase.client import translate_auth

    try:
        made = await desk.client.auth.admin.create_user(
            {"email": email, "password": password, "email_confirm": True}
        )
    except (AuthError, httpx.HTTPError) as error:
        raise translate_auth(error) from error
    return str(made.user.id)


async def _delete_auth_user(desk: Desk, user_id: str) -> None:
    import httpx
    from supabase_auth.errors import AuthError

    from autocrm.adapters.supabase.client import translate_auth

    try:
        await desk.client.auth.admin.delete_user(user_id)
    except (AuthError, httpx.HTTPError) as error:
        raise translate_auth(error) from error


@app.command("list")
def list_users(user: As = "", as_json: Json = False) -> None:
    """Members with their teams, and customers who can sign in."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("email", "name", "role", "teams", "active")
    for row in rows:
        teams, active = plain(", ".join(row["teams"])), "" if row["active"] else "[red]no[/]"
        out.add_row(plain(row["email"]), one_line(row["name"]), row["role"], teams, active)
    console.print(out if rows else "No users.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    members = await desk.rows(
        desk.table("members").select("user_id, email, name, role, active, team_members(teams(key))")
        .order("role").order("email")
    )  # fmt: skip
    customers = await desk.rows(
        desk.table("customers").select("auth_user_id, email, name")
        .not_.is_("auth_user_id", "null").order("email")
    )  # fmt: skip
    for member in members:
        member["teams"] = sorted(t["teams"]["key"] for t in member.pop("team_members"))
    return [*members, *map(_as_user, customers)]


def _as_user(customer: dict[str, Any]) -> dict[str, Any]:
    return {
        "user_id": customer["auth_user_id"], "email": customer["email"], "name": customer["name"],
        "role": "customer", "active": True, "teams": [],
    }  # fmt: skip


@app.command()
def role(email: str, role: MemberRole, user: As = "", as_json: Json = False) -> None:
    """Make a member an agent or an admin; teams stay as they are."""
    done = work(lambda desk: _role(desk, email.strip().lower(), role.value), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"{plain(email)} is {role.value} now.", highlight=False)


async def _role(desk: Desk, email: str, role: str) -> Any:
    rows = await desk.rows(
        desk.table("members").select("user_id, name, email, active").eq("email", email)
    )
    if not rows:
        raise NotFound(f"{email} is no member: `autocrm user create {email} --role {role}`.")
    [member] = rows
    return await desk.call(
        "set_member", p_user_id=member["user_id"], p_name=member["name"], p_email=member["email"],
        p_role=role, p_teams=None, p_active=member["active"],
    )  # fmt: skip
