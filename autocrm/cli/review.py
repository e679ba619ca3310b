"""review: drafts that wait for a person; approve (perhaps changed) or reject; feedback."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.markup import escape

from autocrm.cli.files import text_of
from autocrm.cli.output import As, Json, age, ago, console, fail, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket, print_thread, read_thread, ticket_key, uuid
from autocrm.domain.ticket import PRIORITY_NAMES
from autocrm.errors import NotFound

app = typer.Typer(help="Review: drafts that wait for a person.", no_args_is_help=True)


class Kind(StrEnum):
    approve = "approve"
    edit = "edit"
    reject = "reject"


WIDE = 120  # columns of a terminal
PENDING = (
    "id, ticket_id, text, state, created_at, tickets(number, subject, priority, category), "
    "ai_decisions(reason, confidence, outcome)"
)
Ref = Annotated[
    str, typer.Argument(metavar="DRAFT|TICKET", help="A draft's id, or a ticket's number or id.")
]


@app.command("list")
def list_drafts(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Drafts that wait, the most urgent and oldest first."""
    rows = work(lambda desk: _pending(desk, limit), user)
    if as_json:
        print_json(rows)
        return
    # Ids only where there is room: a ticket's number names its draft just as well.
    ids = ["draft"] if console.width >= WIDE else []
    columns = ("#", "prio", "category", "subject", "why a person", "age", *ids)
    out = table(*columns, folded="why a person", whole="draft")
    for row in rows:
        ticket, decision = row["ticket"], row["decision"] or {}
        out.add_row(
            str(ticket["number"]), PRIORITY_NAMES[ticket["priority"]], plain(ticket["category"]),
            one_line(ticket["subject"], 36), one_line(decision.get("reason"), 120),
            age(row["created_at"]), *([row["id"]] if ids else []),
        )  # fmt: skip
    console.print(out if rows else "Nothing waits.")
    if rows:
        console.print("\nLook: `autocrm review show NUMBER`; then approve or reject NUMBER.")


async def _pending(desk: Desk, limit: int) -> list[dict[str, Any]]:
    rows = await desk.rows(
        desk.table("drafts").select(PENDING).eq("state", "pending")
        .order("created_at").order("id").limit(1000)
    )  # fmt: skip
    for row in rows:
        row["ticket"], row["decision"] = row.pop("tickets"), row.pop("ai_decisions")
    return sorted(rows, key=lambda row: row["ticket"]["priority"])[:limit]


@app.command()
def show(draft: Ref, user: As = "", as_json: Json = False) -> None:
    """The draft with its thread, and why a person is asked."""
    found, thread = work(lambda desk: _draft_and_thread(desk, draft), user)
    if as_json:
        print_json({"draft": found, "thread": thread})
        return
    print_thread(thread)
    decision = found["ai_decisions"]
    if decision:
        console.print(f"\n[bold]Why a person is asked:[/] {one_line(decision['reason'])}")
        console.print(f"More: `autocrm ai explain {thread['ticket']['number']}`")


async def _draft_and_thread(desk: Desk, ref: str) -> tuple[dict[str, Any], dict[str, Any]]:
    draft = await find_draft(desk, ref)
    return draft, await read_thread(desk, draft["ticket_id"])


@app.command()
def approve(
    draft: Ref,
    edit: Annotated[
        str, typer.Option(metavar="FILE|-", help="Send this text instead; - is stdin.")
    ] = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Although the customer has written since.")
    ] = False,
    status: Annotated[
        str, typer.Option(help="The ticket's once it is sent: solved, open … (else pending).")
    ] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """Send a draft, as it is or as you have changed it."""
    text = _edited(edit) if edit else None
    given: dict[str, Any] = {"p_anyway": True} if anyway else {}
    if status:
        given["p_status"] = status
    done = work(lambda desk: _approve(desk, draft, text, given), user)
    if as_json:
        print_json(done)
        return
    console.print("Approved, changed: it is on its way." if done["edited"]
                  else "Approved: it is on its way.")  # fmt: skip
    _print_difference(done.get("difference", []))
    if user:
        console.print(f"Take it back, while it waits: `autocrm ticket unsend {done['draft_id']}`.")


async def _approve(desk: Desk, ref: str, text: str | None, given: dict[str, Any]) -> Any:
    found = await find_draft(desk, ref)
    return await desk.call("approve_draft", p_draft_id=found["id"], p_text=text, **given)


def _print_difference(difference: list[list[str]]) -> None:
    """What was taken out and put in: by colours, or by [-…-] and {+…+} where there are none."""
    if difference:
        looks = {"=": "{}", "-": "[red strike]{}[/]", "+": "[green]{}[/]"}
        if not console.is_terminal:
            looks |= {"-": escape("[-") + "{}-]", "+": "{{+{}+}}"}
        text = "".join(looks[op].format(plain(words)) for op, words in difference)
        console.print(text, highlight=False, soft_wrap=True)


def _edited(name: str) -> str:
    text = text_of(name)
    if not text.strip():
        fail("The changed text is empty: nothing is sent.")
    return text


@app.command()
def reject(
    draft: Ref,
    reason: Annotated[str, typer.Option(help="Why; it is kept and learned from.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Throw a draft away; nothing is sent."""
    done = work(lambda desk: _reject(desk, draft, reason), user)
    if as_json:
        print_json(done)
    else:
        console.print("Rejected: nothing is sent.")


async def _reject(desk: Desk, ref: str, reason: str) -> Any:
    found = await find_draft(desk, ref)
    return await desk.call("reject_draft", p_draft_id=found["id"], p_reason=reason)


@app.command()
def feedback(
    ticket: Annotated[
        str, typer.Option(metavar="TICKET", help="Only this ticket's: number or id.")
    ] = "",
    kind: Annotated[Kind | None, typer.Option(help="Only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """What people made of the drafts, newest first: what they changed, why they refused."""
    rows = work(lambda desk: _feedback(desk, ticket, kind.value if kind else "", limit), user)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        kept = "" if row["kept"] is None else f", {row['kept']:.0%} kept"
        number = (row["tickets"] or {}).get("number", "")
        console.print(f"[bold]#{number}  {row['kind']}[/]{kept}, {ago(row['created_at'])}  "
                      f"{one_line(row['comment'])}", highlight=False)  # fmt: skip
        _print_difference(row["difference"])
    if not rows:
        console.print("None." if ticket or kind else "Nobody has decided on a draft yet.")


async def _feedback(desk: Desk, ticket: str, kind: str, limit: int) -> list[dict[str, Any]]:
    query = desk.table("feedback").select("*, tickets(number)")
    if ticket:
        query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
    if kind:
        query = query.eq("kind", kind)
    return await desk.rows(query.order("created_at", desc=True).order("id").limit(limit))


async def find_draft(desk: Desk, ref: str) -> dict[str, Any]:
    """By its id, or a ticket's draft that waits (else its newest). Raises NotFound."""
    column, _ = ticket_key(ref)
    query = desk.table("drafts").select("*, ai_decisions(reason, confidence, checks)")
    if column == "id" and (rows := await desk.rows(query.eq("id", uuid(ref)))):
        return rows[0]
    ticket = await find_ticket(desk, ref)
    rows = await desk.rows(
        desk.table("drafts").select("*, ai_decisions(reason, confidence, checks)")
        .eq("ticket_id", ticket["id"]).order("created_at", desc=True).limit(50)
    )  # fmt: skip
    if not rows:
        raise NotFound(f"Ticket #{ticket['number']} has no draft.")
    return next((row for row in rows if row["state"] == "pending"), rows[0])
