"""assist: summarise, ask, similar, rewrite, translate, data. The agents' copilot."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket

app = typer.Typer(help="The agents' copilot. Nothing is sent or changed.", no_args_is_help=True)

Ref = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")]
Question = Annotated[str, typer.Argument(help="A question in words.")]
Text = Annotated[str, typer.Option(help="The text; read from stdin when not given.")]


@app.command()
def summarise(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """Who wants what, what was promised, what is open."""
    found = work(lambda desk: _of_ticket(desk, "summarise", ticket, {}), user)
    if as_json:
        print_json(found)
        return
    console.print(f"[bold]{plain(found['headline'])}[/]", highlight=False)
    for kind in ("wants", "promised", "open"):
        for point in found[kind]:
            console.print(f"{kind}: {one_line(point['text'])}", highlight=False)
    console.print(f"Waiting for: {found['waiting_for']}")


@app.command()
def ask(ticket: Ref, question: Question, user: As = "", as_json: Json = False) -> None:
    """A question about one ticket, from its thread and the articles."""
    asked = {"question": question}
    found = work(lambda desk: _of_ticket(desk, "ask", ticket, asked), user)
    if as_json:
        print_json(found)
        return
    if not found["answerable"]:
        console.print("Neither the thread nor the articles say it. Nearest:")
    for sentence in found["found"]:
        console.print(one_line(sentence["text"]), highlight=False)


@app.command()
def similar(ticket: Ref, user: As = "", as_json: Json = False) -> None:
    """Tickets like this one, among those you see."""
    found = work(lambda desk: _of_ticket(desk, "similar", ticket, {}), user)
    if as_json:
        print_json(found)
        return
    out = table("#", "subject", "status", "score")
    for one in found["results"]:
        out.add_row(
            str(one["number"]), one_line(one["subject"], 60), one["status"], f"{one['score']:.2f}"
        )
    console.print(out if found["results"] else "None.")


@app.command()
def rewrite(tone: str, text: Text = "", user: As = "", as_json: Json = False) -> None:
    """A text in another tone: shorter, friendlier or formal."""
    _written("rewrite", text, {"tone": tone}, user, as_json)


@app.command()
def translate(language: str, text: Text = "", user: As = "", as_json: Json = False) -> None:
    """A text in another language (de, fr, ...); needs a hosted model."""
    _written("translate", text, {"language": language}, user, as_json)


@app.command()
def data(question: Question, user: As = "", as_json: Json = False) -> None:
    """A question about figures, answered by one of the named reports."""
    found = work(lambda desk: desk.function("assist/data", json={"question": question}), user)
    if as_json:
        print_json(found)
    else:
        console.print(plain(found["text"]), highlight=False)


def _written(name: str, text: str, fields: dict[str, str], user: str, as_json: bool) -> None:
    from autocrm.cli.ticket import text_or_stdin

    body = {"text": text_or_stdin(text), **fields}
    found = work(lambda desk: desk.function(f"assist/{name}", json=body), user)
    if as_json:
        print_json(found)
        return
    console.print(plain(found["text"]), highlight=False)
    for warning in found["warnings"]:
        console.print(f"[yellow]{plain(warning)}[/]", highlight=False)


async def _of_ticket(desk: Desk, name: str, ref: str, fields: dict[str, Any]) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    return await desk.function(f"assist/{name}", json={"ticket_id": found["id"], **fields})
