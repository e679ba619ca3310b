"""customer: merge, unmerge, merges."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import (
    As,
    Json,
    console,
    one_line,
    plain,
    print_json,
    short_time,
    table,
)
from autocrm.cli.persons import Named, find_customer
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import uuid
from autocrm.errors import NotFound


def register(app: typer.Typer) -> None:
    """Add these verbs to the noun `customer`."""
    for verb in (merge, unmerge, merges):
        app.command()(verb)


def merge(
    customer: Named,
    into: Annotated[str, typer.Argument(metavar="INTO", help="Who they turned out to be.")],
    reason: Annotated[str, typer.Option(help="Why you think so.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make two customers one: tickets, addresses and notes move. It can be undone."""
    done = work(lambda desk: _merge(desk, customer, into, reason), user)
    if as_json:
        print_json(done)
        return
    console.print(
        f"{plain(customer)} is {plain(into)} now: {_moved(done)} moved. "
        f"`autocrm customer unmerge {done['merge_id']}` undoes it.",
        highlight=False,
        soft_wrap=True,
    )


async def _merge(desk: Desk, customer: str, into: str, reason: str) -> Any:
    return await desk.call(
        "merge_customers",
        p_source_id=await find_customer(desk, customer),
        p_target_id=await find_customer(desk, into),
        p_reason=reason,
    )


def unmerge(
    merged: Annotated[
        str,
        typer.Argument(metavar="WHO", help="The address that was merged; or the id in `merges`."),
    ],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Undo a merge: both customers are as they were, and each has what they wrote."""
    done = work(lambda desk: _unmerge(desk, merged), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"Two customers again: {_moved(done)} moved back.", highlight=False)


async def _unmerge(desk: Desk, merged: str) -> Any:
    key = await _standing(desk, merged) if "@" in merged else uuid(merged, "a merge's id")
    return await desk.call("unmerge_customers", p_merge_id=key)


async def _standing(desk: Desk, address: str) -> str:
    """The id of the merge of who had this address, unless it is undone. Raises NotFound."""
    query = desk.table("customer_merges").select("id, moved").is_("undone_at", "null")
    rows = await desk.rows(query.eq("moved->>email", address.lower()))
    if not rows:
        raise NotFound(f"Nobody of the address {address} is merged into somebody else.")
    return str(rows[0]["id"])


def _moved(done: dict[str, Any]) -> str:
    return f"{done['tickets']} tickets and {done['addresses']} addresses"


def merges(customer: Named, user: As = "", as_json: Json = False) -> None:
    """What was merged into a customer, undone or not, newest first."""
    rows = work(lambda desk: _merges(desk, customer), user)
    if as_json:
        print_json(rows)
        return
    out = table("id", "was", "reason", "merged", "undone", whole="id")
    for row in rows:
        out.add_row(row["id"], plain(row["moved"].get("email")), one_line(row["reason"], 40),
                    short_time(row["merged_at"]), short_time(row["undone_at"]))  # fmt: skip
    console.print(out if rows else "Nobody was merged into them.")


async def _merges(desk: Desk, customer: str) -> list[dict[str, Any]]:
    query = desk.table("customer_merges").select("*")
    query = query.eq("target_id", await find_customer(desk, customer))
    return await desk.rows(query.order("merged_at", desc=True).order("id"))
