"""Finding a ticket, reading its thread, and printing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import typer

from autocrm.cli.output import age, console, one_line, plain, short_time
from autocrm.cli.session import Desk
from autocrm.cli.ticket_people import print_place, print_ratings
from autocrm.domain.ticket import PRIORITY_NAMES
from autocrm.errors import NotFound

Thread = dict[str, Any]
AUTHORS = {"customer": "cyan", "agent": "green", "ai": "magenta", "system": "dim"}
NAMES = {"customer": "Customer", "agent": "Agent", "ai": "AI", "system": "System"}
STATES = {"sent": "green", "sending": "yellow", "failed": "red", "unknown": "bold red"}


def ticket_key(ref: str) -> tuple[str, str]:
    """Column and value that name a ticket: number ("12", "#12") or id."""
    number = ref.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return "number", number
    return "id", uuid(ref, "a ticket's number or id")


def uuid(ref: str, what: str = "an id") -> str:
    """The id in its usual form. Raises BadParameter (usage, exit code 2)."""
    try:
        return str(UUID(ref))
    except ValueError as error:
        raise typer.BadParameter(f"{ref!r} is not {what}.") from error


async def find_ticket(desk: Desk, ref: str) -> dict[str, Any]:
    """{"id", "number", "subject", "customer_id"}. Raises NotFound."""
    column, value = ticket_key(ref)
    rows = await desk.rows(
        desk.table("tickets").select("id, number, subject, customer_id").eq(column, value)
    )
    if not rows:
        raise NotFound(f"There is no ticket {ref} here, or you may not see it.")
    return rows[0]


async def read_thread(desk: Desk, ref: str) -> Thread:
    """{"ticket", "customer", "interactions", "attachments", "notes", "drafts", "deliveries"}, for
    members also {"tags", "fields", "links", "watchers", "merged"}.

    Members open it (which goes into the access log); requesters read their own.
    """
    found = await find_ticket(desk, ref)
    try:
        thread: Thread = await desk.call("open_ticket", p_ticket_id=found["id"])
    except NotFound:  # seen, but not as a member: the requester
        thread = await _own_thread(desk, found["id"])
    if "attachments" not in thread:
        thread["attachments"] = await _attachments(desk, thread["interactions"])
    return thread


async def _attachments(desk: Desk, interactions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    query = desk.table("attachments").select("id, interaction_id, name, content_type, size")
    said = [item["id"] for item in interactions]
    return await desk.rows(query.in_("interaction_id", said).order("created_at").order("id"))


async def _own_thread(desk: Desk, ticket_id: str) -> Thread:
    [ticket] = await desk.rows(
        desk.table("tickets").select("*, customers(id, name, email, locale)").eq("id", ticket_id)
    )
    interactions = await desk.rows(
        desk.table("interactions").select("*").eq("ticket_id", ticket_id)
        .order("created_at").order("id")
    )  # fmt: skip
    customer = ticket.pop("customers")
    return {
        "ticket": ticket, "customer": customer, "interactions": interactions,
        "notes": [], "drafts": [], "deliveries": [],
    }  # fmt: skip


def print_thread(thread: Thread) -> None:
    """All of it, oldest first, with what needs a person at the end, loudly."""
    _print_head(thread)
    print_place(thread)
    _print_facts(thread)
    _print_words(thread, thread.get("people", {}))
    for merged in thread.get("merged", []):
        name = f"#{merged['ticket']['number']}  {one_line(merged['ticket']['subject'])}"
        console.print(f"\n[bold]Merged into this one: {name}[/]", highlight=False)
        _print_words(merged, thread.get("people", {}))
    for draft in thread["drafts"]:
        if draft["state"] != "sent":  # that one stands in the thread
            _print_draft(draft)
    for delivery in thread["deliveries"]:
        _print_delivery(delivery)
    print_ratings(thread)


def _print_words(thread: Thread, people: dict[str, str]) -> None:
    for place, item in enumerate(thread["interactions"], 1):
        _print_interaction(item, place)
        for file in thread["attachments"]:
            if file["interaction_id"] == item["id"]:
                _print_attachment(file)
    for note in thread["notes"]:
        by = people.get(note.get("author_id") or "", "")
        console.print(
            f"\n[bold yellow]Note[/] (internal){f' by {one_line(by)}' if by else ''}  "
            f"{short_time(note['created_at'])}",
            highlight=False,
        )
        _print_text(note["content"])


def _print_facts(thread: Thread) -> None:
    """What members see beside the words: a line for each kind that is there."""
    filled = [field for field in thread.get("fields", []) if field["value"] is not None]
    lines = {
        "Tags": [plain(tag) for tag in thread.get("tags", [])],
        "Fields": [f"{field['key']}={one_line(field['value'], 60)}" for field in filled],
        "Linked": [_link(link) for link in thread.get("links", [])],
        "Watched by": [one_line(watcher["name"]) for watcher in thread.get("watchers", [])],
    }
    if thread["ticket"].get("is_snoozed"):
        end = short_time(thread["ticket"]["snoozed_until"])
        lines["Put aside until"] = [end or "the customer writes"]
    for name, values in lines.items():
        if values:
            console.print(f"{name}: {', '.join(values)}", highlight=False)
    if thread["ticket"].get("merged_into"):
        console.print("[bold yellow]Merged into another ticket[/]: see `autocrm ticket unmerge`.")


def _link(link: dict[str, Any]) -> str:
    """ "duplicate_of #7", or "blocks (from) #7" when the other one says it of this."""
    way = " (from)" if link["direction"] == "from" else ""
    return f"{link['kind']}{way} #{link['number']}"


def _print_head(thread: Thread) -> None:
    ticket, customer = thread["ticket"], thread["customer"] or {}
    console.print(f"[bold]#{ticket['number']}  {one_line(ticket['subject'])}[/]")
    name = f"{customer.get('name', '')} <{customer.get('email', '')}>".strip()
    facts = [
        ticket["status"], PRIORITY_NAMES[ticket["priority"]], ticket["category"] or "untriaged",
        ticket["language"] or "", ticket["channel"], _opened(ticket["created_at"]),
    ]  # fmt: skip
    console.print(f"{one_line(name)}   {plain(' · '.join(f for f in facts if f))}", highlight=False)


def _opened(text: str) -> str:
    since = age(text)
    return f"opened {since} ago" if since != "now" else "opened just now"


def _print_interaction(item: dict[str, Any], place: int) -> None:
    colour = AUTHORS.get(item["author"], "default")
    machine = f"   automatic: {one_line(item['automatic'])}" if item["automatic"] else ""
    who, when = NAMES.get(item["author"], "?"), short_time(item["created_at"])
    console.print(f"\n[dim]{place}[/] [bold {colour}]{who}[/]  {when}{machine}", highlight=False)
    _print_text(item["content"])


def _print_attachment(file: dict[str, Any]) -> None:
    console.print(
        f"  [bold]{one_line(file['name'])}[/]  {plain(file['content_type'])}, "
        f"{file['size']:,} bytes   `autocrm ticket attachment {file['id']}`",
        highlight=False,
        soft_wrap=True,
    )


def _print_draft(draft: dict[str, Any]) -> None:
    hint = f"   `autocrm review approve {draft['id']}`" if draft["state"] == "pending" else ""
    console.print(
        f"\n[bold blue]Draft[/] by {draft['origin']}, [bold]{draft['state']}[/]{hint}",
        highlight=False,
        soft_wrap=True,
    )
    _print_text(draft["final_text"] or draft["text"])


def _print_delivery(delivery: dict[str, Any]) -> None:
    state = delivery["state"]
    label = "DELIVERY UNKNOWN" if state == "unknown" else f"Delivery {state}"
    console.print(
        f"\n[{STATES.get(state, 'default')}]{label}[/]  to {one_line(delivery['to_address'])}, "
        f"{age(delivery['updated_at'])}, attempts: {delivery['attempts']}  "
        f"{one_line(delivery['detail'])}",
        highlight=False,
        soft_wrap=True,
    )
    if state == "unknown":
        console.print(
            "  The mail may or may not have arrived and is not sent again by itself. Ask the "
            "customer or look into the mail server, then settle it: `autocrm mail resolve "
            f"{delivery['id']} --arrived` (or --again).",
            soft_wrap=True,
        )


def _print_text(text: str) -> None:
    for line in text.splitlines():
        console.print(f"  {plain(line)}", highlight=False)
