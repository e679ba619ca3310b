"""policy: what the AI may do by itself, category by category."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli import policy_steps
from autocrm.cli.output import As, Json, age, console, plain, print_json, table
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Policies: what may be answered without a person.", no_args_is_help=True)
app.command("show")(policy_steps.show)
app.command("promote")(policy_steps.promote)
app.command("judge")(policy_steps.judge)
app.command("terms")(policy_steps.terms)
app.command("choose")(policy_steps.choose)

COLUMNS = (
    "category, mode, min_confidence, min_answerability, version, updated_at, promote, bar, earned"
)
COLOURS = {"auto": "green", "review": "yellow", "shadow": "blue", "off": "dim"}


class Mode(StrEnum):
    off = "off"
    shadow = "shadow"
    review = "review"
    auto = "auto"


@app.command("list")
def list_policies(user: As = "", as_json: Json = False) -> None:
    """Mode and thresholds of each category."""
    rows = work(_list, user)
    if as_json:
        print_json(rows)
        return
    out = table("category", "mode", "min confidence", "min answerability", "version", "age")
    for row in rows:
        out.add_row(
            plain(row["category"]), f"[{COLOURS[row['mode']]}]{row['mode']}[/]",
            f"{row['min_confidence']:.2f}", f"{row['min_answerability']:.2f}",
            str(row["version"]), age(row["updated_at"]),
        )  # fmt: skip
    console.print(out if rows else "No policies: everything waits for a person.")


async def _list(desk: Desk) -> list[dict[str, Any]]:
    return await desk.rows(desk.table("ai_policies").select(COLUMNS).order("category"))


Share = Annotated[float | None, typer.Option(min=0, max=1, help="0 to 1; kept when not given.")]


@app.command("set")
def set_policy(
    category: str,
    mode: Mode,
    min_confidence: Share = None,
    min_answerability: Share = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Change what may happen with a category. On record, as a new version of the policy."""
    row = work(
        lambda desk: desk.call(
            "set_policy", p_category=category, p_mode=mode.value,
            p_min_confidence=min_confidence, p_min_answerability=min_answerability,
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(row)
    else:
        console.print(
            f"{plain(row['category'])}: {row['mode']}, "
            f"confidence from {row['min_confidence']:.2f}, "
            f"answerability from {row['min_answerability']:.2f} (version {row['version']})",
            highlight=False,
        )
