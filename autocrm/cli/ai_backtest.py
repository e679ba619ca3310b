"""ai backtest: what a candidate would have done with history, against what people did."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autocrm.cli.output import (
    Json,
    console,
    one_line,
    parse_time,
    plain,
    print_json,
    progress_done,
    progress_line,
    table,
)  # fmt: skip

if TYPE_CHECKING:
    from autocrm.usecases.backtest import Backtest, Case

_LIMIT = 1000
_SHOWN = 20  # changed cases; all of them are in --json


def backtest(
    policy: Annotated[Path, typer.Option(metavar="FILE", help="The candidate, a TOML file.")],
    since: Annotated[datetime, typer.Option(parser=parse_time, metavar="DATE", help="From when.")],
    limit: Annotated[int, typer.Option(min=1, help="The latest so many decisions.")] = _LIMIT,
    gate: Annotated[
        bool, typer.Option(help="Return 1 when the candidate is worse than what happened.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Run a candidate over history without touching it: agreement with people, coverage, cost.

    FILE may change [policies.CATEGORY] (mode, min_confidence, min_answerability; "*" for all),
    [head] (version or folder), [knowledge] (folder), [model] (name), [prompts] (triage, draft).
    Worse is what more cases lost than won by more than chance explains (95 %), in agreement or
    in coverage. A hosted model's calls count against the day's budget.
    """
    import asyncio

    name, found = asyncio.run(_backtest(policy, since, limit))
    report = _report(name, found)
    if as_json:
        print_json(report)
    else:
        _print(report)
    if gate and (found.worse or found.failed):
        raise typer.Exit(1)


async def _backtest(path: Path, since: datetime, limit: int) -> tuple[str, Backtest]:
    from autocrm.adapters.supabase.ledger import SupabaseLedger
    from autocrm.bootstrap import open_app
    from autocrm.evals.candidate import read_candidate, services_with
    from autocrm.settings import load
    from autocrm.usecases.backtest import backtest as run

    candidate = read_candidate(path)
    async with open_app(load()) as app:
        ledger = SupabaseLedger(app.client)
        from_then = since if since.tzinfo else since.replace(tzinfo=UTC)
        history = await ledger.judged(from_then, limit)
        services = await services_with(app, ledger, candidate)
        found = await run(
            services, history, lambda done: progress_line(f"Decisions: {done} of {len(history)}")
        )
        progress_done()
        return candidate.name, found


def _report(name: str, found: Backtest) -> dict[str, Any]:
    from autocrm.evals.figures import share

    measures = []
    for one in found.compared():
        measures.append({
            **asdict(one), "worse": one.worse,
            "figures": [
                share(f"{one.measure}_{when}", hits, one.n).as_dict()
                for when, hits in (("before", one.before), ("after", one.after))
            ],
        })  # fmt: skip
    changed = [case for case in found.cases if case.changed]
    return {
        "candidate": name,
        "cases": len(found.cases),
        "measures": measures,
        "cost_usd": {
            "before": sum(case.before.cost_usd for case in found.cases),
            "after": sum(case.after.cost_usd for case in found.cases),
        },
        "worse": found.worse,
        "changed": [_case(case) for case in changed],
        "failed": [{"decision_id": key, "reason": reason} for key, reason in found.failed],
    }


def _case(case: Case) -> dict[str, Any]:
    right = {name: {"before": b, "after": a} for name, (b, a) in case.right.items()}
    return {
        "decision_id": case.decision_id,
        "ticket_id": case.ticket_id,
        "before": asdict(case.before),
        "after": asdict(case.after),
        "right": right,
    }


def _print(report: dict[str, Any]) -> None:
    console.print(f"[bold]{plain(report['candidate'])}[/] over {report['cases']} decisions")
    out = table("", "before", "after", "n", "lost", "won", "")
    for one in report["measures"]:
        out.add_row(
            one["measure"], *(_share(figure) for figure in one["figures"]),
            str(one["n"]), str(one["lost"]), str(one["won"]),
            "[red]worse[/]" if one["worse"] else "",
        )  # fmt: skip
    console.print(out, highlight=False)
    cost = report["cost_usd"]
    console.print(
        f"cost {cost['before']:.4f} USD before, {cost['after']:.4f} after", highlight=False
    )
    console.print(f"{len(report['changed'])} cases changed", highlight=False)
    for case in report["changed"][:_SHOWN]:
        _print_case(case)
    for failed in report["failed"][:_SHOWN]:
        console.print(f"[red]failed[/] {failed['decision_id']}: {one_line(failed['reason'])}")


def _print_case(case: dict[str, Any]) -> None:
    before, after = case["before"], case["after"]
    console.print(f"  [dim]{case['decision_id']}[/]", highlight=False)
    for name in ("category", "outcome", "said"):
        if before[name] != after[name]:
            console.print(
                f"    {name:<9} {one_line(before[name], 80) or 'nothing'}"
                f"  [dim]now[/]  {one_line(after[name], 80) or 'nothing'}",
                highlight=False,
            )
    if before["outcome"] != after["outcome"]:
        console.print(f"    [dim]{one_line(after['reason'], 160)}[/]", highlight=False)


def _share(figure: dict[str, Any]) -> str:
    if not figure["n"]:
        return "none judged"
    return f"{figure['value']:.1%} ({figure['low']:.1%} to {figure['high']:.1%})"
