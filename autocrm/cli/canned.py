"""canned: list, search, set, use, delete. Texts that a shortcut stands for."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket
from autocrm.errors import Conflict, NotFound

app = typer.Typer(
    help="Canned answers: texts with variables that a shortcut (/refund) stands for.",
    no_args_is_help=True,
)

Shortcut = Annotated[str, typer.Argument(metavar="SHORTCUT", help="Like /refund.")]
Language = Annotated[str, typer.Option(help="Two letters, like en.")]
Limit = Annotated[int, typer.Option(min=1, max=200, help="At most so many.")]


@app.command("list")
def list_answers(
    language: Language = "", limit: Limit = 100, user: As = "", as_json: Json = False
) -> None:
    """The canned answers you may use, the most used first."""
    _print(work(lambda desk: _search(desk, "", language, limit), user), as_json)


@app.command()
def search(
    query: str, language: Language = "", limit: Limit = 20, user: As = "", as_json: Json = False
) -> None:
    """Those with all of these words, best first."""
    _print(work(lambda desk: _search(desk, query, language, limit), user), as_json)


async def _search(desk: Desk, query: str, language: str, limit: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await desk.call(
        "search_canned_answers", p_query=query, p_language=language or None, p_limit=limit
    )
    return rows


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    out = table("shortcut", "lang", "for", "title", "text", "used", folded="text")
    for row in rows:
        out.add_row(
            plain(row["shortcut"]), row["language"], row["scope"], one_line(row["title"], 40),
            one_line(row["text"], 160), str(row["uses"]),
        )  # fmt: skip
    console.print(out if rows else "None: `autocrm canned set /SHORTCUT --text …` makes one.")


@app.command("set")
def set_answer(
    shortcut: Shortcut,
    words: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="The text.")] = None,
    text: Annotated[str, typer.Option(help="The same; read from stdin when not given.")] = "",
    language: Language = "en",
    title: Annotated[str | None, typer.Option(help="What it is about.")] = None,
    scope: Annotated[str, typer.Option(help="For whom: own, team or all.")] = "",
    team: Annotated[str, typer.Option(help="A team's key, for one of the team's.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Make or change what a shortcut stands for. The secret key makes them for all."""
    from autocrm.cli.ticket import text_or_stdin

    said = text_or_stdin(text or " ".join(words or []))
    row = work(
        lambda desk: desk.call(
            "save_canned_answer", p_shortcut=shortcut, p_text=said, p_language=language,
            p_title=title, p_scope=scope or (None if user or team else "all"), p_team=team or None,
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['shortcut'])} in {row['language']}, for {row['scope']}.")


@app.command()
def use(
    shortcut: Shortcut,
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")],
    language: Language = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """The text with a ticket's values, in its language."""
    done = work(lambda desk: _use(desk, shortcut, ticket, language), user)
    if as_json:
        print_json(done)
    else:
        console.print(plain(done["text"]), highlight=False, soft_wrap=True)


async def _use(desk: Desk, shortcut: str, ref: str, language: str) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    done: dict[str, Any] = await desk.call(
        "use_canned_answer", p_shortcut=shortcut, p_ticket_id=found["id"],
        p_language=language or None,
    )  # fmt: skip
    return done


@app.command()
def delete(
    shortcut: Annotated[str, typer.Argument(metavar="SHORTCUT|ID", help="Like /refund.")],
    language: Language = "en",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Delete a canned answer in a language."""
    done = work(lambda desk: _delete(desk, shortcut, language), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"{plain(done['shortcut'])} in {done['language']} is gone.")


async def _delete(desk: Desk, ref: str, language: str) -> dict[str, Any]:
    rows = await desk.rows(desk.table("canned_answers").select("id, shortcut, language, scope"))
    name = "/" + ref.lstrip("/").lower()
    found = [r for r in rows if r["id"] == ref.lower()] or [
        r for r in rows if (r["shortcut"], r["language"]) == (name, language)
    ]
    if not found:
        raise NotFound(f"There is no {name} in {language}: see `autocrm canned list`.")
    if len(found) > 1:
        ids = ", ".join(f"{r['id']} ({r['scope']})" for r in found)
        raise Conflict(f"There are several: name one by its id, {ids}.")
    done: dict[str, Any] = await desk.call("delete_canned_answer", p_answer_id=found[0]["id"])
    return done
