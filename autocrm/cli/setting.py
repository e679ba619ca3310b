"""setting: list, set. What a desk may set."""

from __future__ import annotations

import json

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import work

app = typer.Typer(help="Settings of the desk.", no_args_is_help=True)

NOT_ASKED = (
    "[yellow]No customer is asked how it went:[/] there is no page for the link to lead to. Set it "
    "to the functions of your project, `autocrm setting set feedback_url "
    "https://PROJECT.supabase.co/functions/v1/feedback`, or to a page of your own."
)


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
    if not any(row["value"] for row in rows if row["key"] in ("feedback_url", "site_url")):
        console.print(NOT_ASKED, highlight=False, soft_wrap=True)


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
