"""Printing one decision of the ledger."""

from __future__ import annotations

from typing import Any

from autocrm.cli.output import OUTCOME_COLOURS, console, ms, one_line, plain, short_time, table
from autocrm.domain.ticket import PRIORITY_NAMES

Decision = dict[str, Any]
STAGES = {"triage": 1, "retrieve": 2, "draft": 3, "validate": 4, "total": 100}


def print_decision(decision: Decision) -> None:
    """All of it, in the order in which it came about, the outcome first."""
    ticket, outcome = decision["ticket"], decision["outcome"]
    _line(f"[bold]#{ticket['number']}  {one_line(ticket['subject'])}[/]")
    colour = OUTCOME_COLOURS.get(outcome, "default")
    _line(f"[bold {colour}]{outcome}[/]  {one_line(decision['reason'])}")
    _line(f"[dim]decided {short_time(decision['created_at'])}, decision {decision['id']}[/]")
    _print_triage(decision)
    _print_duplicates(decision["duplicates"])
    _print_evidence(decision["evidence"])
    _print_draft(decision["draft"])
    _print_checks(decision["checks"])
    _print_thresholds(decision)
    _print_model(decision)
    if decision["earlier_decisions"]:
        _line(f"\n[dim]{len(decision['earlier_decisions'])} earlier decisions: see --json.[/]")


def _line(text: str) -> None:
    console.print(text, highlight=False, soft_wrap=True)


def _head(text: str) -> None:
    _line(f"\n[bold]{text}[/]")


def _print_triage(decision: Decision) -> None:
    triage = decision["triage"]
    _head("Triage")
    scores = sorted(triage["scores"].items(), key=lambda pair: -pair[1])
    ranked = ", ".join(f"{name} {value:.2f}" for name, value in scores[:4])
    _line(f"  category    {plain(triage['category'])}, confidence {triage['confidence']:.2f}"
          + (f"   ({plain(ranked)})" if ranked else ""))  # fmt: skip
    reasons = "; ".join(triage["priority_reasons"])
    _line(
        f"  priority    {PRIORITY_NAMES[triage['priority']]}"
        + (f"   ({one_line(reasons)})" if reasons else "")
    )
    if "known" in triage:  # how much it is like what the head has seen: low is "none of these"
        _line(f"  familiar    {triage['known']:.2f}")
    _line(f"  language    {plain(triage['language'])}   ({triage['language_confidence']:.2f})")
    _line(f"  sentiment   {triage['sentiment']:+.2f}")
    if triage["flags"]:
        _line(f"  flags       [red]{plain(', '.join(triage['flags']))}[/]")
    for flag, reason in triage.get("flag_reasons", {}).items():
        _line(f"              {plain(flag)}: {one_line(reason)}")


def _print_duplicates(found: list[dict[str, Any]]) -> None:
    """Open tickets that may be the same one."""
    for other in found:
        who = ", the same customer" if other["same_customer"] else ""
        _line(f"  same as     #{other['number']} {one_line(other['subject'], 50)}"
              f"   ({other['chance']:.2f}{who})")  # fmt: skip


def _print_evidence(evidence: list[dict[str, Any]]) -> None:
    _head(f"Evidence ({len(evidence)})")
    if not evidence:
        return _line("  none was looked for, or none was found")
    out = table("  score", "cosine", "bm25", "article", "v", "heading")
    for item in evidence:
        out.add_row(
            f"  {item['score']:.2f}", f"{item['vector']:.2f}", f"{item['bm25']:.1f}",
            plain(item["slug"]), str(item["article_version"]), one_line(item["heading"], 60),
        )  # fmt: skip
    console.print(out, highlight=False)


def _print_draft(draft: dict[str, Any] | None) -> None:
    _head("Draft")
    if draft is None:
        return _line("  none was made")
    able = "answerable" if draft["answerable"] else f"not answerable: {one_line(draft['reason'])}"
    _line(f"  {able}   (answerability {draft['answerability']:.2f})")
    for sentence in draft["sentences"]:
        _line(f"  · {one_line(sentence['text'])}")
        for c in sentence["citations"]:
            _line(f"      [dim]{plain(c['slug'])}, version {c['article_version']}, "
                  f"characters {c['start']} to {c['end']}[/]")  # fmt: skip
        if not sentence["citations"]:
            _line("      [red]no source[/]")


def _print_checks(checks: list[dict[str, Any]]) -> None:
    _head("Checks")
    for check in checks:
        mark = "[green]ok  [/]" if check["passed"] else "[red]FAIL[/]"
        detail = f"   {one_line(check['detail'])}" if check["detail"] else ""
        _line(f"  {mark} {plain(check['name'])}{detail}")


def _print_thresholds(decision: Decision) -> None:
    policy = decision["policy"]
    _head("Policy")
    _line(f"  {plain(policy['category'])}: {policy['mode']}, version {policy['version']}")
    for name, value in (decision["thresholds"] or {}).items():
        _line(f"  {plain(name):<20} {value:.2f}")


def _print_model(decision: Decision) -> None:
    _head("How")
    _line(
        f"  model       {plain(decision['model'])}, embeddings {plain(decision['embedding_model'])}"
    )
    _line(f"  prompt      {plain(decision['prompt_hash'])}")
    _line(f"  tokens      {decision['tokens_in']} in, {decision['tokens_out']} out, "
          f"{float(decision['cost_usd']):.4f} USD")  # fmt: skip
    # jsonb has an order of its own; the stages come in the order in which they run
    timed = sorted(decision["timings_ms"].items(), key=lambda pair: STAGES.get(pair[0], 99))
    stages = ", ".join(f"{name} {ms(value)}" for name, value in timed)
    _line(f"  time        {plain(stages)}")
    if decision["waited_ms"] is not None:
        _line(f"  waited      {ms(decision['waited_ms'])} before it was begun")
