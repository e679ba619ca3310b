"""The same link clicked twice at once, and a rating while the ticket is worked on."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, id_of, value

TICKET = id_of("ticket of hannah")


@pytest.fixture
def world(database: Any) -> Any:
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(database.conninfo("postgres"), HELPERS / helper)
    return database


def solve(world: Any) -> str:
    """Solve the ticket; a link to rate that."""
    with world.connect("postgres") as owner:
        owner.execute("select public.set_ticket_status(%s, 'solved')", [TICKET])
        token: str = value(
            owner,
            "select private.feedback_token(%s, max(number), now() + interval '1 day') "
            "from public.ticket_spells where ticket_id = %s",
            TICKET, TICKET,
        )  # fmt: skip
    return token


def facts(world: Any, query: str) -> Any:
    with world.connect("postgres") as owner:
        return value(owner, query)


def test_bad_ratings_at_once_open_the_ticket_once(world: Any) -> None:
    token = solve(world)
    results = at_once(
        world, ["anon"] * 8,
        lambda c, _: value(c, "select public.give_feedback(%s, 1)", token),
    )  # fmt: skip
    assert [r for r in results if isinstance(r, psycopg.Error)] == []
    assert sum(r["reopened"] for r in results) == 1
    assert facts(world, "select count(*) from public.csat_ratings") == 1
    assert facts(world, "select count(*) from public.ticket_spells where number = 2") == 1
    assert facts(world, "select count(*) from public.audit_log where action = 'csat.rate'") == 8


def test_rating_and_closing_at_once_end_in_no_deadlock(world: Any) -> None:
    for _ in range(5):
        token = solve(world)

        def work(connection: psycopg.Connection, number: int, token: str = token) -> Any:
            if number:
                return value(connection, "select public.give_feedback(%s, 1)", token)
            return value(connection, "select public.set_ticket_status(%s, 'closed')", TICKET)

        closed, rated = at_once(world, ["reto", "anon"], work)
        assert not isinstance(rated, psycopg.Error)
        assert rated["reopened"]
        assert isinstance(closed, dict)
        if facts(world, f"select status from public.tickets where id = '{TICKET}'") == "closed":
            break  # closed after it was opened again: no status leads from there to solved
