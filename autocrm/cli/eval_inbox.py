"""eval run inbox: what the desk decided on each mail, against what it should have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autocrm.cli.output import console, one_line, plain, table
from autocrm.cli.session import Desk, work
from autocrm.evals.figures import Figure, share
from autocrm.usecases.evaluate import (
    CATEGORY_AIM,
    HELD_OUT_FROM,
    Decided,
    Report,
    Sentence,
    evaluate,
)
from autocrm.usecases.expectations import Expectation, read_expectations

BATCH = 50  # provider ids a request: they stand in its address
DECISION = "interaction_id, category, language, priority, outcome, reason, draft, created_at"


def inbox_report(folder: Path) -> Report:
    """The recorded decisions on the mails (*.eml) of a folder against *.toml beside them."""
    expected = read_expectations(folder)
    return evaluate(expected, work(lambda desk: _decided(desk, folder, expected)))


def inbox_figures(report: Report) -> list[Figure]:
    """The report as figures; `missing` mails have no decision and count as nothing else."""
    everything, never = report.all, report.all.must_not_answer
    shares = ("category", "language", "priority", "outcome")
    answered, right = everything.automatic["answered"], everything.automatic["right"]
    return [
        *(share(n, getattr(everything, n).right, getattr(everything, n).of) for n in shares),
        share("answered_rightly", right, answered),
        share("answered_of_answerable", right, everything.could_be_answered),
        share("must_not_answer_answered", never["answered"], never["of"]),
        share("without_decision", len(report.missing), everything.mails),
    ]


async def _decided(desk: Desk, folder: Path, expected: list[Expectation]) -> dict[str, Decided]:
    """The latest decision on each file, through the provider's id of the mail."""
    from autocrm.adapters.mail.parse import parse_mail

    by_provider = {parse_mail((folder / e.file).read_bytes()).provider_id: e.file for e in expected}
    interactions = await _interactions(desk, list(by_provider))
    decisions = await _decisions(desk, list(interactions.values()))
    texts = await _versions(desk, decisions.values())
    return {
        by_provider[provider]: _to_decided(decisions[interaction], texts)
        for provider, interaction in interactions.items()
        if interaction in decisions
    }


async def _interactions(desk: Desk, providers: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in _batches(providers):
        rows = await desk.rows(
            desk.table("inbound_events").select("provider_id, interaction_id")
            .eq("channel", "email").in_("provider_id", batch)
        )  # fmt: skip
        found.update({r["provider_id"]: r["interaction_id"] for r in rows if r["interaction_id"]})
    return found


async def _decisions(desk: Desk, interactions: list[str]) -> dict[str, dict[str, Any]]:
    """The newest of each: the rows come oldest first, so that the last one stays."""
    found: dict[str, dict[str, Any]] = {}
    for batch in _batches(interactions):
        rows = await desk.rows(
            desk.table("ai_decisions").select(DECISION)
            .in_("interaction_id", batch).order("created_at").order("id")
        )  # fmt: skip
        found.update({row["interaction_id"]: row for row in rows})
    return found


async def _versions(desk: Desk, decisions: Any) -> dict[tuple[str, int], str]:
    """Text of each cited version of an article."""
    cited = {
        (c["article_id"], c["article_version"])
        for d in decisions for s in _sentences(d) for c in s["citations"]
    }  # fmt: skip
    found: dict[tuple[str, int], str] = {}
    for batch in _batches(sorted({article for article, _ in cited})):
        rows = await desk.rows(
            desk.table("knowledge_versions").select("article_id, version, content")
            .in_("article_id", batch)
        )  # fmt: skip
        found.update({(r["article_id"], r["version"]): r["content"] for r in rows})
    return {key: text for key, text in found.items() if key in cited}


def _batches(items: list[str]) -> list[list[str]]:
    return [items[n : n + BATCH] for n in range(0, len(items), BATCH)]


def _sentences(decision: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (decision["draft"] or {}).get("sentences", [])
    return found


def _to_decided(row: dict[str, Any], texts: dict[tuple[str, int], str]) -> Decided:
    return Decided(
        category=row["category"],
        language=row["language"],
        priority=row["priority"],
        outcome=row["outcome"],
        reason=row["reason"],
        text=(row["draft"] or {}).get("text", ""),
        sentences=tuple(
            Sentence(
                s["text"],
                tuple(
                    (c["slug"], texts.get((c["article_id"], c["article_version"]), ""))
                    for c in s["citations"]
                ),
            )
            for s in _sentences(row)
        ),
    )


def print_inbox(report: Report, folder: Path) -> None:
    if report.missing:
        console.print(
            f"[yellow]{len(report.missing)} mails have no decision yet[/]: "
            f"{plain(', '.join(report.missing[:5]))}{' …' if len(report.missing) > 5 else ''}\n"
            f"Receive them: autocrm mail receive {plain(folder)}/*.eml",
            highlight=False, soft_wrap=True,
        )  # fmt: skip
    console.print(_figures_table(report), highlight=False)
    for failure in report.failures:
        console.print(
            f"[yellow]{plain(failure.file)}[/]: {failure.what}: expected "
            f"{plain(failure.expected)}, got {one_line(failure.got)}  "
            f"[dim]({one_line(failure.reason)})[/]",
            highlight=False, soft_wrap=True,
        )  # fmt: skip
    verdict = "[green]passed[/]" if report.passed else "[red]not passed[/]"
    console.print(
        f"{verdict}: aims are category {CATEGORY_AIM:.0%}, no wrong automatic answer, "
        "nothing answered that must not be", highlight=False,
    )  # fmt: skip


def _figures_table(report: Report) -> Any:
    out = table("", "all", f"held out (from {HELD_OUT_FROM})")
    parts = report.all, report.held_out
    out.add_row("mails", *(str(p.mails) for p in parts))
    for name in ("category", "language", "priority", "outcome"):
        out.add_row(f"{name} right", *(_percent(getattr(p, name).as_dict()) for p in parts))
    out.add_row("answered by itself", *(str(p.automatic["answered"]) for p in parts))
    out.add_row("  of these wrong", *(str(p.automatic["wrong"]) for p in parts))
    out.add_row("  right, of answerable",
                *(_share(p.automatic["share_of_answerable"]) for p in parts))  # fmt: skip
    never = [p.must_not_answer for p in parts]
    out.add_row("must not be answered, but was", *(f"{n['answered']} of {n['of']}" for n in never))
    return out


def _percent(share: dict[str, Any]) -> str:
    return f"{share['right']} of {share['of']}  {_share(share['share'])}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"
