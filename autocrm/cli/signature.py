"""signature: show, set. What stands below an answer: a member's own, then the team's."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Signatures below answers.", no_args_is_help=True)


@app.command()
def show(user: As = "", as_json: Json = False) -> None:
    """The signatures of the teams and of the members."""
    rows = work(_show, user)
    if as_json:
        print_json(rows)
        return
    out = table("of", "signature", folded="signature")
    for row in rows:
        out.add_row(plain(row["of"]), plain(row["signature"]))
    console.print(out if rows else "Nobody has a signature.")


async def _show(desk: Desk) -> list[dict[str, Any]]:
    teams = await desk.rows(desk.table("teams").select("key, signature").neq("signature", ""))
    members = await desk.rows(desk.table("members").select("email, signature").neq("signature", ""))
    return [
        *({"of": row["key"], "signature": row["signature"]} for row in teams),
        *({"of": row["email"], "signature": row["signature"]} for row in members),
    ]


@app.command("set")
def set_signature(
    text: Annotated[str, typer.Argument(help='The text; - is stdin, "" for none.')],
    team: Annotated[str, typer.Option(help="A team's key (admins); else it is your own.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Change your signature, or a team's."""
    words = sys.stdin.read() if text == "-" else text
    done = work(lambda desk: _set(desk, words, team), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"{plain(done['of'])}: {one_line(done['signature']) or 'no signature'}")


async def _set(desk: Desk, text: str, team: str) -> dict[str, Any]:
    if team:
        done = await desk.call("set_team_signature", p_team=team, p_signature=text)
        return {"of": done["team"], "signature": done["signature"]}
    member = await desk.call("set_profile", p_signature=text)
    return {"of": member["email"], "signature": member["signature"]}
