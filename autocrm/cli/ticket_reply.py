"""ticket: reply, unsend, message."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, ago, console, one_line, plain, print_json
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket, ticket_key, uuid
from autocrm.errors import Invalid, NotFound

Ref = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, or its id.")]
Files = Annotated[
    list[Path] | None, typer.Option("--attach", metavar="FILE", help="Attach this file.")
]
Words = Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="The text.")]
Status = Annotated[
    str, typer.Option(help="The ticket's once it is sent: solved, on_hold, open … (else pending).")
]
Version = Annotated[
    int | None, typer.Option(min=1, help="The version you have seen: refused when it is older.")
]


def register(app: typer.Typer) -> None:
    """Add these verbs to the noun `ticket`."""
    app.command()(reply)
    app.command()(message)
    app.command()(unsend)


def reply(
    ticket: Ref,
    words: Words = None,
    text: Annotated[str, typer.Option(help="The same; read from stdin when not given.")] = "",
    attach: Files = None,
    status: Status = "",
    version: Version = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Answer a ticket: by mail, in the thread. Drafts that wait are set aside."""
    from autocrm.cli.ticket import text_or_stdin

    said = text_or_stdin(text or " ".join(words or []))
    optional = {"p_status": status or None, "p_version": version}
    given = {key: value for key, value in optional.items() if value is not None}
    done = work(lambda desk: _reply(desk, ticket, said, attach or [], given), user)
    if as_json:
        print_json(done)
        return
    number = done["number"]
    console.print(f"The answer to #{number} is on its way: `autocrm ticket show {number}`.")
    if user:
        console.print(f"Take it back, while it waits: `autocrm ticket unsend {number}`.")


async def _reply(
    desk: Desk, ref: str, text: str, files: list[Path], given: dict[str, Any]
) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    if files:
        given["p_attachments"] = [await upload(desk, found["id"], path) for path in files]
    done: dict[str, Any] = await desk.call(
        "reply_to_ticket", p_ticket_id=found["id"], p_text=text, **given
    )
    return {**done, "ticket_id": found["id"], "number": found["number"]}


def message(
    ticket: Ref,
    words: Words = None,
    text: Annotated[str, typer.Option(help="The same; read from stdin when not given.")] = "",
    attach: Files = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Write again as the requester (--as CUSTOMER); members answer with `reply`."""
    from autocrm.cli.ticket import text_or_stdin

    if not user:
        raise typer.BadParameter("say whose message it is: --as CUSTOMER.")
    said = text_or_stdin(text or " ".join(words or []))
    done = work(lambda desk: _message(desk, ticket, said, attach or []), user)
    if as_json:
        print_json(done)
        return
    follow_up = " (a follow-up: the other one is over)" if done["new_ticket"] else ""
    console.print(f"Written to ticket #{done['number']}{follow_up}.")


async def _message(desk: Desk, ref: str, text: str, files: list[Path]) -> dict[str, Any]:
    found = await find_ticket(desk, ref)
    attached = [await upload(desk, found["id"], path) for path in files]
    given = {"p_attachments": attached} if attached else {}
    done: dict[str, Any] = await desk.call(
        "add_message", p_ticket_id=found["id"], p_text=text, **given
    )
    return done


async def upload(desk: Desk, ticket_id: str | None, path: Path) -> str:
    """Upload a file for a ticket, None: for a new one; returns the upload's id. Raises Invalid."""
    from autocrm.adapters.supabase.files import SupabaseFiles

    try:
        content = path.read_bytes()
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    made = await desk.call(
        "prepare_upload", p_ticket_id=ticket_id, p_name=path.name, p_content_type=kind,
        p_size=len(content), p_sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    await SupabaseFiles(desk.client).add(made["bucket"], made["path"], content, kind)
    return str(made["id"])


def unsend(
    ref: Annotated[
        str, typer.Argument(metavar="TICKET|DRAFT", help="A ticket's number or id, or a draft's.")
    ],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Take back an answer that has not left yet."""
    done = work(lambda desk: _unsend(desk, ref), user)
    if as_json:
        print_json(done)
        return
    place = "waits for review again" if done["state"] == "pending" else "is a draft again"
    console.print(f"Taken back: it {place}.")
    console.print(one_line(done["text"], 120))


async def _unsend(desk: Desk, ref: str) -> dict[str, Any]:
    draft = await _waiting(desk, ref)
    done: dict[str, Any] = await desk.call("cancel_reply", p_draft_id=draft["id"])
    return done


async def _waiting(desk: Desk, ref: str) -> dict[str, Any]:
    """The draft of this id, or the newest of a ticket that is to be sent. Raises NotFound."""
    drafts = desk.table("drafts").select("id, state, created_at")
    if ticket_key(ref)[0] == "id" and (rows := await desk.rows(drafts.eq("id", uuid(ref)))):
        return rows[0]
    ticket = await find_ticket(desk, ref)
    query = desk.table("drafts").select("id, state, created_at").eq("ticket_id", ticket["id"])
    rows = await desk.rows(
        query.in_("state", ["approved", "sent"]).order("created_at", desc=True).limit(1)
    )
    if not rows:
        raise NotFound(f"Nothing is being sent on ticket #{plain(ticket['number'])}.")
    if rows[0]["state"] == "sent":
        raise NotFound(f"The last answer was sent {ago(rows[0]['created_at'])}.")
    return rows[0]
