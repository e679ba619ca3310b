"""company: list, show, make, set, remove."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.persons import CompanyNamed, find_company
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Companies: whom customers work for.", no_args_is_help=True)

Domain = Annotated[
    str | None, typer.Option(help='Who writes from it belongs to the company; "" for none.')
]
Shares = Annotated[
    bool | None,
    typer.Option("--shares-tickets/--keeps-apart", help="Colleagues see each other's tickets."),
]


@app.command("list")
def list_companies(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Companies by name."""
    rows = work(lambda desk: _list(desk, limit), user)
    if as_json:
        print_json(rows)
        return
    out = table("name", "domain", "tickets", "id", whole="id")
    for row in rows:
        shared = "shared" if row["shares_tickets"] else ""
        out.add_row(one_line(row["name"], 50), plain(row["domain"]), shared, row["id"])
    console.print(out if rows else "No companies.")


async def _list(desk: Desk, limit: int) -> list[dict[str, Any]]:
    query = desk.table("companies").select("*").order("name").order("id").limit(limit)
    return await desk.rows(query)


@app.command()
def show(company: CompanyNamed, user: As = "", as_json: Json = False) -> None:
    """One company and its people."""
    row = work(lambda desk: _show(desk, company), user)
    if as_json:
        print_json(row)
        return
    shared = ", colleagues see each other's tickets" if row["shares_tickets"] else ""
    console.print(f"[bold]{one_line(row['name'])}[/]  {plain(row['domain'])}{shared}")
    for person in row["people"]:
        console.print(f"  {plain(person['email'])}  {one_line(person['name'])}", highlight=False)


async def _show(desk: Desk, named: str) -> dict[str, Any]:
    company = await find_company(desk, named)
    query = desk.table("customers").select("id, email, name").eq("company_id", company["id"])
    return {**company, "people": await desk.rows(query.is_("merged_into", "null").order("email"))}


@app.command()
def make(
    name: str,
    domain: Domain = None,
    shares: Shares = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make a company (admins)."""
    _print_set(
        work(
            lambda desk: desk.call(
                "set_company", p_name=name, p_domain=domain, p_shares_tickets=shares
            ),
            user,
        ),
        as_json,
    )


@app.command("set")
def set_company(
    company: CompanyNamed,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    domain: Domain = None,
    shares: Shares = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Change a company (admins); what is not given stays."""
    if name is None and domain is None and shares is None:
        raise typer.BadParameter("say what to change: --name, --domain or --shares-tickets.")

    async def call(desk: Desk) -> Any:
        key = (await find_company(desk, company))["id"]
        return await desk.call(
            "set_company", p_company_id=key, p_name=name, p_domain=domain, p_shares_tickets=shares
        )

    _print_set(work(call, user), as_json)


def _print_set(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        shared = "shares its tickets" if row["shares_tickets"] else "keeps its tickets apart"
        console.print(f"{one_line(row['name'])} {shared}.  {row['id']}", highlight=False)


@app.command()
def remove(company: CompanyNamed, user: As = "", as_json: Json = False) -> None:
    """Remove a company; its people stay (admins)."""

    async def call(desk: Desk) -> Any:
        key = (await find_company(desk, company))["id"]
        return await desk.call("remove_company", p_company_id=key)

    done = work(call, user)
    if as_json:
        print_json(done)
    else:
        console.print(f"{one_line(done['removed'])} is gone; {done['people']} customers stay.")
