"""ai: explain a decision from the ledger; train the triage head."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from autocrm.cli import ai_backtest, ai_models, ai_replay
from autocrm.cli.explain import print_decision
from autocrm.cli.output import As, Json, console, print_json, progress_line
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.errors import NotFound

app = typer.Typer(help="The AI: why it decided so, and what it has learned.", no_args_is_help=True)
app.command()(ai_replay.replay)
app.command()(ai_backtest.backtest)
app.command()(ai_models.models)
app.command()(ai_models.use)


@app.command()
def explain(
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """The latest decision on a ticket, whole: triage, evidence, draft, checks, thresholds, cost."""
    decision = work(lambda desk: _decision(desk, ticket), user)
    if as_json:
        print_json(decision)
    else:
        print_decision(decision)


async def _decision(desk: Desk, ref: str) -> dict[str, Any]:
    """The ledger's row, with {"ticket", "earlier_decisions", "duplicates"}."""
    found = await find_ticket(desk, ref)
    rows = await desk.rows(
        desk.table("ai_decisions").select("*").eq("ticket_id", found["id"])
        .order("created_at", desc=True).order("id").limit(100)
    )  # fmt: skip
    if not rows:
        raise NotFound(
            f"Nothing is decided on ticket #{found['number']} yet: see `autocrm job list`, or sign "
            "in as a member."
        )
    earlier = [{k: row[k] for k in ("id", "outcome", "reason", "created_at")} for row in rows[1:]]
    duplicates = await desk.call("duplicate_candidates", p_ticket_id=found["id"])
    return {
        "ticket": found, **rows[0], "earlier_decisions": earlier, "duplicates": duplicates
    }  # fmt: skip


@app.command()
def train(
    folder: Annotated[
        Path, typer.Option(help="The categories (*.toml) with their examples.")
    ] = Path("seeds") / "categories",
    as_json: Json = False,
) -> None:
    """Train the local triage head on the examples and on people's labels; use it from now on."""
    import asyncio

    metrics = asyncio.run(_train(folder))
    if as_json:
        print_json(metrics)
        return
    for name, value in metrics.items():
        if isinstance(value, dict):  # by language
            said = ", ".join(f"{language} {number:.4g}" for language, number in value.items())
            console.print(f"  {name.replace('_', ' '):<20} {said}", highlight=False)
    console.print("The head is in use.")


async def _train(folder: Path) -> dict[str, Any]:
    from autocrm.bootstrap import open_app
    from autocrm.settings import load
    from autocrm.usecases.train_triage import read_categories, train_triage

    categories = read_categories(folder)
    async with open_app(load()) as app:
        progress_line(f"Training on {sum(len(c.examples) for c in categories)} examples")
        house = app.services
        return await train_triage(
            house.policies, house.knowledge, app.local_embedder, categories, house.learning
        )
