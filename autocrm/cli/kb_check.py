"""kb check: articles that contradict each other, and those that have gone stale."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, plain, print_json, table
from autocrm.cli.session import Desk, work

_PAGE = 500
FAULTS = {"number": "another number", "not": "a “not” more", "word": "the opposite"}


def check(
    days: Annotated[int, typer.Option(min=1, max=1000, help="Corrections of so many.")] = 180,
    old_days: Annotated[int, typer.Option(min=1, help="From when an article is old.")] = 365,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Articles that say different things of the same, and those that people correct often."""
    from autocrm.ai.contradict import contradictions

    async def read(desk: Desk) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        stale = await desk.call("stale_articles", p_days=days, p_old_days=old_days)
        return await _articles(desk), stale

    articles, stale = work(read, user)
    found = contradictions([_text(row) for row in articles])
    if as_json:
        print_json({"contradictions": [asdict(one) for one in found], "stale": stale})
        return
    for one in found:
        console.print(
            f"{plain(one.slug)} and {plain(one.other)}: {FAULTS[one.fault]}", highlight=False
        )
        console.print(f"  {plain(one.said)}\n  {plain(one.other_said)}\n", highlight=False)
    if stale:
        out = table("article", "why", "cited", "changed", "reopened", "age")
        for row in stale:
            out.add_row(
                plain(row["slug"]), row["why"], str(row["cited"]), str(row["changed"]),
                str(row["reopened"]), age(row["updated_at"]),
            )  # fmt: skip
        console.print(out)
    if not found and not stale:
        console.print(f"{len(articles)} articles, nothing to say of them.")


async def _articles(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        query = desk.table("knowledge_base").select("slug, title, content, language")
        query = query.eq("status", "published").order("slug")
        rows = await desk.rows(query.range(len(found), len(found) + _PAGE - 1))
        found += rows
        if len(rows) < _PAGE:
            return found


def _text(row: dict[str, Any]) -> Any:
    from autocrm.ai.contradict import Text

    return Text(row["slug"], row["title"], row["content"], row["language"])
