"""search: tickets by words and operators."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, one_line, plain, print_json
from autocrm.cli.session import work
from autocrm.domain.ticket import PRIORITY_NAMES

Limit = Annotated[int, typer.Option(min=1, max=100, help="At most so many.")]
After = Annotated[str, typer.Option(help="Go on where a page ended: what it printed as --after.")]
Query = Annotated[
    str,
    typer.Argument(
        help='Words, "exact words", or operators: is:open assignee:me team:billing tag:refund '
        "priority:<=2 created:>=2026-01 from:a@b.example has:attachment field.order:4711 "
        "subject:lamp -tag:spam sort:newest"
    ),
]


def search(
    query: Query, limit: Limit = 25, after: After = "", user: As = "", as_json: Json = False
) -> None:
    """Search all tickets you may see; as a member in their notes too. On record, as reading is."""
    found = work(
        lambda desk: desk.call(
            "search_tickets", p_query=query, p_limit=limit, p_after=after or None
        ),
        user,
    )
    if as_json:
        print_json(found)
        return
    for ticket in found["tickets"]:
        _print(ticket)
    if not found["tickets"]:
        console.print("Nothing found.")
    print_after(found)


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
