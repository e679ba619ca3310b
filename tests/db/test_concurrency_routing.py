"""Many assignments at once: loads stay even, capacities hold, and nothing ends in a deadlock."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, count, value

LANES = 20  # connections at once
EACH = 5  # tickets each of them assigns


@pytest.fixture
def world(database):
    tap.load(database.conninfo("postgres"), HELPERS / "cast.psql")
    return database


def staff(world, members: int, *, capacity: int = 1000, teams: str = "{front}") -> None:
    """Members of `teams`, which assign by load; nobody else is in them."""
    with world.connect("postgres") as connection:
        connection.execute("delete from public.team_members")
        connection.execute(
            "insert into public.members (name, email, role, capacity) select 'Agent ' || n, "
            "'agent' || n || '@postbox.example', 'agent', %s from generate_series(1, %s) n",
            [capacity, members],
        )
        connection.execute(
            "insert into public.team_members (team_id, member_id) "
            "select t.id, m.id from public.teams t, public.members m "
            "where t.key = any (%s) and m.name like 'Agent %%'",
            [teams],
        )
        connection.execute(
            "select public.set_team_routing(key, 'least_loaded') from public.teams "
            "where key = any (%s)",
            [teams],
        )


def tickets(world, number: int, team: str = "front") -> list[str]:
    with world.connect("postgres") as connection:
        rows = connection.execute(
            "insert into public.tickets (customer_id, status, team_id) "
            "select tests.id('customer hannah'), 'open', (select id from public.teams "
            "where key = %s) from generate_series(1, %s) returning id::text",
            [team, number],
        ).fetchall()
    return [ticket for (ticket,) in rows]


def loads(world) -> list[int]:
    """How many tickets each agent has, of those in a team."""
    with world.connect("postgres") as connection:
        rows = connection.execute(
            "select count(t.id) from public.members m left join public.tickets t "
            "on t.assignee_id = m.id where m.name like 'Agent %' group by m.id"
        ).fetchall()
    return sorted(number for (number,) in rows)


def assign(connection: psycopg.Connection, mine: list[str]) -> list[dict[str, Any]]:
    return [value(connection, "select public.route_ticket(%s)", ticket) for ticket in mine]


def test_a_hundred_at_once_differ_by_at_most_one(world) -> None:
    staff(world, 7)
    all_of_them = tickets(world, LANES * EACH)
    said = at_once(
        world,
        ["service_role"] * LANES,
        lambda connection, n: assign(connection, all_of_them[n * EACH : (n + 1) * EACH]),
    )
    assert all(answer["assigned"] for answers in said for answer in answers)
    assert loads(world) == [14] * 5 + [15] * 2
    assert count(world, "assignments where member_id is not null") == LANES * EACH


def test_two_teams_with_the_same_people_share_them_evenly(world) -> None:
    staff(world, 7, teams="{front,orders}")
    front, orders = (tickets(world, LANES * EACH // 2, team) for team in ("front", "orders"))
    both = [ticket for pair in zip(front, orders, strict=True) for ticket in pair]
    at_once(
        world,
        ["service_role"] * LANES,
        lambda connection, n: assign(connection, both[n * EACH : (n + 1) * EACH]),
    )
    assert loads(world) == [14] * 5 + [15] * 2


def test_nobody_gets_more_than_their_capacity(world) -> None:
    staff(world, 3, capacity=10)
    all_of_them = tickets(world, 40)
    said = at_once(
        world,
        ["service_role"] * 8,
        lambda connection, n: assign(connection, all_of_them[n * 5 : (n + 1) * 5]),
    )
    assert loads(world) == [10, 10, 10]
    refused = [answer for answers in said for answer in answers if not answer["assigned"]]
    assert len(refused) == 10
    assert all("Agent 1: full, 10 of 10" in answer["reason"] for answer in refused)


# What is done with a ticket that assigns it: while it is held, or by asking for it.
WAYS = [
    'select public.update_ticket(%s, \'{"assignee": null, "team": "orders"}\')',
    'select public.update_ticket(%s, \'{"assignee": null, "team": "front"}\')',
    'select public.update_tickets(array[%s::uuid], \'{"assignee": null, "team": "front"}\')',
    "select public.route_ticket(%s)",
]


def test_changes_and_assignments_at_once_never_deadlock(world) -> None:
    """Who holds a ticket waits for no counter, and who waits for a counter holds no ticket.

    So a change may leave the ticket to the timer, which assigns it then.
    """
    staff(world, 4, teams="{front,orders}")
    ids = tickets(world, 3)

    def work(connection: psycopg.Connection, number: int) -> set[str]:
        refusals = set()
        for turn in range(60):
            try:
                connection.execute(WAYS[number % 4].encode(), [ids[turn % 3]])
            except psycopg.Error as error:
                refusals.add(error.sqlstate or str(error))
        return refusals

    refusals = at_once(world, ["service_role"] * 8, work)
    assert set().union(*refusals) <= {"PT409"}  # the ticket has just moved to another team


def test_a_ticket_left_to_the_timer_is_assigned_by_it(world) -> None:
    staff(world, 2)
    [ticket] = tickets(world, 1, "orders")
    with world.connect("postgres") as holder, world.connect("postgres") as connection:
        with holder.transaction():
            holder.execute("select 1 from public.team_routing for update")
            value(connection, 'select public.update_ticket(%s, \'{"team": "front"}\')', ticket)
            assert loads(world) == [0, 0]
        value(connection, "select public.run_timers(9, clock_timestamp() + interval '1 minute')")
    assert loads(world) == [0, 1]


def test_decisions_at_once_are_assigned_evenly_in_the_end(world) -> None:
    staff(world, 3)
    with world.connect("postgres") as connection:
        rows = connection.execute(
            "select tests.mail('hannah', 'Hello ' || n, 'mail-' || n) ->> 'interaction_id' "
            "from generate_series(1, 30) n"
        ).fetchall()
    interactions = [interaction for (interaction,) in rows]
    with world.connect("postgres") as connection:
        answer = value(connection, "select tests.answer('review')::text")

    def decide(connection: psycopg.Connection, number: int) -> None:
        for interaction in interactions[number::6]:
            value(connection, "select public.record_answer(%s, %s)", interaction, answer)

    assert at_once(world, ["service_role"] * 6, decide) == [None] * 6
    with world.connect("postgres") as connection:
        value(
            connection,
            "select public.run_timers(500, clock_timestamp() + interval '1 minute')",
        )
    assert loads(world) == [10, 10, 10]
