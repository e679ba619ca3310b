"""What `autocrm up` shows at its end: what became of each mail, and who may sign in."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from autocrm.adapters.supabase.client import close, connect, run
from autocrm.cli.cast import read_cast
from autocrm.cli.output import OUTCOME_COLOURS, console, ms, one_line, table
from autocrm.domain.ticket import PRIORITY_NAMES
from autocrm.settings import Settings

WIDE = 130  # columns from which the sender has room
UNDECIDED: dict[str, Any] = {"outcome": "waiting", "reason": "", "timings_ms": {}}
SELECT = (
    "number, subject, priority, language, category, customers(email), "
    "ai_decisions(outcome, reason, timings_ms, created_at)"
)


def print_tickets(settings: Settings) -> None:
    """A row a ticket, with its latest decision; then the deliveries nobody can vouch for."""
    rows, unknown = asyncio.run(_outcomes(settings))
    sender = ["from"] if console.width >= WIDE else []
    columns = [
        "#",
        *sender,
        "subject",
        "category",
        "priority",
        "lang",
        "decision",
        "took",
        "reason",
    ]
    shown = table(*columns, folded="reason")
    for row in rows:
        shown.add_row(*_cells(row, with_sender=bool(sender)))
    console.print(shown)
    for delivery in unknown:
        number = delivery["tickets"]["number"]
        console.print(
            f"[bold red]Delivery unknown[/]: the answer to ticket #{number}, "
            f"to {one_line(delivery['to_address'])}: see `autocrm ticket show {number}`."
        )


async def _outcomes(settings: Settings) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    client = connect(settings.url, settings.secret_key)
    try:
        tickets = await run(client.table("tickets").select(SELECT).order("number").limit(200))
        unknown = await run(
            client.table("deliveries")
            .select("to_address, tickets(number)")
            .eq("state", "unknown")
            .order("created_at")
        )
    finally:
        await close(client)
    return tickets, unknown


def _cells(row: dict[str, Any], with_sender: bool) -> list[str]:
    decisions = sorted(row["ai_decisions"], key=lambda d: str(d["created_at"]))
    last: dict[str, Any] = decisions[-1] if decisions else UNDECIDED
    colour = OUTCOME_COLOURS.get(last["outcome"], "bold")
    sender = [one_line(row["customers"]["email"], 30)] if with_sender else []
    return [
        str(row["number"]),
        *sender,
        one_line(row["subject"], 36 if with_sender else 24),
        row["category"] or "",
        PRIORITY_NAMES[row["priority"]],
        row["language"] or "",
        f"[{colour}]{last['outcome']}[/]",
        ms(last["timings_ms"].get("total")),
        one_line(last["reason"]),
    ]


def print_sign_ins(seeds: Path) -> None:
    """The members and customers of the demo who can sign in."""
    cast = read_cast(seeds)
    customers = [{**c, "role": "customer"} for c in cast.customers if c.get("password")]
    console.print("\n  Demo sign-ins")
    for who in [*cast.members, *customers]:
        console.print(f"    {who['role']:<9} {who['email']:<36} {who['password']}", highlight=False)
