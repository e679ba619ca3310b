"""ticket: update, assign, take, tag, snooze, wake, note, watch, unwatch, bulk."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, short_time, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.domain.ticket import PRIORITY_NAMES
from autocrm.errors import Invalid, NotFound

Ref = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="status, priority, category, team, assignee, "
                 "subject, language, snoozed_until; field.KEY for a custom field."),
]  # fmt: skip
Add = Annotated[list[str] | None, typer.Option("--tag", help="Add this tag.")]
Remove = Annotated[list[str] | None, typer.Option("--untag", help="Remove this tag.")]
NoteText = Annotated[str, typer.Option("--note", help="Add an internal note.")]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]
Version = Annotated[
    int | None, typer.Option(min=1, help="The version you have seen: refused when it is older.")
]
Member = Annotated[str, typer.Option(help="A colleague's mail address; yourself when not given.")]

LIMIT = 500  # tickets a call


def register(app: typer.Typer) -> None:
    """Add these verbs to the noun `ticket`."""
    for verb in (update, assign, take, tag, snooze, wake, note, watch, unwatch, bulk):
        app.command()(verb)


def update(
    ticket: Ref, change: Set = None, add: Add = None, remove: Remove = None, text: NoteText = "",
    version: Version = None, reason: Reason = "", user: As = "", as_json: Json = False,
) -> None:  # fmt: skip
    """Change a ticket: `--set priority=urgent --set field.size=3 --tag late`."""
    made = changes(change, add, remove, text)
    _report(work(lambda desk: _update(desk, ticket, made, version, reason), user), as_json)


def assign(
    ticket: Ref,
    to: Annotated[str, typer.Option(help="A member's mail address, or me.")] = "",
    team: Annotated[str, typer.Option(help="A team's key.")] = "",
    reason: Reason = "",
    version: Version = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Give a ticket to a member, to a team, or, with neither, to nobody."""
    made: dict[str, Any] = {"team": team} if team else {}
    if to or not team:
        made["assignee"] = to or None
    _report(work(lambda desk: _update(desk, ticket, made, version, reason), user), as_json)


def take(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """Assign a ticket to yourself; refused when somebody else has it."""
    _report(work(lambda desk: _call(desk, "take_ticket", ticket), user), as_json)


def tag(
    ticket: Ref,
    tags: Annotated[list[str] | None, typer.Argument(help="To add; new ones are made.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="Remove this tag.")] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Add and remove tags: `ticket tag 12 late vip --remove refund`."""
    made = changes(None, tags, remove, "")
    _report(work(lambda desk: _update(desk, ticket, made), user), as_json)


def snooze(
    ticket: Ref,
    until: Annotated[
        str, typer.Option(help='A time like 2026-12-01T09:00+01:00, or "+3 days".')
    ] = "reply",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Put a ticket aside: until a time, or until the customer writes (which always wakes it)."""
    _report(work(lambda desk: _update(desk, ticket, {"snoozed_until": until}), user), as_json)


def wake(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """Fetch a ticket back that was put aside."""
    _report(work(lambda desk: _update(desk, ticket, {"snoozed_until": None}), user), as_json)


def note(
    ticket: Ref,
    text: Annotated[str, typer.Option(help="The text; read from stdin when not given.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Add an internal note. Members named by @ are told, and watch the ticket from then on."""
    from autocrm.cli.ticket import text_or_stdin

    words = text_or_stdin(text)
    done = work(lambda desk: _call(desk, "add_note", ticket, p_text=words), user)
    if as_json:
        print_json(done)
        return
    console.print(f"Noted; told: {len(done['mentions'])}.")
    for name in done["unseen"]:
        console.print(f"{plain(name)} may not see this ticket, so was not told.")


def watch(ticket: Ref, member: Member = "", user: As = "", as_json: Json = False) -> None:
    """Watch a ticket, or have a colleague watch it."""
    _print_watch(work(lambda desk: _watch(desk, "watch_ticket", ticket, member), user), as_json)


def unwatch(ticket: Ref, member: Member = "", user: As = "", as_json: Json = False) -> None:
    """Watch a ticket no more."""
    _print_watch(work(lambda desk: _watch(desk, "unwatch_ticket", ticket, member), user), as_json)


def bulk(
    tickets: Annotated[list[str], typer.Argument(metavar="TICKET...", help="Numbers or ids.")],
    change: Set = None, add: Add = None, remove: Remove = None, text: NoteText = "",
    reason: Reason = "", user: As = "", as_json: Json = False,
) -> None:  # fmt: skip
    """Change many tickets alike. Each is changed or says why not; exit code 1 if one was not."""
    if len(tickets) > LIMIT:
        raise typer.BadParameter(f"{len(tickets)} tickets are too many: {LIMIT} a call.")
    made = changes(change, add, remove, text)
    results = work(lambda desk: _bulk(desk, tickets, made, reason), user)
    if as_json:
        print_json(results)
    else:
        out = table("ticket", "result", folded="result")
        for one in results:
            name = f"#{one['number']}" if one["ok"] else one["ticket_id"]
            out.add_row(name, "changed" if one["ok"] else f"[red]{one_line(one['error'])}[/]")
        console.print(out)
    if not all(one["ok"] for one in results):
        raise typer.Exit(1)


def changes(
    sets: list[str] | None, add: list[str] | None, remove: list[str] | None, text: str
) -> dict[str, Any]:
    """The options in the language of changes. Raises BadParameter (usage, exit code 2)."""
    made: dict[str, Any] = {}
    for one in sets or []:
        key, equals, value = one.partition("=")
        if not equals:
            raise typer.BadParameter(f"{one!r} is not KEY=VALUE.")
        if key.startswith("field."):
            made.setdefault("fields", {})[key.removeprefix("field.")] = _typed(value)
        else:
            made[key] = value or None
    lists = {"tags_add": add, "tags_remove": remove, "note": text}
    made |= {key: value for key, value in lists.items() if value}
    if not made:
        raise typer.BadParameter("say what to change: --set KEY=VALUE, --tag, --untag or --note.")
    return made


def _typed(value: str) -> Any:
    """JSON where it is (3, true, ["a"]), else the text as it stands; "" empties the field."""
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        return value


async def _call(desk: Desk, name: str, ref: str, **arguments: Any) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    done: dict[str, Any] = await desk.call(name, p_ticket_id=found["id"], **arguments)
    return done


async def _update(
    desk: Desk, ref: str, made: dict[str, Any], version: int | None = None, reason: str = ""
) -> dict[str, Any]:
    return await _call(
        desk, "update_ticket", ref, p_changes=made, p_version=version, p_reason=reason
    )


async def _bulk(
    desk: Desk, refs: list[str], made: dict[str, Any], reason: str
) -> list[dict[str, Any]]:
    ids = [(await find_ticket(desk, ref))["id"] for ref in refs]
    done: list[dict[str, Any]] = await desk.call(
        "update_tickets", p_ticket_ids=ids, p_changes=made, p_reason=reason
    )
    return done


async def _watch(desk: Desk, name: str, ref: str, email: str) -> dict[str, Any]:
    member = await member_id(desk, email) if email else None
    if not member and not desk.user:
        raise Invalid("The secret key is nobody: say who with --member EMAIL, or act --as a user.")
    return await _call(desk, name, ref, p_member_id=member)


async def member_id(desk: Desk, email: str) -> str:
    """The id of the member with this address. Raises NotFound."""
    rows = await desk.rows(desk.table("members").select("id").eq("email", email.lower()))
    if not rows:
        raise NotFound(f"There is no member {email} here.")
    return str(rows[0]["id"])


def _print_watch(done: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(done)
    else:
        console.print("Watching." if done["watching"] else "Not watching.")


def _report(ticket: dict[str, Any], as_json: bool) -> None:
    """The ticket as it is now."""
    if as_json:
        print_json(ticket)
        return
    console.print(f"[bold]#{ticket['number']}[/]  {facts(ticket)}", highlight=False)


def facts(ticket: dict[str, Any]) -> str:
    """What a changed ticket is like, in one line that is safe to print."""
    said = [
        ticket["status"], PRIORITY_NAMES[ticket["priority"]], plain(ticket["category"]),
        "assigned" if ticket["assignee_id"] else "unassigned",
        *(f"+{plain(one)}" for one in ticket["tags"]),
        *(f"{key}={one_line(value, 40)}" for key, value in sorted(ticket["fields"].items())),
    ]  # fmt: skip
    if ticket["is_snoozed"]:
        end = short_time(ticket["snoozed_until"])
        said.append(f"put aside until {end or 'the customer writes'}")
    return " · ".join(filter(None, [*said, f"version {ticket['version']}"]))
