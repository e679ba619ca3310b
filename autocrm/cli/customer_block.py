"""customer: block, unblock, blocked."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, one_line, plain, print_json, table
from autocrm.cli.persons import find_customer
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import uuid
from autocrm.errors import Conflict, NotFound


def register(app: typer.Typer) -> None:
    """Add these verbs to the noun `customer`."""
    for verb in (block, unblock, blocked):
        app.command()(verb)


def block(
    customer: Annotated[
        str, typer.Argument(metavar="[CUSTOMER]", help="With all of their addresses.")
    ] = "",
    address: Annotated[str, typer.Option(help="This mail address only.")] = "",
    domain: Annotated[str, typer.Option(help="A domain and all below it (admins).")] = "",
    reason: Annotated[str, typer.Option(help="For your colleagues.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Keep somebody's messages out: no tickets are made of them, but they are kept and counted."""
    if sum(map(bool, (customer, address, domain))) != 1:
        raise typer.BadParameter("name one: a CUSTOMER, --address or --domain.")
    row = work(lambda desk: _block(desk, customer, address, domain, reason), user)
    if as_json:
        print_json(row)
    else:
        whom = plain(customer or address or domain)
        console.print(f"{whom} is blocked: `autocrm customer unblock {whom}` lifts it.",
                      highlight=False, soft_wrap=True)  # fmt: skip


async def _block(desk: Desk, customer: str, address: str, domain: str, reason: str) -> Any:
    return await desk.call(
        "block_sender",
        p_customer_id=await find_customer(desk, customer) if customer else None,
        p_address=address or None,
        p_domain=domain or None,
        p_reason=reason,
    )


def unblock(
    block: Annotated[
        str,
        typer.Argument(metavar="WHOM", help="Address or domain; or the block's id in `blocked`."),
    ],
    let_in: Annotated[
        bool, typer.Option("--let-in", help="Make tickets of what was kept out.")
    ] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Lift a block."""
    done = work(lambda desk: _unblock(desk, block, let_in), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"Lifted; {done['let_in']} messages let in.", highlight=False)


async def _unblock(desk: Desk, block: str, let_in: bool) -> Any:
    key = await _standing(desk, block.lower()) if "." in block else uuid(block, "a block's id")
    return await desk.call("unblock_sender", p_block_id=key, p_let_in=let_in)


async def _standing(desk: Desk, whom: str) -> str:
    """The id of the one block of this address or domain. Raises NotFound, Conflict."""
    rows = [row for row in await _blocked(desk, lifted=False)
            if whom in (row["pattern"], (row["customers"] or {}).get("email"))]  # fmt: skip
    if not rows:
        raise NotFound(f"{whom} is not blocked: see `autocrm customer blocked`.")
    if len(rows) > 1:
        raise Conflict(f"{whom} is blocked more than once: name the one by its id.")
    return str(rows[0]["id"])


def blocked(
    lifted: Annotated[bool, typer.Option("--lifted", help="Those lifted since instead.")] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Who is blocked, newest first, and how many messages that kept out."""
    rows = work(lambda desk: _blocked(desk, lifted), user)
    if as_json:
        print_json(rows)
        return
    out = table("id", "kind", "whom", "reason", "kept out", "last", whole="id")
    for row in rows:
        whom = row["pattern"] or (row["customers"] or {}).get("email")
        out.add_row(row["id"], row["kind"], plain(whom), one_line(row["reason"], 40),
                    str(row["messages"]), age(row["last_message_at"]))  # fmt: skip
    console.print(out if rows else "Nobody is blocked.")


async def _blocked(desk: Desk, lifted: bool) -> list[dict[str, Any]]:
    query = desk.table("blocked_senders").select("*, customers(email)")
    query = query.not_.is_("lifted_at", "null") if lifted else query.is_("lifted_at", "null")
    return await desk.rows(query.order("created_at", desc=True).order("id"))
