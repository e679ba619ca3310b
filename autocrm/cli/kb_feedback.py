"""kb feedback: what readers of the help centre say of articles."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import (
    As,
    Json,
    age,
    console,
    one_line,
    plain,
    print_json,
    short_time,
    table,
)
from autocrm.cli.session import Desk, work
from autocrm.errors import NotFound

SAID = "at, article_version, helpful, comment"


def feedback(
    slug: Annotated[
        str, typer.Argument(metavar="[ARTICLE]", help="Its slug: what was said of this one.")
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="Of so many days.")] = 365,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many words.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """How many readers an article has helped, those it helped least first; or what they say."""
    if slug:
        _print_said(work(lambda desk: _said(desk, slug, limit), user), as_json)
        return
    rows = work(lambda desk: desk.call("article_ratings", p_days=days), user)
    if as_json:
        print_json(rows)
        return
    out = table("article", "helped", "did not", "comments", "last", whole="article")
    for row in rows:
        out.add_row(
            plain(row["slug"]), str(row["helpful"]), str(row["unhelpful"]),
            str(row["comments"]), age(row["latest"]),
        )  # fmt: skip
    console.print(out if rows else "No reader has said anything yet.")


async def _said(desk: Desk, slug: str, limit: int) -> list[dict[str, Any]]:
    found = await desk.rows(desk.table("knowledge_base").select("id").eq("slug", slug))
    if not found:
        raise NotFound(f"There is no article {slug!r} here: see `autocrm kb list`.")
    query = desk.table("article_feedback").select(SAID).eq("article_id", found[0]["id"])
    return await desk.rows(query.order("at", desc=True).order("id").limit(limit))


def _print_said(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    out = table("when", "version", "helped", "comment", folded="comment")
    for row in rows:
        out.add_row(
            short_time(row["at"]), str(row["article_version"]),
            "yes" if row["helpful"] else "[yellow]no[/]", one_line(row["comment"], 300),
        )  # fmt: skip
    console.print(out if rows else "No reader has said anything of it yet.")
