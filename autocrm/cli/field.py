"""field: list, set. Custom fields of tickets, defined as data."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Custom fields of tickets.", no_args_is_help=True)


class Type(StrEnum):
    text = "text"
    number = "number"
    boolean = "boolean"
    date = "date"
    choice = "choice"
    multi_choice = "multi_choice"


@app.command("list")
def list_fields(user: As = "", as_json: Json = False) -> None:
    """The fields in their order, with those that are not in use any more."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("key", "label", "type", "choices", "to solve", "customers", "in use")
    for row in rows:
        out.add_row(
            row["key"], one_line(" / ".join(row["label"].values()), 40), row["type"],
            one_line(", ".join(choice["value"] for choice in row["choices"]), 60),
            *(_yes(row[name]) for name in ("required_to_solve", "visible_to_customer", "active")),
        )  # fmt: skip
    console.print(out if rows else "No fields: `autocrm field set KEY --type text` makes one.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    query = desk.table("custom_field_definitions").select("*")
    return await desk.rows(query.order("position").order("key"))


def _yes(value: bool) -> str:
    return "yes" if value else ""


@app.command("set")
def set_field(
    key: str,
    kind: Annotated[Type | None, typer.Option("--type", help="Of a new field; it stays.")] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(metavar="[LOCALE=]TEXT", help="`--label Size --label de=Größe`."),
    ] = None,
    choice: Annotated[list[str] | None, typer.Option(help="One of those to choose from.")] = None,
    required: Annotated[
        bool | None, typer.Option("--required/--optional", help="To be filled in to solve.")
    ] = None,
    customers: Annotated[
        bool | None, typer.Option("--for-customers/--internal", help="Who sees it.")
    ] = None,
    position: Annotated[int | None, typer.Option(help="The smaller, the further up.")] = None,
    active: Annotated[bool | None, typer.Option("--active/--retired", help="In use?")] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Define or change a field (admins); what is not given stays."""
    row = work(
        lambda desk: desk.call(
            "set_field", p_key=key, p_type=kind.value if kind else None, p_label=_labels(label),
            p_choices=choice or None, p_required_to_solve=required,
            p_visible_to_customer=customers, p_position=position, p_active=active,
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(row)
    else:
        console.print(
            f"{plain(row['key'])}: {row['type']}, {one_line(' / '.join(row['label'].values()))}"
        )


def _labels(texts: list[str] | None) -> dict[str, str] | None:
    """Locale to text; a text without a locale is English."""
    if not texts:
        return None
    pairs = (one.partition("=") if one[2:3] == "=" else ("en", "=", one) for one in texts)
    return {locale: text for locale, _, text in pairs}
