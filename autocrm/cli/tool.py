"""tool: list, run, allow, forbid. What answers may read of the customer's own."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.errors import NotFound

app = typer.Typer(help="Tools: functions that answers may use, by category.", no_args_is_help=True)

Named = Annotated[str, typer.Argument(metavar="TOOL", help="Its name: see tool list.")]
Category = Annotated[str, typer.Argument(metavar="CATEGORY", help="Its key, as in shipping.")]


@app.command("list")
def list_tools(user: As = "", as_json: Json = False) -> None:
    """All tools, and the categories that may use each."""
    from autocrm.tools import TOOLS

    allowed = work(_allowed, user)
    rows: list[dict[str, Any]] = [
        {
            "tool": tool.name,
            "about": (tool.__doc__ or "").strip().partition("\n")[0],
            "categories": sorted(c for c, names in allowed.items() if tool.name in names),
        }
        for tool in TOOLS
    ]
    if as_json:
        print_json(rows)
        return
    out = table("tool", "categories", "what it does")
    for row in rows:
        out.add_row(row["tool"], plain(", ".join(row["categories"])), one_line(row["about"], 70))
    console.print(out)


@app.command()
def run(
    tool: Named,
    ticket: Annotated[str, typer.Option(metavar="TICKET", help="Its number, or its id.")],
    as_json: Json = False,
) -> None:
    """What a tool would say to the ticket's last message. Nothing is recorded and nothing done."""
    found = asyncio.run(_run(tool, ticket))
    if as_json:
        print_json(found)
    elif found["arguments"] is None:
        console.print("The message does not ask this tool.")
    else:
        for name, value in found["arguments"].items():
            console.print(f"{plain(name)}: {plain(str(value))}", highlight=False)
        for sentence in found["sentences"]:
            console.print(f"  {plain(sentence)}", highlight=False)
        if not found["answers"]:
            console.print("A person has to answer: this is for them.")


async def _run(name: str, ticket: str) -> dict[str, Any]:
    from autocrm.adapters.supabase.records import SupabaseRecords
    from autocrm.adapters.supabase.tickets import SupabaseTickets
    from autocrm.cli.session import open_desk
    from autocrm.cli.thread import find_ticket
    from autocrm.tools import tool_named
    from autocrm.usecases.try_tool import try_tool

    chosen = tool_named(name)
    if chosen is None:
        raise NotFound(f"There is no tool {name}: see `autocrm tool list`.")
    async with open_desk() as desk:
        found = await find_ticket(desk, ticket)
        context = await SupabaseTickets(desk.client).context(found["id"])
        records = SupabaseRecords(desk.client)
        tried = await try_tool(chosen, records, context, desk.settings.languages)
    evidence = tried.reading.evidence if tried.reading else None
    lines = evidence.text.splitlines() if evidence else []
    known = evidence.questions if evidence else ()
    return {
        "tool": name,
        "arguments": tried.arguments,
        "result": tried.result,
        "sentences": lines,
        "answers": [ask for one in known for ask in one.ask],
        "wish": tried.reading.wish.arguments if tried.reading and tried.reading.wish else None,
    }


@app.command()
def allow(category: Category, tool: Named, user: As = "", as_json: Json = False) -> None:
    """Let answers of a category use a tool. On record, as a new version of its policy."""
    from autocrm.tools import tool_named

    if tool_named(tool) is None:
        raise NotFound(f"There is no tool {tool}: see `autocrm tool list`.")
    _told(work(lambda desk: _set(desk, category, add=tool), user), as_json)


@app.command()
def forbid(category: Category, tool: Named, user: As = "", as_json: Json = False) -> None:
    """Take a tool from a category again."""
    _told(work(lambda desk: _set(desk, category, drop=tool), user), as_json)


async def _set(desk: Desk, category: str, add: str = "", drop: str = "") -> dict[str, Any]:
    names = {*(await _allowed(desk)).get(category, ()), add} - {"", drop}
    said: dict[str, Any] = await desk.call(
        "set_category_tools", p_category=category, p_tools=sorted(names)
    )
    return said


async def _allowed(desk: Desk) -> dict[str, list[str]]:
    rows = await desk.rows(desk.table("category_tools").select("category, tool").order("tool"))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["category"], []).append(row["tool"])
    return found


def _told(said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(said)
    else:
        tools = plain(", ".join(said["tools"])) or "none"
        console.print(f"{plain(said['category'])} may use: {tools}.", highlight=False)
