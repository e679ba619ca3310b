"""suggestion: list, show, approve, reject, effect. Articles that wait for a person."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from autocrm.cli.files import text_of
from autocrm.cli.output import As, Json, age, console, fail, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import uuid

app = typer.Typer(help="Suggestions: articles that wait for an admin.", no_args_is_help=True)

Suggestion = Annotated[
    str, typer.Argument(metavar="SUGGESTION", help="Its id: see suggestion list.")
]
Reason = Annotated[str, typer.Option(help="Why; kept with it.")]


class State(StrEnum):
    pending = "pending"
    approved = "approved"
    rejected = "rejected"
    all = "all"


class Visibility(StrEnum):
    public = "public"
    internal = "internal"


@app.command("list")
def list_suggestions(
    state: State = State.pending,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Suggested articles of gaps you see, the latest first."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("kb_suggestions").select("*")
        if state is not State.all:
            query = query.eq("state", state.value)
        return await desk.rows(query.order("created_at", desc=True).order("id").limit(limit))

    rows = work(read, user)
    if as_json:
        print_json(rows)
        return
    out = table("suggestion", "lang", "state", "age", "title", folded="title", whole="suggestion")
    for row in rows:
        out.add_row(row["id"], row["language"], row["state"], age(row["created_at"]),
                    one_line(row["title"], 80))  # fmt: skip
    console.print(out if rows else "No suggestions.")


@app.command()
def show(suggestion: Suggestion, user: As = "", as_json: Json = False) -> None:
    """The article as it would be."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        query = (
            desk.table("kb_suggestions").select("*, knowledge_base(slug)").eq("id", _id(suggestion))
        )
        return await desk.rows(query.limit(1))

    rows = work(read, user)
    if not rows:
        fail("There is no such suggestion on your tickets.")
    [row] = rows
    if as_json:
        print_json(row)
        return
    console.print(f"{plain(row['title'])} ({row['state']})", highlight=False)
    if row["reason"]:
        console.print(f"Because: {plain(row['reason'])}", highlight=False)
    if row["knowledge_base"]:
        slug, version = plain(row["knowledge_base"]["slug"]), row["article_version"]
        console.print(f"Article: {slug}, version {version}", highlight=False)
    console.print(f"\n{plain(row['content'])}", highlight=False)


@app.command()
def approve(
    suggestion: Suggestion,
    title: Annotated[str, typer.Option(help="In place of what is suggested.")] = "",
    content: Annotated[
        str,
        typer.Option(metavar="FILE", help="Markdown in place of what is suggested; - is stdin."),
    ] = "",
    slug: Annotated[
        str, typer.Option(help="Of the article; one that is there gets its next version.")
    ] = "",
    visibility: Visibility = Visibility.public,
    reason: Reason = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make it an article. It answers once it is embedded, in seconds."""
    given: dict[str, Any] = {
        "p_title": title,
        "p_slug": slug,
        "p_content": text_of(content) if content else "",
    }
    given = {key: value for key, value in given.items() if value}
    said = work(
        lambda desk: desk.call(
            "approve_suggestion", p_suggestion_id=_id(suggestion), p_visibility=visibility.value,
            p_reason=reason, **given,
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(said)
    else:
        console.print(f"Article {plain(said['slug'])}, version {said['version']}.", highlight=False)


@app.command()
def reject(
    suggestion: Suggestion,
    reason: Annotated[str, typer.Option(help="Why; kept with it.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Throw it away, and its gap with it."""
    said = work(
        lambda desk: desk.call(
            "reject_suggestion", p_suggestion_id=_id(suggestion), p_reason=reason
        ),
        user,
    )
    if as_json:
        print_json(said)
    else:
        console.print("Rejected.")


@app.command()
def effect(
    suggestion: Suggestion,
    days: Annotated[int, typer.Option(min=1, max=365, help="Before and after.")] = 30,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Tickets like its gap's before it was approved, and after."""
    said = work(
        lambda desk: desk.call("suggestion_effect", p_suggestion_id=_id(suggestion), p_days=days),
        user,
    )
    if as_json:
        print_json(said)
        return
    out = table("", "tickets", "answered", "sent by itself", "reopened")
    for when in ("before", "after"):
        row = said[when]
        shares = (_share(row[key]) for key in ("answered", "sent", "reopened"))
        out.add_row(when, str(row["tickets"]), *shares)
    console.print(out)


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f} %"


def _id(suggestion: str) -> str:
    return uuid(suggestion, "a suggestion's id")
