"""Who is who on a ticket: whose it is, who wrote, and how content its customer was."""

from __future__ import annotations

from typing import Any

from autocrm.cli.output import ago, console, one_line, plain, short_time
from autocrm.cli.session import Desk

RATING = "spell, score, created_at, csat_comments(comment)"


async def with_people(desk: Desk, thread: dict[str, Any]) -> dict[str, Any]:
    """The thread with "assignee" (a name or None), "team" (a key or None), "people" (names of
    members by id) and "ratings" [{"spell", "score", "comment", "created_at"}]."""
    ticket = thread["ticket"]
    people = await _names(desk, thread)
    team = None
    if ticket.get("team_id"):
        query = desk.table("teams").select("key").eq("id", ticket["team_id"])
        team = next((row["key"] for row in await desk.rows(query)), None)
    found = await desk.rows(
        desk.table("csat_ratings").select(RATING).eq("ticket_id", ticket["id"]).order("spell")
    )
    ratings = [{**row, "comment": _comment(row.pop("csat_comments"))} for row in found]
    return {**thread, "people": people, "assignee": people.get(ticket.get("assignee_id") or ""),
            "team": team, "ratings": ratings}  # fmt: skip


async def _names(desk: Desk, thread: dict[str, Any]) -> dict[str, str]:
    parts = [thread, *thread.get("merged", [])]
    ids = {note.get("author_id") for part in parts for note in part["notes"]}
    ids = (ids | {thread["ticket"].get("assignee_id")}) - {None}
    if not ids:
        return {}
    query = desk.table("members").select("id, name").in_("id", sorted(ids))
    return {row["id"]: row["name"] for row in await desk.rows(query)}


def _comment(found: Any) -> str | None:
    """The comment that belongs to a rating; a list or one, as PostgREST sees the key."""
    one = found[0] if isinstance(found, list) and found else found
    return one["comment"] if one else None


def print_place(thread: dict[str, Any]) -> None:
    """Whose the ticket is and when it is due; nothing where that is not known."""
    ticket = thread["ticket"]
    if "people" not in thread or "watchers" not in thread:  # a requester's: not theirs to know
        return
    due = ticket.get("next_due_at")
    facts = [
        thread["team"] or "no team",
        f"assigned to {thread['assignee']}" if thread["assignee"] else "assigned to nobody",
        f"due {short_time(due)}" if due else "",
    ]
    console.print(plain(" · ".join(filter(None, facts))), highlight=False)


def print_ratings(thread: dict[str, Any]) -> None:
    """How content the customer was with each solving."""
    for rating in thread.get("ratings", []):
        said = f": {one_line(rating['comment'])}" if rating["comment"] else ""
        console.print(
            f"\n[bold]Rated {rating['score']} of 5[/]{said}  [dim]{ago(rating['created_at'])}[/]",
            highlight=False,
        )
