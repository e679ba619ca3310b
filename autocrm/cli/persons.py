"""Finding customers, members and companies by what people call them, and printing a customer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import age, console, one_line, plain, short_time, table
from autocrm.cli.session import Desk
from autocrm.cli.thread import uuid
from autocrm.errors import NotFound

Named = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="Any of their mail addresses, or their id.")
]
MemberNamed = Annotated[
    str, typer.Argument(metavar="MEMBER", help="Their mail address, or their id.")
]
CompanyNamed = Annotated[str, typer.Argument(metavar="COMPANY", help="Its domain, or its id.")]


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
    """{"id", "name", "email", "active"}. Raises NotFound."""
    wanted = named.strip().lower()
    column, value = ("email", wanted) if "@" in wanted else ("id", uuid(wanted, "a member's id"))
    query = desk.table("members").select("id, name, email, active").eq(column, value)
    rows = await desk.rows(query)
    if not rows:
        raise NotFound(f"{named} is no member: see `autocrm member list`.")
    return rows[0]


async def find_company(desk: Desk, named: str) -> dict[str, Any]:
    """The company's row. Raises NotFound."""
    wanted = named.strip().lower()
    column, value = ("domain", wanted) if "." in wanted else ("id", uuid(wanted, "a domain or id"))
    rows = await desk.rows(desk.table("companies").select("*").eq(column, value))
    if not rows:
        raise NotFound(f"There is no company {named} here: see `autocrm company list`.")
    return rows[0]


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
    last = age(history["last_contact_at"])
    console.print(
        f"  {counts['total']} tickets" + (f": {states}" if states else "")
        + (f"; wrote {last} ago" if last else ""),
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
