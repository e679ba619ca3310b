"""A question about figures: one named report, run with the rights of who asks. No SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autocrm.ai.ask_data import read_question
from autocrm.domain.copilot import LOCAL, ReportWish
from autocrm.errors import ModelFailed
from autocrm.ports import Assisting, Copilot

_LINES = 8  # that are said in words


@dataclass(frozen=True, slots=True)
class Figures:
    """`wish` None: no report tells it, and `text` says which there are. `report`: as `report`
    gives it, with lines and total."""

    text: str
    wish: ReportWish | None
    report: dict[str, Any] | None
    model: str
    note: str = ""


async def ask_data(
    copilot: Copilot | None, assisting: Assisting, question: str, now: datetime
) -> Figures:
    """`now`: a time with its zone. Raises Invalid for a period that no report covers."""
    words = await assisting.vocabulary()
    here = now.astimezone(await assisting.zone())
    local = read_question(question, words, here)
    wish, model, note = local, LOCAL, ""
    if copilot is not None:
        try:
            wish, model = await copilot.choose_report(question, words, here), "hosted"
        except ModelFailed as error:
            note = error.message
    if wish is None:
        named = ", ".join(words.reports)
        return Figures(f"No report tells that. There are: {named}.", None, None, model, note)
    report = await assisting.report(wish)
    return Figures(said(report), wish, report, model, note)


def said(report: dict[str, Any]) -> str:
    """The report's name, its period, and its figures: the total, and lines where they are few."""
    period = f"{report['from'][:10]} to {report['to'][:10]}"
    parts = [f"{report['title']}, {period}: {_figures(report, report['total'])}."]
    lines = report["lines"]
    if report["by"] and len(lines) <= _LINES:
        for line in lines:
            keys = ", ".join(_key(key, line[key]) for key in report["by"])
            parts.append(f"{keys}: {_figures(report, line)}.")
    return "\n".join(parts)


def _figures(report: dict[str, Any], line: dict[str, Any]) -> str:
    names = report.get("figures") or [k for k in line if k not in report["by"]]
    return ", ".join(
        f"{name.removesuffix('_s').replace('_', ' ')} {_said(name, line.get(name))}"
        for name in names
    )


def _key(name: str, value: Any) -> str:
    if value is None:
        return f"no {name}"
    return str(value)[:10] if name == "at" else str(value)


def _said(name: str, value: Any) -> str:
    if value is None:
        return "none"
    if name.endswith("_share"):
        return f"{float(value):.1%}"
    if name.endswith("_s"):
        seconds = float(value)
        if seconds < 3600:
            return f"{seconds / 60:.0f} min"
        return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} d"
    return f"{value:g}" if isinstance(value, int | float) else str(value)
