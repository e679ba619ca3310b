"""order: import, list. What customers ordered, as the shop knows it."""

from __future__ import annotations

import csv
import io
import json
from typing import Annotated, Any

import typer

from autocrm.cli.files import text_of
from autocrm.cli.output import As, Json, age, console, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.errors import Invalid

app = typer.Typer(help="Orders: what the tool order_status tells of.", no_args_is_help=True)

BATCH = 1000
COLUMNS = frozenset(
    {
        *("number", "email", "name", "status", "placed_at", "shipped_at", "delivered_at"),
        *("carrier", "tracking", "expected_on", "total", "currency"),
    }
)
LIST = (
    "number, status, placed_at, shipped_at, delivered_at, carrier, tracking, expected_on, total, "
    "currency, customer:customers!inner(email)"
)


@app.command("import")
def import_orders(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="CSV with a header, or JSON; - for stdin.")
    ],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Bring in orders; a number that is there already is brought up to date."""
    rows = orders_of(text_of(file), file)
    done = work(lambda desk: _import(desk, rows), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"{done['new']} new, {done['changed']} brought up to date.")


async def _import(desk: Desk, rows: list[dict[str, Any]]) -> dict[str, int]:
    done = {"new": 0, "changed": 0}
    for start in range(0, len(rows), BATCH):
        said = await desk.call("import_orders", p_rows=rows[start : start + BATCH])
        done = {name: done[name] + said[name] for name in done}
    return done


def orders_of(text: str, name: str) -> list[dict[str, Any]]:
    """Rows of a CSV with a header, or of a JSON list. Raises Invalid, naming the file."""
    if text.lstrip().startswith(("[", "{")):
        rows = _from_json(text, name)
    else:
        rows = [dict(row) for row in csv.DictReader(io.StringIO(text))]
    strange = sorted({str(key) for row in rows for key in row} - COLUMNS)
    if strange:
        raise Invalid(f"{name} has a column that orders do not have: {strange[0]}.")
    if not rows or any(not row.get("number") for row in rows):
        raise Invalid(f"{name} must have a row an order, each with a number.")
    return rows


def _from_json(text: str, name: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Invalid(f"{name} is no JSON: {error}.") from error
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Invalid(f"{name} must be a list of objects.")
    return found


@app.command("list")
def list_orders(
    customer: Annotated[str, typer.Option(metavar="EMAIL", help="Only this customer's.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Orders, the latest first."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("orders").select(LIST)
        if customer:
            query = query.eq("customer.email", customer.strip().lower())
        return await desk.rows(query.order("placed_at", desc=True).order("number").limit(limit))

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("number", "status", "age", "customer", "carrier", "expected", whole="number")
    for row in rows:
        out.add_row(
            row["number"], row["status"], age(row["placed_at"]), plain(row["customer"]["email"]),
            plain(row["carrier"]), row["expected_on"] or "",
        )  # fmt: skip
    console.print(out if rows else "No orders.")
