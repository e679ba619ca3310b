"""customer: list, search, show, set, note; address, merge and block are in files of their own."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from autocrm.cli import customer_address, customer_block, customer_join
from autocrm.cli.output import As, Json, age, console, one_line, plain, print_json, table
from autocrm.cli.persons import Named, find_company, find_customer, print_customer
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Customers: who writes to us.", no_args_is_help=True)
customer_address.register(app)
customer_join.register(app)
customer_block.register(app)

LIST = "id, email, name, locale, created_at, companies(name)"


@app.command("list")
def list_customers(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    after: Annotated[str, typer.Option(help="Go on after this address.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Customers by mail address."""
    rows = work(lambda desk: _list(desk, limit, after), user)
    if as_json:
        print_json(rows)
        return
    out = table("address", "name", "company", "language", "since")
    for row in rows:
        company = (row["companies"] or {}).get("name")
        out.add_row(plain(row["email"]), one_line(row["name"], 40), one_line(company, 40),
                    plain(row["locale"]), age(row["created_at"]))  # fmt: skip
    console.print(out if rows else "No customers.")


async def _list(desk: Desk, limit: int, after: str) -> list[dict[str, Any]]:
    query = desk.table("customers").select(LIST).is_("merged_into", "null")
    if after:
        query = query.gt("email", after)
    return await desk.rows(query.order("email").limit(limit))


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="A name, an address, a company, or parts.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many.")] = 20,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Find customers, best first; slips and accents are forgiven."""
    query = " ".join(words)
    rows = work(lambda desk: desk.call("search_customers", p_query=query, p_limit=limit), user)
    if as_json:
        print_json(rows)
        return
    out = table("address", "name", "company")
    for row in rows:
        out.add_row(plain(row["email"]), one_line(row["name"], 40), one_line(row["company"], 40))
    console.print(out if rows else "Nobody found.")


@app.command()
def show(
    customer: Named,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many tickets.")] = 20,
    user: As = "",
    as_json: Json = False,
) -> None:
    """One customer: addresses, company, notes, counts, tickets. As far as you see them."""
    history = work(lambda desk: _history(desk, customer, limit), user)
    if as_json:
        print_json(history)
    else:
        print_customer(history)


async def _history(desk: Desk, customer: str, limit: int) -> Any:
    key = await find_customer(desk, customer)
    return await desk.call("customer_history", p_customer_id=key, p_limit=limit)


@app.command("set")
def set_customer(
    customer: Named,
    name: Annotated[str | None, typer.Option(help="Their name.")] = None,
    locale: Annotated[str | None, typer.Option(help="Their language: en, de-CH.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Europe/Zurich")] = None,
    company: Annotated[
        str | None, typer.Option(help='Name, domain or id of their company; "" takes them out.')
    ] = None,
    meta: Annotated[
        list[str] | None, typer.Option(help="KEY=VALUE, seen by the customer; KEY= takes it out.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Change what is given and leave the rest. `autocrm user create` makes a customer."""
    changes: dict[str, Any] = {
        key: value or None
        for key, value in {"locale": locale, "time_zone": time_zone}.items()
        if value is not None
    }
    if name is not None:
        changes["name"] = name
    if meta:
        changes["metadata"] = dict(_pair(text) for text in meta)
    if not changes and company is None:
        raise typer.BadParameter("say what to change: --name, --locale, --company ...")
    row = work(lambda desk: _set(desk, customer, changes, company), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['email'])} is changed.", highlight=False)


def _pair(text: str) -> tuple[str, Any]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise typer.BadParameter(f"{text!r} is not KEY=VALUE.")
    try:
        return key, json.loads(value) if value else None
    except json.JSONDecodeError:
        return key, value


async def _set(desk: Desk, customer: str, changes: dict[str, Any], company: str | None) -> Any:
    key = await find_customer(desk, customer)
    if company is not None:
        changes["company_id"] = (await find_company(desk, company))["id"] if company else None
    return await desk.call("update_customer", p_customer_id=key, p_changes=changes)


@app.command()
def note(customer: Named, text: str, user: As = "", as_json: Json = False) -> None:
    """Write down something about a customer, who never sees it."""
    row = work(lambda desk: _note(desk, customer, text), user)
    if as_json:
        print_json(row)
    else:
        console.print("Noted.")


async def _note(desk: Desk, customer: str, text: str) -> Any:
    key = await find_customer(desk, customer)
    return await desk.call("add_customer_note", p_customer_id=key, p_text=text)
