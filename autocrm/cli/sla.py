"""sla: list, set, show."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.domain.ticket import PRIORITY_NAMES

app = typer.Typer(help="Service levels: what is promised, and what became of it.",
                  no_args_is_help=True)  # fmt: skip

METRICS = ("first_response", "next_response", "resolution")
POLICIES = (
    "key, name, position, active, category, priority, pause_on, warn_share, next_from, "
    "customer_id, company_id, customers(email), companies(name), teams(key), calendars(key), "
    "sla_targets(metric, priority, seconds)"
)
PRIORITIES = {name: number for number, name in PRIORITY_NAMES.items()}
_LENGTH = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?")
NOBODY = "none"  # takes a condition away

Target = Annotated[
    str | None,
    typer.Option(help="Like 4h, 90m, or urgent=1h,high=2h,normal=4h,low=8h; none: no promise."),
]


@app.command("set")
def set_policy(
    key: Annotated[str, typer.Argument(help="The policy's key.")],
    first_response: Target = None,
    next_response: Target = None,
    resolution: Target = None,
    calendar: Annotated[
        str | None, typer.Option(help="A calendar's key; none: around the clock.")
    ] = None,
    customer: Annotated[str | None, typer.Option(help="For this address; none: all.")] = None,
    company: Annotated[str | None, typer.Option(help="For this domain or name; none: all.")] = None,
    team: Annotated[str | None, typer.Option(help="For this team's; none: all.")] = None,
    category: Annotated[str | None, typer.Option(help="For this category; none: all.")] = None,
    priority: Annotated[str | None, typer.Option(help="For this priority; none: all.")] = None,
    position: Annotated[int | None, typer.Option(help="The first that fits holds.")] = None,
    pause_on: Annotated[
        str | None, typer.Option(help="pending,on_hold: when the clocks rest; none: never.")
    ] = None,
    warn: Annotated[
        int | None, typer.Option(min=1, max=99, help="Warn at this percentage of the target.")
    ] = None,
    active: Annotated[bool | None, typer.Option("--on/--off", help="Whether it holds.")] = None,
    name: Annotated[str | None, typer.Option(help="How people call it.")] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make or change a policy; what is not given stays. Open tickets follow within seconds."""
    targets = {"first_response": first_response, "next_response": next_response,
               "resolution": resolution}  # fmt: skip
    asked: dict[str, Any] = {
        "calendar": calendar, "customer": customer, "company": company, "team": team,
        "category": category, "priority": None if priority is None else _priority(priority),
    }  # fmt: skip
    policy: dict[str, Any] = {k: _or_null(v) for k, v in asked.items() if v is not None}
    plainly = {"name": name, "position": position, "active": active}
    policy |= {k: v for k, v in plainly.items() if v is not None}
    policy |= {} if warn is None else {"warn_share": warn / 100}
    if pause_on is not None:
        policy["pause_on"] = [] if pause_on == NOBODY else pause_on.split(",")
    policy["targets"] = {k: read_target(v) for k, v in targets.items() if v is not None}
    row = work(lambda desk: desk.call("set_sla_policy", p_key=key, p_policy=policy), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['name'])} {'holds' if row['active'] else 'is off'} now.")


def _or_null(value: Any) -> Any:
    return None if value == NOBODY else value


def _priority(text: str) -> int | str:
    if text == NOBODY:
        return NOBODY
    number = PRIORITIES.get(text, int(text) if text in ("1", "2", "3", "4") else 0)
    if not number:
        raise typer.BadParameter(f"{text!r} is no priority: use {', '.join(PRIORITIES)}.")
    return number


def read_target(text: str) -> int | dict[str, int] | None:
    """Seconds, or seconds by priority."""
    if text == NOBODY:
        return None
    if "=" not in text:
        return _length(text)
    parts = (part.partition("=") for part in text.split(","))
    return {str(_priority(name.strip())): _length(length.strip()) for name, _, length in parts}


def _length(text: str) -> int:
    match = _LENGTH.fullmatch(text)
    if not text or not match:
        raise typer.BadParameter(f"{text!r} must be a time of the calendar like 30m, 4h or 1h30m.")
    return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60


def say_length(seconds: float) -> str:
    """Hours and minutes: `1h30m`."""
    minutes = round(seconds / 60)
    hours = f"{minutes // 60}h" if minutes >= 60 else ""
    return hours + (f"{minutes % 60}m" if minutes % 60 or not hours else "")


@app.command("list")
def list_policies(user: As = "", as_json: Json = False) -> None:
    """All policies in their order: the first that is on and fits a ticket holds."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("key", "for", "calendar", "first response", "next", "resolution", "pauses", "on")
    for row in rows:
        out.add_row(
            plain(row["key"]), plain(_scope(row)), plain(row["calendar"] or "24/7"),
            *(_target(row["targets"].get(metric)) for metric in METRICS),
            ", ".join(row["pause_on"]), "yes" if row["active"] else "[red]no[/]",
        )  # fmt: skip
    console.print(out if rows else "No service levels: nothing is promised.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    rows = await desk.rows(
        desk.table("sla_policies").select(POLICIES).order("position").order("key")
    )
    for row in rows:
        for name, table_name, column in (
            ("customer", "customers", "email"), ("company", "companies", "name"),
            ("team", "teams", "key"), ("calendar", "calendars", "key"),
        ):  # fmt: skip
            found = row.pop(table_name)
            row[name] = found[column] if found else None
        targets: dict[str, dict[str, int]] = {}
        for target in sorted(row.pop("sla_targets"), key=lambda t: t["priority"]):
            targets.setdefault(target["metric"], {})[str(target["priority"])] = target["seconds"]
        row["targets"] = targets
    return rows


def _scope(row: dict[str, Any]) -> str:
    named = {
        "customer": row["customer"] or (row["customer_id"] and "(not yours)"),
        "company": row["company"] or (row["company_id"] and "(not yours)"),
        "team": row["team"], "category": row["category"],
        "priority": PRIORITY_NAMES.get(row["priority"] or 0),
    }  # fmt: skip
    return ", ".join(f"{k} {v}" for k, v in named.items() if v) or "all"


def _target(by_priority: dict[str, int] | None) -> str:
    if not by_priority:
        return "none"
    if len(by_priority) == len(PRIORITY_NAMES) and len(set(by_priority.values())) == 1:
        return say_length(next(iter(by_priority.values())))
    return ", ".join(f"{PRIORITY_NAMES[int(p)]} {say_length(s)}" for p, s in by_priority.items())


@app.command()
def show(
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """What was and is measured on a ticket, oldest first."""
    rows = work(lambda desk: _show(desk, ticket), user)
    if as_json:
        print_json(rows)
        return
    out = table("metric", "policy", "target", "started", "due", "state")
    for row in rows:
        policy = (row["sla_policies"] or {}).get("key")
        target = say_length(row["target_s"]) if row["target_s"] else "none"
        out.add_row(
            row["metric"].replace("_", " "), plain(policy), target,
            _moment(row["started_at"]), _moment(row["due_at"]), say_state(row),
        )  # fmt: skip
    console.print(out if rows else "Nothing is promised for this ticket.")


async def _show(desk: Desk, ref: str) -> list[dict[str, Any]]:
    found = await find_ticket(desk, ref)
    query = desk.table("sla_clocks").select("*, sla_policies(key)").eq("ticket_id", found["id"])
    return await desk.rows(query.order("started_at").order("id"))


def say_state(row: dict[str, Any]) -> str:
    """How a clock stands, in words and colour."""
    if row["void"]:
        return "[dim]ended[/]"
    if row["stopped_at"]:
        state = "[red]missed[/]" if row["breached_at"] else "[green]met[/]"
        return f"{state} after {say_length(row['elapsed'])}"
    if row["breached_at"]:
        return "[red]overdue[/]"
    if row["paused_at"]:
        return f"paused after {say_length(row['elapsed'])}"
    return "[yellow]nearly due[/]" if row["warned_at"] else "running"


def _moment(text: str | None) -> str:
    if not text:
        return ""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%d %H:%M}Z"
