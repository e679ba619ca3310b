"""Finding customers, members and companies by what people call them, and printing a customer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import typer

from autocrm.cli.output import age, ago, console, one_line, plain, short_time, table
from autocrm.cli.session import Desk
from autocrm.cli.thread import uuid
from autocrm.errors import Conflict, NotFound

Named = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="Any of their mail addresses, or their id.")
]
MemberNamed = Annotated[
    str, typer.Argument(metavar="MEMBER", help="Their mail address, their name, or their id.")
]
CompanyNamed = Annotated[
    str, typer.Argument(metavar="COMPANY", help="Its name, its domain, or its id.")
]


async def find_customer(desk: Desk, named: str) -> str:
    """The id of a customer. Raises NotFound."""
    address = named.strip().lower()
    if "@" not in address:
        return uuid(address, "a customer's mail address or id")
    query = desk.table("customer_identities").select("customer_id")
    rows = await desk.rows(query.eq("channel", "email").eq("address", address))
    if not rows:
        raise NotFound(f"There is no customer {named} here, or you may not see them.")
    return str(rows[0]["customer_id"])


async def find_member(desk: Desk, named: str) -> dict[str, Any]:
    """{"id", "user_id", "name", "email", "active"} by id, address, name or a part of the name.

    Raises NotFound, Conflict when it could be several.
    """
    rows = await desk.rows(desk.table("members").select("id, user_id, name, email, active"))
    found = called(rows, named)
    if not found:
        raise NotFound(f"{named} is no member: see `autocrm member list`.")
    if len(found) > 1:
        names = " or ".join(f"{row['name']} ({row['email']})" for row in found)
        raise Conflict(f"{named} could be {names}: name one by mail address.")
    return found[0]


def called(rows: list[dict[str, Any]], named: str) -> list[dict[str, Any]]:
    """Those members that a word fits best: id or address; what is before the @ or the whole name;
    a part of the name. As `private.members_called` in SQL."""
    word = named.strip().lower()
    ways: tuple[Callable[[dict[str, Any]], object], ...] = (
        lambda row: word in (row["id"], row["email"].lower()),
        lambda row: word in (row["email"].lower().partition("@")[0], row["name"].lower()),
        lambda row: word in row["name"].lower().split(),
    )
    for fits in ways:
        if found := [row for row in rows if fits(row)]:
            return found
    return []


async def find_company(desk: Desk, named: str) -> dict[str, Any]:
    """The company's row, by name, domain or id. Raises NotFound, Conflict for one of several."""
    wanted = named.strip()
    exactly = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    companies = desk.table("companies")
    found = await desk.rows(companies.select("*").eq("domain", wanted.lower()))
    found = found or await desk.rows(companies.select("*").ilike("name", exactly))
    if not found and _is_id(wanted):
        found = await desk.rows(companies.select("*").eq("id", wanted))
    if not found:
        raise NotFound(f"There is no company {named} here: see `autocrm company list`.")
    if len(found) > 1:
        raise Conflict(f"Several companies are called {named}: name one by its domain or id.")
    return found[0]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def print_customer(history: dict[str, Any]) -> None:
    """What `customer_history` tells, with the tickets at the end."""
    customer = history["customer"]
    console.print(f"[bold]{one_line(customer['name'] or customer['email'])}[/]", highlight=False)
    for address in history["addresses"]:
        marks = [m for m in ("primary", "verified") if address[m]]
        shown = f"{plain(address['address'])}  {', '.join(marks) or address['channel']}"
        console.print(f"  {shown}", highlight=False, soft_wrap=True)
    _print_facts(history)
    for note in history["notes"]:
        who = one_line(note["author"] or "somebody")
        console.print(f"\n[bold yellow]Note[/] by {who}  {short_time(note['created_at'])}")
        console.print(f"  {plain(note['content'])}", highlight=False)
    _print_tickets(history)


def _print_facts(history: dict[str, Any]) -> None:
    customer, counts = history["customer"], history["counts"]
    company = (history["company"] or {}).get("name")
    facts = [company, customer["locale"], customer["time_zone"]]
    if any(facts):
        console.print(f"  {plain(' · '.join(f for f in facts if f))}", highlight=False)
    if history["blocked"]:
        why = one_line(history["blocked"]["reason"])
        console.print(f"  [bold red]Blocked[/]  {why}  ({history['blocked']['messages']} kept out)")
    for origin in history["merged_from"]:
        console.print(
            f"  was {plain(origin['email'])}, too: "
            f"`autocrm customer unmerge {origin['merge_id']}` undoes that",
            highlight=False,
            soft_wrap=True,
        )
    states = ", ".join(f"{n} {status}" for status, n in sorted(counts["by_status"].items()))
    last = ago(history["last_contact_at"])
    console.print(
        f"  {counts['total']} tickets" + (f": {states}" if states else "")
        + (f"; wrote {last}" if last else ""),
        highlight=False,
    )  # fmt: skip


def _print_tickets(history: dict[str, Any]) -> None:
    if not history["tickets"]:
        return
    out = table("#", "status", "category", "subject", "age")
    for row in history["tickets"]:
        out.add_row(str(row["number"]), row["status"], plain(row["category"]),
                    one_line(row["subject"], 60), age(row["created_at"]))  # fmt: skip
    console.print()
    console.print(out)
