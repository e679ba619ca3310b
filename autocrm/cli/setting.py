"""setting: list, set. What a desk may set."""

from __future__ import annotations

import json

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import work

app = typer.Typer(help="Settings of the desk.", no_args_is_help=True)


@app.command("list")
def list_settings(user: As = "", as_json: Json = False) -> None:
    """All settings by name."""
    rows = work(lambda desk: desk.rows(desk.table("settings").select("*").order("key")), user)
    if as_json:
        print_json(rows)
        return
    out = table("setting", "value", "what it does", folded="what it does")
    for row in rows:
        value = one_line(json.dumps(row["value"], ensure_ascii=False), 40)
        out.add_row(plain(row["key"]), value, one_line(row["description"]))
    console.print(out)


@app.command("set")
def set_setting(key: str, value: str, user: As = "", as_json: Json = False) -> None:
    """Change a setting (admins): a number, true, false, a text, or JSON."""
    try:
        given = json.loads(value)
    except ValueError:
        given = value
    row = work(lambda desk: desk.call("set_setting", p_key=key, p_value=given), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['key'])} is {one_line(json.dumps(row['value']))}.")
