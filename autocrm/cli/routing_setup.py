"""routing strategy set, routing absence add/list/end, routing skill set, routing member set."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, short_time, table
from autocrm.cli.persons import find_member
from autocrm.cli.session import Desk, work

strategy = typer.Typer(help="How a team shares out its tickets.", no_args_is_help=True)
absence = typer.Typer(help="Who is away.", no_args_is_help=True)
skill = typer.Typer(help="What needs which skill.", no_args_is_help=True)
member = typer.Typer(help="What a member can do, how much, and when.", no_args_is_help=True)

Member = Annotated[str, typer.Argument(metavar="EMAIL", help="The member's mail address.")]


class Strategy(StrEnum):
    manual = "manual"
    round_robin = "round_robin"
    least_loaded = "least_loaded"


class Needs(StrEnum):
    category = "category"
    tag = "tag"
    language = "language"


@strategy.command("set")
def set_strategy(
    team: Annotated[str, typer.Argument(help="The team's key.")],
    how: Annotated[Strategy | None, typer.Argument(metavar="STRATEGY")] = None,
    fallback: Annotated[
        str | None, typer.Option(help="The team that takes over when nobody can; none: no one.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """How a team shares out its tickets: manual, round_robin or least_loaded."""
    takes_over = "" if fallback == "none" else fallback
    row = work(
        lambda desk: desk.call("set_team_routing", p_team=team, p_strategy=how and how.value,
                               p_fallback=takes_over),
        user,
    )  # fmt: skip
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(team)}: {row['strategy']}.", highlight=False)


@absence.command("add")
def add_absence(
    who: Annotated[str, typer.Argument(metavar="[MEMBER]", help="Address or name; yourself.")] = "",
    starts: Annotated[datetime | None, typer.Option("--from", help="Now when not given.")] = None,
    ends: Annotated[datetime | None, typer.Option("--to", help="Open when not given.")] = None,
    note: Annotated[str, typer.Option(help="Colleagues read it.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Say that a member is away: no new tickets, and what customers answer goes to others."""
    times = {"p_starts_at": _iso(starts), "p_ends_at": _iso(ends)}
    row = work(lambda desk: _call(desk, "add_absence", who, p_note=note, **times), user)
    if as_json:
        print_json(row)
        return
    until = short_time(row["ends_at"]) or "further notice"
    console.print(f"Away from {short_time(row['starts_at'])} until {until} ({row['id']}).",
                  highlight=False)  # fmt: skip


def _iso(time: datetime | None) -> str | None:
    """A time without a zone is this machine's."""
    return time.astimezone().isoformat() if time else None


@absence.command("list")
def list_absences(user: As = "", as_json: Json = False) -> None:
    """Absences, latest first."""
    rows = work(_absences, user)
    if as_json:
        print_json(rows)
        return
    out = table("id", "member", "from", "until", "note", whole="id")
    for row in rows:
        until = short_time(row["ends_at"]) or "further notice"
        out.add_row(row["id"], plain(row["members"]["email"]), short_time(row["starts_at"]),
                    until, one_line(row["note"]))  # fmt: skip
    console.print(out if rows else "Nobody is away.")


async def _absences(desk: Desk) -> list[dict[str, Any]]:
    query = desk.table("member_absences").select("id, starts_at, ends_at, note, members(email)")
    return await desk.rows(query.order("starts_at", desc=True).order("id").limit(200))


@absence.command("end")
def end_absence(absence_id: str, user: As = "", as_json: Json = False) -> None:
    """Back again: an absence that runs ends now, one that has not begun is gone."""
    row = work(lambda desk: desk.call("end_absence", p_absence_id=absence_id), user)
    if as_json:
        print_json(row)
    else:
        console.print("Back again.")


@skill.command("set")
def set_skills(
    what: Needs,
    value: Annotated[str, typer.Argument(help="A category's key, a tag, or a language.")],
    skills: Annotated[list[str] | None, typer.Argument(help="None: it needs no skill.")] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Which skills tickets of a category, tag or language need."""
    row = work(
        lambda desk: desk.call(
            "set_skills_needed", p_fact=what.value, p_value=value, p_skills=skills or []
        ),
        user,
    )
    if as_json:
        print_json(row)
    else:
        needed = plain(", ".join(row["skills"])) or "no skill"
        console.print(f"{what.value} {plain(value)} needs {needed}.", highlight=False)


async def _call(desk: Desk, name: str, member: str, **arguments: Any) -> Any:
    """Call a SQL function for a member by address, or by name; "" is whoever calls."""
    key = member or None
    if member and "@" not in member:
        key = (await find_member(desk, member))["id"]
    return await desk.call(name, p_member=key, **arguments)


@member.command("set")
def set_member(
    email: Member,
    skills: Annotated[
        list[str] | None, typer.Option("--skill", help="All of them; repeat it. none: no skill.")
    ] = None,
    capacity: Annotated[int | None, typer.Option(min=0, max=1000, help="Open tickets.")] = None,
    calendar: Annotated[
        str | None, typer.Option(help="The calendar they work by; none: always.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Skills, capacity and hours of a member; what is not given stays."""
    has = [] if skills == ["none"] else skills
    given = {"p_skills": has, "p_capacity": capacity,
             "p_calendar": "" if calendar == "none" else calendar}  # fmt: skip
    row = work(lambda desk: _call(desk, "set_member_routing", email, **given), user)
    if as_json:
        print_json(row)
        return
    console.print(
        f"{plain(email)}: capacity {row['capacity']}, works {plain(row['calendar'] or 'always')}, "
        f"skills: {plain(', '.join(row['skills'])) or 'none'}.",
        highlight=False,
    )
