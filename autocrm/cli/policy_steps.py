"""policy show, promote, judge, terms, choose: what the AI has earned, and its next step."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, plain, print_json
from autocrm.cli.session import Desk, work
from autocrm.errors import Conflict

Category = Annotated[str, typer.Argument(metavar="CATEGORY")]
_LEAST = 20  # judged decisions from which a threshold is chosen
_MOST = 5000  # of the latest decisions


class Promote(StrEnum):
    hand = "hand"
    itself = "itself"


def show(category: Category, user: As = "", as_json: Json = False) -> None:
    """Agreement of people with the AI in a category, its bounds, and what is missing."""
    row = work(lambda desk: desk.call("policy_agreement", p_category=category), user)
    print_json(row) if as_json else _print(row)


def promote(category: Category, user: As = "", as_json: Json = False) -> None:
    """One step up (shadow, review, auto), once the lower bound clears the bar."""
    row = work(lambda desk: desk.call("promote_policy", p_category=category), user)
    print_json(row) if as_json else _print(row)


def terms(
    category: Category,
    promote: Annotated[Promote | None, typer.Option(help="Who moves it up.")] = None,
    bar: Annotated[
        float | None, typer.Option(min=0.01, max=0.99, help="What the lower bound must clear.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Whether a policy moves up by hand or by itself, and at which agreement."""
    row = work(
        lambda desk: desk.call(
            "set_promotion", p_category=category, p_promote=promote and promote.value, p_bar=bar
        ),
        user,
    )
    if as_json:
        print_json(row)
    else:
        console.print(
            f"{plain(row['category'])} moves up by {row['promote']}, at {row['bar']:.0%}.",
            highlight=False,
        )


def judge(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its id: see ai explain.")],
    right: Annotated[bool, typer.Option("--right/--wrong", help="Was the answer right?")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Say whether an answer was right, also one that has left by itself. It counts at once."""
    said = work(
        lambda desk: desk.call("judge_decision", p_decision_id=decision, p_right=right), user
    )
    if as_json:
        print_json(said)
    else:
        counts = "counts" if said["counts"] else "does not count: it could not have left by itself"
        console.print(f"Noted; it {counts}.", highlight=False)


def choose(
    category: Category,
    promise: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Share of wrong answers at most.")
    ] = 0.05,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The lowest confidence at which at most so many answers are wrong, from people's judgements.

    By Clopper and Pearson's bound, wrong with a chance of 5 %. Nothing is changed: set it with
    `autocrm policy set`. Returns 1 when no threshold keeps the promise.
    """
    found = work(lambda desk: _choose(desk, category, promise), user)
    if as_json:
        print_json(found)
    else:
        _print_chosen(found)
    if found["min_confidence"] is None:
        raise typer.Exit(1)


async def _choose(desk: Desk, category: str, promise: float) -> dict[str, Any]:
    import math

    import numpy as np

    from autocrm.ai.promise import threshold, upper_bound

    rows = await desk.rows(
        desk.table("ai_agreements").select("agreed, ai_decisions(confidence)")
        .eq("category", category).order("at", desc=True).order("decision_id").limit(_MOST)
    )  # fmt: skip
    if len(rows) < _LEAST:
        raise Conflict(
            f"{len(rows)} answers for {category} are judged: {_LEAST} are needed to choose from."
        )
    sure = np.array([row["ai_decisions"]["confidence"] for row in rows])
    right = np.array([row["agreed"] for row in rows])
    edge = threshold(sure, right, promise)
    taken = sure >= edge
    errors = int((~right[taken]).sum())
    return {
        "category": category,
        "promise": promise,
        "n": len(rows),
        "min_confidence": edge if math.isfinite(edge) else None,
        "coverage": float(taken.mean()),
        "errors": errors,
        "bound": upper_bound(errors, int(taken.sum())) if taken.any() else None,
    }


def _print_chosen(found: dict[str, Any]) -> None:
    if found["min_confidence"] is None:
        console.print(
            f"No threshold keeps {found['promise']:.1%} with {found['n']} judged answers.",
            highlight=False,
        )
        return
    console.print(
        f"confidence from {found['min_confidence']:.4f}: {found['coverage']:.0%} of {found['n']} "
        f"judged answers, {found['errors']} wrong, at most {found['bound']:.1%} behind them",
        highlight=False,
    )


def _print(row: dict[str, Any]) -> None:
    def line(text: str) -> None:
        console.print(text, highlight=False)

    line(f"[bold]{plain(row['category'])}[/]  {row['mode']}, version {row['version']}")
    line(f"  confidence from {row['min_confidence']:.2f}, answerability from "
         f"{row['min_answerability']:.2f}")  # fmt: skip
    if row["n"]:
        line(f"  agreement   {row['share']:.1%} ({row['low']:.1%} to {row['high']:.1%}), "
             f"{row['agreed']} of {row['n']}")  # fmt: skip
    else:
        line("  agreement   nobody has judged an answer yet")
    line(f"  bar         {row['bar']:.0%}, moves up by {row['promote']}"
         + (", earned" if row["earned"] else ""))  # fmt: skip
    if row["next"] is None:
        return
    missing = row["missing"]
    line(
        f"  next        {row['next']}: " + ("the bar is cleared" if not missing
        else f"{missing if missing < 512 else 'more than 500'} more that agree, one after another")
    )  # fmt: skip
