"""tag: list, set, rename."""

from __future__ import annotations

from typing import Annotated

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, short_time, table
from autocrm.cli.session import work

app = typer.Typer(help="Tags of tickets.", no_args_is_help=True)


@app.command("list")
def list_tags(user: As = "", as_json: Json = False) -> None:
    """All tags by name."""
    rows = work(lambda desk: desk.rows(desk.table("tags").select("*").order("key")), user)
    if as_json:
        print_json(rows)
        return
    out = table("tag", "description", "since", folded="description")
    for row in rows:
        out.add_row(plain(row["key"]), one_line(row["description"]), short_time(row["created_at"]))
    console.print(out if rows else "No tags: `autocrm ticket tag TICKET NAME` makes one.")


@app.command("set")
def set_tag(
    key: str,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make or describe a tag (admins)."""
    row = work(lambda desk: desk.call("set_tag", p_key=key, p_description=description), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['key'])}: {one_line(row['description']) or 'not described'}")


@app.command()
def rename(key: str, to: str, user: As = "", as_json: Json = False) -> None:
    """Rename a tag everywhere, or make it one with another (admins)."""
    done = work(lambda desk: desk.call("rename_tag", p_key=key, p_to=to), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"It is {plain(done['key'])} now.")
