"""search: tickets by words and operators."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, one_line, plain, print_json, print_place
from autocrm.cli.session import Desk, work
from autocrm.domain.ticket import PRIORITY_NAMES
from autocrm.errors import Invalid

Limit = Annotated[int, typer.Option(min=1, max=100, help="At most so many.")]
After = Annotated[str, typer.Option(help="Go on where a page ended: what it printed as --after.")]
Query = Annotated[
    list[str],
    typer.Argument(
        metavar="QUERY",
        help='Words, "exact words", or operators: is:open assignee:me team:billing tag:refund '
        "priority:<=2 created:>=2026-01 from:a@b.example has:attachment field.order:4711 "
        "subject:lamp -tag:spam sort:newest. Times: today, last-week, 7d, 2026-01, 2026-01-31.",
    ),
]


def search(
    query: Query, limit: Limit = 25, after: After = "", user: As = "", as_json: Json = False
) -> None:
    """Search all tickets you may see; as a member in their notes too. On record, as reading is."""
    text = joined(query)
    try:
        found = work(lambda desk: _search(desk, text, limit, after), user)
    except Invalid as error:
        raise shown(error, text) from error
    if as_json:
        print_json(found)
        return
    for ticket in found["tickets"]:
        _print(ticket)
    if not found["tickets"]:
        console.print("Nothing found.")
    print_after(found)


async def _search(desk: Desk, text: str, limit: int, after: str) -> dict[str, Any]:
    """A page. A number alone is also the ticket of that number, which then comes first."""
    found: dict[str, Any] = await desk.call(
        "search_tickets", p_query=text, p_limit=limit, p_after=after or None
    )
    if re.fullmatch(r"\d{1,18}", text.strip()) and not after:
        named = await desk.call("search_tickets", p_query=f"#{text.strip()}")
        ids = {ticket["id"] for ticket in named["tickets"]}
        others = [ticket for ticket in found["tickets"] if ticket["id"] not in ids]
        found["tickets"] = [*named["tickets"], *others]
    return found


def joined(words: list[str]) -> str:
    """One query of several arguments; "exact words" come without their quotes from a shell.

    Raises BadParameter for a word that was meant as an option.
    """
    for word in words:
        if word.startswith("--"):
            raise typer.BadParameter(f"there is no option {word}.")
    if len(words) == 1:
        return words[0]
    return " ".join(
        f'"{w}"' if re.search(r"\s", w) and not set(w) & set('":') else w for w in words
    )


def shown(error: Invalid, query: str) -> Invalid:
    """The error in the command line's words, after showing where in the query the fault is."""
    if place := re.search(r"\(at character (\d+)\)", error.message):
        print_place(query, int(place[1]))
    return Invalid(error.message.replace("p_after", "--after"))


def print_after(page: dict[str, Any]) -> None:
    """How to see the next page, if there is one."""
    if page["after"]:
        console.print(f"\n[dim]More: --after {page['after']}[/]", soft_wrap=True, highlight=False)


def _print(ticket: dict[str, Any]) -> None:
    subject = _marked(ticket.get("subject_parts")) or one_line(ticket["subject"], 100)
    facts = [
        ticket["status"],
        PRIORITY_NAMES[ticket["priority"]],
        one_line((ticket["customer"] or {}).get("email"), 40),
        age(ticket["created_at"]),
    ]
    console.print(
        f"[bold]#{ticket['number']}[/] {subject}  [dim]{'  '.join(filter(None, facts))}[/]",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
    if snippet := ticket.get("snippet"):
        kind = "note" if snippet["kind"] == "note" else snippet["author"]
        console.print(
            f"    [dim]{kind}:[/] {_marked(snippet['parts'])}", highlight=False, soft_wrap=True
        )


def _marked(parts: list[dict[str, Any]] | None) -> str:
    """Pieces of a text in one line, the hits in bold."""
    shown = []
    for part in parts or []:
        text = plain(" ".join(f"|{part['text']}|".split())[1:-1])
        shown.append(f"[bold yellow]{text}[/]" if part["hit"] else text)
    return "".join(shown)
