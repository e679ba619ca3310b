"""ticket: merge, unmerge, split, unsplit, link, unlink, follow-up."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, print_json
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket, read_thread, uuid
from autocrm.errors import NotFound

Ref = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="The other's number, or its id.")]
Subject = Annotated[str, typer.Option(help="What it is about; else as before.")]


class Kind(StrEnum):
    relates_to = "relates_to"
    duplicate_of = "duplicate_of"
    blocks = "blocks"
    caused_by = "caused_by"


def register(app: typer.Typer) -> None:
    """Add these verbs to the noun `ticket`."""
    for verb in (merge, unmerge, split, unsplit, link, unlink):
        app.command()(verb)
    app.command("follow-up")(follow_up)


def merge(
    ticket: Ref,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The one that goes on.")],
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Even of two customers (admins).")
    ] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Close a ticket and show its thread with another's. Nothing is copied; see `unmerge`."""
    done = work(lambda desk: _merge(desk, ticket, into, confirm), user)
    if as_json:
        print_json(done)
        return
    console.print(
        f"#{done['source']} is merged into #{done['target']}; back with "
        f"`autocrm ticket unmerge {done['source']}`."
    )


async def _merge(desk: Desk, ref: str, into: str, confirm: bool) -> dict[str, Any]:
    source, target = await find_ticket(desk, ref), await find_ticket(desk, into)
    done: dict[str, Any] = await desk.call(
        "merge_tickets", p_source_id=source["id"], p_target_id=target["id"], p_confirm=confirm
    )
    return done


def unmerge(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """Undo the merge of a ticket: it is again what it was."""
    done = work(lambda desk: _call(desk, "unmerge_ticket", "p_source_id", ticket), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"#{done['source']} is {done['status']} again.")


def split(
    ticket: Ref,
    messages: Annotated[
        list[str],
        typer.Argument(metavar="MESSAGE...", help="Their numbers in `ticket show`, or their ids."),
    ],
    subject: Subject = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Move messages to a new ticket, which is triaged anew: `ticket split 12 3 4`."""
    made = work(lambda desk: _split(desk, ticket, messages, subject), user)
    if as_json:
        print_json(made)
        return
    number = made["number"]
    console.print(f"Ticket #{number} has them; back with `autocrm ticket unsplit {number}`.")


async def _split(desk: Desk, ref: str, messages: list[str], subject: str) -> dict[str, Any]:
    """Raises NotFound for a number that the thread does not have."""
    places = [one.removeprefix("#") for one in messages if one.removeprefix("#").isdecimal()]
    ids = [uuid(one, "a message's number or id") for one in messages
           if not one.removeprefix("#").isdecimal()]  # fmt: skip
    if places:
        thread = await read_thread(desk, ref)
        for place in places:
            if not 1 <= int(place) <= len(thread["interactions"]):
                raise NotFound(f"There is no message {place}: see `autocrm ticket show {ref}`.")
            ids.append(str(thread["interactions"][int(place) - 1]["id"]))
    return await _call(desk, "split_ticket", "p_ticket_id", ref,
                       p_interaction_ids=ids, p_subject=subject or None)  # fmt: skip


def unsplit(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """Undo a split, by the ticket that it made."""
    done = work(lambda desk: _call(desk, "unsplit_ticket", "p_ticket_id", ticket), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"The messages are back; #{done['closed']} is closed.")


def link(ticket: Ref, kind: Kind, other: Other, user: As = "", as_json: Json = False) -> None:
    """Say how two tickets hang together: `ticket link 12 duplicate_of 9`."""
    done = work(lambda desk: _link(desk, "link_tickets", ticket, kind, other), user)
    if as_json:
        print_json(done)
    else:
        console.print("Linked.")


def unlink(ticket: Ref, kind: Kind, other: Other, user: As = "", as_json: Json = False) -> None:
    """Take a link away."""
    done = work(lambda desk: _link(desk, "unlink_tickets", ticket, kind, other), user)
    if as_json:
        print_json(done)
    else:
        console.print("Not linked any more.")


def follow_up(
    ticket: Ref,
    subject: Subject = "",
    note: Annotated[str, typer.Option(help="An internal note to begin with.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Go on with a closed ticket in a new one."""
    made = work(
        lambda desk: _call(
            desk, "open_follow_up", "p_ticket_id", ticket,
            p_subject=subject or None, p_note=note or None,
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(made)
    else:
        console.print(f"Ticket #{made['number']} follows it.")


async def _call(desk: Desk, name: str, argument: str, ref: str, **arguments: Any) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    done: dict[str, Any] = await desk.call(name, **{argument: found["id"]}, **arguments)
    return done


async def _link(desk: Desk, name: str, ref: str, kind: Kind, other: str) -> dict[str, Any]:
    one, two = await find_ticket(desk, ref), await find_ticket(desk, other)
    done: dict[str, Any] = await desk.call(
        name, p_ticket_id=one["id"], p_other_id=two["id"], p_kind=kind.value
    )
    return done
