"""view: list, show, set, delete."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import (
    As,
    Json,
    age,
    console,
    fail,
    one_line,
    plain,
    print_json,
    short_time,
    table,
)
from autocrm.cli.search import After, print_after, shown
from autocrm.cli.session import Desk, work
from autocrm.domain.ticket import PRIORITY_NAMES
from autocrm.errors import Conflict, Invalid, NotFound

app = typer.Typer(help="Views: saved filters of tickets.", no_args_is_help=True)

Ref = Annotated[str, typer.Argument(metavar="VIEW", help="Its name, its key (mine), or its id.")]
Narrowed = Annotated[
    str, typer.Option(help="As `autocrm search` takes it; narrows the view further.")
]


class Scope(StrEnum):
    own = "own"
    team = "team"
    all = "all"


WHOSE = {"own": "your own", "team": "for the team", "all": "for all"}


class Sort(StrEnum):
    queue = "queue"
    newest = "newest"
    oldest = "oldest"
    updated = "updated"
    due = "due"


@app.command("list")
def list_views(user: As = "", as_json: Json = False) -> None:
    """The views you see and how many tickets each holds for you (–: not counted).

    Views that ask for tags, words or times are looked at, not counted.
    """
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("name", "key", "for", "tickets", "sort", "filter", folded="filter")
    for row in rows:
        count = "–" if row["count"] is None else str(row["count"])
        out.add_row(
            plain(row["name"]), plain(row["key"]), row["scope"], count, row["sort"],
            one_line(row["query"] or json.dumps(row["filter"])),
        )  # fmt: skip
    console.print(out)


async def _list(desk: Desk) -> list[dict[str, Any]]:
    counts = {row["id"]: row["count"] for row in await desk.call("view_counts")}
    rows = await desk.rows(desk.table("views").select("*").order("position").order("name"))
    return [{**row, "count": counts.get(row["id"])} for row in rows]


@app.command()
def show(
    view: Ref,
    query: Narrowed = "",
    sort: Annotated[Sort | None, typer.Option(help="Instead of the view's own.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many.")] = 50,
    after: After = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """The tickets of a view, page by page, in its columns."""
    try:
        page = work(lambda desk: _show(desk, view, query, sort, limit, after), user)
    except Invalid as error:
        raise shown(error, query) from error
    if as_json:
        print_json(page)
        return
    columns = page["view"]["columns"]
    out = table(*("#" if c == "number" else c.removesuffix("_at") for c in columns))
    for row in page["tickets"]:
        out.add_row(*(_cell(row, column) for column in columns))
    console.print(out if page["tickets"] else "No tickets.")
    print_after(page)


async def _show(
    desk: Desk, view: str, query: str, sort: Sort | None, limit: int, after: str
) -> dict[str, Any]:
    page: dict[str, Any] = await desk.call(
        "list_tickets", p_view=(await _find(desk, view))["id"], p_query=query or None,
        p_sort=sort.value if sort else None, p_limit=limit, p_after=after or None,
    )  # fmt: skip
    return page


def _cell(row: dict[str, Any], column: str) -> str:
    if column.startswith("field."):
        return one_line(row["fields"].get(column.removeprefix("field.")), 40)
    if column == "company":
        return one_line((row["customer"] or {}).get("company"), 30)
    if column == "customer":
        return one_line((row["customer"] or {}).get("email"), 36)
    if column == "created_at":
        return age(row[column])
    if column.endswith(("_at", "_until")):
        return short_time(row.get(column))
    if column == "priority":
        return PRIORITY_NAMES[row["priority"]]
    if column == "tags":
        return one_line(", ".join(row["tags"]), 40)
    return one_line(row.get(column), 60)


@app.command("set")
def set_view(
    name: Annotated[str, typer.Argument(help="A new view, or one that is there.")],
    query: Annotated[str, typer.Option(help="Which tickets, as `autocrm search` takes it.")] = "",
    filter: Annotated[
        str, typer.Option(help='The same as data: {"all": [{"fact": …, "op": …, "value": …}]}.')
    ] = "",
    scope: Annotated[Scope | None, typer.Option(help="Whose: own unless said.")] = None,
    team: Annotated[str, typer.Option(help="For this team.")] = "",
    columns: Annotated[str, typer.Option(help="number,subject,…,field.KEY")] = "",
    sort: Annotated[Sort | None, typer.Option(help="In which order.")] = None,
    position: Annotated[int | None, typer.Option(help="Where in the list of views.")] = None,
    rename: Annotated[str, typer.Option(help="Give it this name.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make a view, or change it; what is not given stays. The secret key makes them for all."""
    arguments = {
        "p_query": query or None,
        "p_filter": _data(filter) if filter else None,
        "p_scope": scope.value if scope else ("team" if team else None),
        "p_team": team or None,
        "p_columns": [c.strip() for c in columns.split(",")] if columns else None,
        "p_sort": sort.value if sort else None,
        "p_position": position,
    }
    try:
        row = work(lambda desk: _set(desk, name, rename, arguments), user)
    except Invalid as error:
        raise shown(error, query) from error
    if as_json:
        print_json(row)
    else:
        console.print(f"View {plain(row['name'])}, {WHOSE[row['scope']]}: "
                      f'`autocrm view show "{plain(row["name"])}"`.', highlight=False)  # fmt: skip


def _data(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        fail(f"--filter is not JSON: {error}.", 2)


async def _set(desk: Desk, name: str, rename: str, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        view_id = (await _find(desk, name))["id"]
    except NotFound:
        view_id = None
        arguments["p_scope"] = arguments["p_scope"] or (None if desk.user else Scope.all.value)
    row: dict[str, Any] = await desk.call(
        "save_view", p_view_id=view_id, p_name=rename or (None if view_id else name), **arguments
    )
    return row


@app.command()
def delete(view: Ref, user: As = "", as_json: Json = False) -> None:
    """Delete a view; its tickets stay."""
    gone = work(lambda desk: _delete(desk, view), user)
    if as_json:
        print_json(gone)
    else:
        console.print(f"View {plain(gone['name'])} is gone.")


async def _delete(desk: Desk, view: str) -> dict[str, Any]:
    gone: dict[str, Any] = await desk.call("delete_view", p_view_id=(await _find(desk, view))["id"])
    return gone


async def _find(desk: Desk, view: str) -> dict[str, Any]:
    rows = await desk.rows(desk.table("views").select("id, key, name, scope"))
    exact = [row for row in rows if view in (row["id"], row["key"])]
    found = exact or [row for row in rows if row["name"].lower() == view.lower()]
    if not found:
        raise NotFound(f"There is no view {view!r}, or it is somebody else's.")
    if len(found) > 1:
        ids = ", ".join(f"{row['id']} ({row['scope']})" for row in found)
        raise Conflict(f"There are {len(found)} views {view!r}: name one by its id: {ids}.")
    return found[0]
