"""ticket: update, assign, take, tag, snooze, wake, note, watch, unwatch."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, parse_time, plain, print_json
from autocrm.cli.persons import find_member
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.domain.ticket import PRIORITY_NAMES
from autocrm.errors import Invalid

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
Member = Annotated[str, typer.Option(help="A colleague by address or name; yourself if not given.")]
Words = Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="The text.")]

NOBODY = ("nobody", "none", "no-one")


def register(app: typer.Typer) -> None:
    """Add these verbs to the noun `ticket`."""
    for verb in (update, assign, take, snooze, wake, note, watch, unwatch):
        app.command()(verb)
    app.command(context_settings={"ignore_unknown_options": True})(tag)  # -spam is a tag


def update(
    ticket: Ref,
    pairs: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="As with --set.")
    ] = None,
    change: Set = None, add: Add = None, remove: Remove = None, text: NoteText = "",
    version: Version = None, reason: Reason = "", user: As = "", as_json: Json = False,
) -> None:  # fmt: skip
    """Change a ticket: `ticket update 12 priority=urgent field.size=3 --tag late`."""
    made = changes([*(pairs or []), *(change or [])], add, remove, text)
    report(work(lambda desk: update_ticket(desk, ticket, made, version, reason), user), as_json)


def assign(
    ticket: Ref,
    who: Annotated[
        str,
        typer.Argument(metavar="WHO", help="me, a member (address or name), a team, or nobody."),
    ] = "",
    to: Annotated[str, typer.Option(help="The same: a member's mail address or name, or me.")] = "",
    team: Annotated[str, typer.Option(help="A team's key.")] = "",
    reason: Reason = "",
    version: Version = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Give a ticket to a member, to a team or to nobody: `ticket assign 12 me`."""
    if bool(who) + bool(to) > 1 or not (who or to or team):
        raise typer.BadParameter("say once to whom: me, a member, a team, or nobody.")
    report(work(lambda desk: _assign(desk, ticket, who or to, team, version, reason), user),
           as_json)  # fmt: skip


async def _assign(
    desk: Desk, ref: str, who: str, team: str, version: int | None, reason: str
) -> dict[str, Any]:
    made: dict[str, Any] = {"team": team} if team else {}
    if who.lower() in NOBODY:
        made["assignee"] = None
    elif who and not team and await _is_team(desk, who):
        made["team"] = who.lower()
    elif who:
        made["assignee"] = "me" if who.lower() == "me" else who
    return await update_ticket(desk, ref, made, version, reason)


async def _is_team(desk: Desk, word: str) -> bool:
    if word.lower() == "me" or "@" in word:
        return False
    return bool(await desk.rows(desk.table("teams").select("id").eq("key", word.lower())))


def take(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """Assign a ticket to yourself; refused when somebody else has it."""

    async def call(desk: Desk) -> dict[str, Any]:
        return await described(desk, await _call(desk, "take_ticket", ticket))

    report(work(call, user), as_json)


def tag(
    ticket: Ref,
    tags: Annotated[
        list[str] | None,
        typer.Argument(metavar="+TAG|-TAG", help="To add (new ones are made), or to remove."),
    ] = None,
    remove: Annotated[list[str] | None, typer.Option(help="Remove this tag.")] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Add and remove tags: `ticket tag 12 late +vip -refund`."""
    add, away = signed(tags or [])
    made = changes(None, add, [*away, *(remove or [])], "")
    report(work(lambda desk: update_ticket(desk, ticket, made), user), as_json)


def signed(words: list[str]) -> tuple[list[str], list[str]]:
    """["+a", "b", "-c"] as (["a", "b"], ["c"]). Raises BadParameter for what is an option."""
    for word in words:
        if word.startswith("--") or word in ("+", "-"):
            raise typer.BadParameter(f"{word} is neither a tag nor an option.")
    add = [word.removeprefix("+") for word in words if not word.startswith("-")]
    return add, [word[1:] for word in words if word.startswith("-")]


def snooze(
    ticket: Ref,
    until: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="UNTIL",
            help="3 days, 2h, tomorrow, friday, 2026-12-01 (at eight), 2026-12-01 14:00, reply.",
        ),
    ] = None,
    option: Annotated[str, typer.Option("--until", help="The same.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Put a ticket aside: until a time, or until the customer writes (which always wakes it)."""
    end = " ".join(until or []) or option or "reply"
    report(work(lambda desk: update_ticket(desk, ticket, {"snoozed_until": end}), user), as_json)


def wake(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """Fetch a ticket back that was put aside."""
    report(work(lambda desk: update_ticket(desk, ticket, {"snoozed_until": None}), user), as_json)


def note(
    ticket: Ref,
    words: Words = None,
    text: Annotated[str, typer.Option(help="The same; read from stdin when not given.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Add an internal note. Members named by @ are told, and watch the ticket from then on."""
    from autocrm.cli.ticket import text_or_stdin

    said = text_or_stdin(text or " ".join(words or []))
    done = work(lambda desk: _call(desk, "add_note", ticket, p_text=said), user)
    if as_json:
        print_json(done)
        return
    told = ", ".join(done["told"])
    console.print(f"Noted{'; told: ' + plain(told) if told else ''}.", highlight=False)
    for name in done["unseen"]:
        console.print(f"{plain(name)} may not see this ticket, so was not told.", highlight=False)
    for word in done["nobody"]:
        console.print(f"@{plain(word)} is nobody here, or several: nobody was told.",
                      highlight=False)  # fmt: skip


def watch(ticket: Ref, member: Member = "", user: As = "", as_json: Json = False) -> None:
    """Watch a ticket, or have a colleague watch it."""
    _print_watch(work(lambda desk: _watch(desk, "watch_ticket", ticket, member), user), as_json)


def unwatch(ticket: Ref, member: Member = "", user: As = "", as_json: Json = False) -> None:
    """Watch a ticket no more."""
    _print_watch(work(lambda desk: _watch(desk, "unwatch_ticket", ticket, member), user), as_json)


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


async def update_ticket(
    desk: Desk, ref: str, made: dict[str, Any], version: int | None = None, reason: str = ""
) -> dict[str, Any]:
    return await described(desk, await _call(
        desk, "update_ticket", ref, p_changes=made, p_version=version, p_reason=reason
    ))  # fmt: skip


async def described(desk: Desk, ticket: dict[str, Any]) -> dict[str, Any]:
    """The ticket with "assignee" (a name or None) and "team" (a key or None)."""
    said: dict[str, Any] = {"assignee": None, "team": None}
    for key, table, column in (("assignee", "members", "name"), ("team", "teams", "key")):
        if ticket[f"{key}_id"]:
            query = desk.table(table).select(column).eq("id", ticket[f"{key}_id"])
            said[key] = next((row[column] for row in await desk.rows(query)), None)
    return {**ticket, **said}


async def _watch(desk: Desk, name: str, ref: str, email: str) -> dict[str, Any]:
    member = (await find_member(desk, email))["id"] if email else None
    if not member and not desk.user:
        raise Invalid("The secret key is nobody: say who with --member EMAIL, or act --as a user.")
    return await _call(desk, name, ref, p_member_id=member)


def _print_watch(done: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(done)
    else:
        console.print("Watching." if done["watching"] else "Not watching.")


def report(ticket: dict[str, Any], as_json: bool) -> None:
    """The ticket as it is now."""
    if as_json:
        print_json(ticket)
        return
    console.print(f"[bold]#{ticket['number']}[/]  {facts(ticket)}", highlight=False)


def _assigned(ticket: dict[str, Any]) -> str:
    name = plain(ticket.get("assignee"))
    return (
        (f"assigned to {name}" if name else "assigned") if ticket["assignee_id"] else "unassigned"
    )


def facts(ticket: dict[str, Any]) -> str:
    """What a changed ticket is like, in one line that is safe to print."""
    said = [
        ticket["status"], PRIORITY_NAMES[ticket["priority"]], plain(ticket["category"]),
        _assigned(ticket), plain(ticket.get("team")),
        *(f"+{plain(one)}" for one in ticket["tags"]),
        *(f"{key}={one_line(value, 40)}" for key, value in sorted(ticket["fields"].items())),
    ]  # fmt: skip
    if ticket["is_snoozed"]:
        end = ticket["snoozed_until"]
        when = f"{parse_time(end).astimezone():%Y-%m-%d %H:%M %Z}" if end else "the customer writes"
        said.append(f"put aside until {when}")
    return " · ".join(filter(None, [*said, f"version {ticket['version']}"]))
