"""customer address: list, add, remove, primary, verify."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, plain, print_json, short_time, table
from autocrm.cli.persons import Named, find_customer
from autocrm.cli.session import Desk, work

Address = Annotated[str, typer.Argument(help="A mail address.")]


def register(app: typer.Typer) -> None:
    """Add `address` to the noun `customer`."""
    verbs = typer.Typer(help="Where a customer writes from.", no_args_is_help=True)
    verbs.command("list")(list_addresses)
    for verb in (add, remove, primary, verify):
        verbs.command()(verb)
    app.add_typer(verbs, name="address")


def list_addresses(customer: Named, user: As = "", as_json: Json = False) -> None:
    """The addresses of a customer; answers go to the primary one."""
    _show(work(lambda desk: _list(desk, customer), user), as_json)


async def _list(desk: Desk, customer: str) -> Any:
    key = await find_customer(desk, customer)
    return (await desk.call("customer_history", p_customer_id=key, p_limit=1))["addresses"]


def add(
    customer: Named,
    address: Address,
    verified: Annotated[
        bool,
        typer.Option("--verified", help="Whoever signs in with this mailbox is this customer."),
    ] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Add an address: mails from there are this customer's from now on."""
    _show(_call("add_customer_address", customer, address, user, p_verified=verified), as_json)


def remove(customer: Named, address: Address, user: As = "", as_json: Json = False) -> None:
    """Take an address away. Not the primary one."""
    _show(_call("remove_customer_address", customer, address, user), as_json)


def primary(customer: Named, address: Address, user: As = "", as_json: Json = False) -> None:
    """Make an address the one that answers go to."""
    _show(_call("set_customer_address", customer, address, user, p_primary=True), as_json)


def verify(
    customer: Named,
    address: Address,
    no: Annotated[bool, typer.Option("--no", help="Take it back.")] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Vouch that an address is theirs: whoever signs in with that mailbox is this customer."""
    _show(_call("set_customer_address", customer, address, user, p_verified=not no), as_json)


def _call(name: str, customer: str, address: str, user: str, **arguments: Any) -> Any:
    async def call(desk: Desk) -> Any:
        key = await find_customer(desk, customer)
        return await desk.call(name, p_customer_id=key, p_address=address, **arguments)

    return work(call, user)


def _show(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    out = table("address", "channel", "primary", "verified", "since")
    for row in rows:
        marks = ["yes" if row[name] else "" for name in ("primary", "verified")]
        since = short_time(row["created_at"])
        out.add_row(plain(row["address"]), row["channel"], *marks, since)
    console.print(out if rows else "No addresses.")
