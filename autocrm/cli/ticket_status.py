"""ticket: solve, close, reopen. The changes of status that are made all day, as verbs."""

from __future__ import annotations

import typer

from autocrm.cli.output import As, Json
from autocrm.cli.session import work
from autocrm.cli.ticket_change import NoteText, Reason, Ref, Version, report, update_ticket


def register(app: typer.Typer) -> None:
    """Add these verbs to the noun `ticket`."""
    for verb in (solve, close, reopen):
        app.command()(verb)


def solve(
    ticket: Ref, note: NoteText = "", version: Version = None, reason: Reason = "", user: As = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say that a ticket is solved: the customer may be asked how content they are."""
    _set("solved", ticket, note, version, reason, user, as_json)


def close(
    ticket: Ref, note: NoteText = "", version: Version = None, reason: Reason = "", user: As = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Close a ticket for good: what comes then is a follow-up."""
    _set("closed", ticket, note, version, reason, user, as_json)


def reopen(
    ticket: Ref, note: NoteText = "", version: Version = None, reason: Reason = "", user: As = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Open a ticket again that waited or was solved."""
    _set("open", ticket, note, version, reason, user, as_json)


def _set(
    status: str, ticket: str, note: str, version: int | None, reason: str, user: str, as_json: bool
) -> None:
    made = {"status": status, **({"note": note} if note else {})}
    report(work(lambda desk: update_ticket(desk, ticket, made, version, reason), user), as_json)
