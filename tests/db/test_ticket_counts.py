"""The counters equal what counting gives: after any changes, undone ones too, and at once."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autocrm.stack import tap
from tests.db.acting import HELPERS, acting, at_once, id_of, value
from tests.db.desk_world import fill

CELL = "status, team_id, assignee_id, priority, category, is_snoozed"
COUNTED = f"""
    select {CELL}, sum(tickets)::bigint from public.ticket_counts
    group by {CELL} having sum(tickets) <> 0"""
EXACT = f"""
    select {CELL}, count(*) from (
      select status, team_id, assignee_id,
        case when live then priority end as priority, case when live then category end as category,
        live and is_snoozed as is_snoozed
      from (select t.*, status not in ('solved', 'closed') as live from public.tickets t) t) t
    group by {CELL}"""


@pytest.fixture(scope="module")
def world(module_database):
    tap.load(module_database.conninfo("postgres"), HELPERS / "cast.psql")
    with module_database.connect("postgres") as connection:
        fill(connection, 60)
    return module_database


def rows(connection: psycopg.Connection, query: str) -> Counter[tuple[Any, ...]]:
    return Counter(
        {tuple(map(str, row[:-1])): row[-1] for row in connection.execute(query.encode())}
    )


def assert_equal_to_counting(connection: psycopg.Connection) -> None:
    assert rows(connection, COUNTED) == rows(connection, EXACT)


def test_they_count_what_was_there(world) -> None:
    with world.connect("postgres") as connection:
        assert sum(rows(connection, COUNTED).values()) == 60
        assert_equal_to_counting(connection)


# What a change may end with: a constraint, or a ticket that has a history.
REFUSED = (
    psycopg.errors.ForeignKeyViolation,
    psycopg.errors.CheckViolation,
    psycopg.errors.RestrictViolation,
)
CHANGES = {
    "status": ["new", "open", "pending", "on_hold", "solved", "closed"],
    "priority": ["1", "2", "3", "4"],
    "category": ["shipping", "billing", None],
    "team_id": [id_of("front"), id_of("orders"), None],
    "assignee_id": [id_of("member reto"), id_of("member mathilde"), None],
    "is_snoozed": ["true", "false"],
}
CHANGE = st.sampled_from(sorted(CHANGES)).flatmap(
    lambda column: st.tuples(st.just(column), st.sampled_from(CHANGES[column]))
)
STEP = st.one_of(
    st.tuples(st.just("update"), st.integers(1, 60), CHANGE),
    st.tuples(st.just("update many"), st.integers(1, 60), CHANGE),
    st.tuples(st.just("insert"), st.integers(1, 5), st.just(("", ""))),
    st.tuples(st.just("delete"), st.integers(1, 9), st.just(("", ""))),
)


def take(connection: psycopg.Connection, step: tuple[str, int, tuple[str, Any]]) -> None:
    what, number, (column, new) = step
    if what == "insert":
        connection.execute(
            "insert into public.tickets (customer_id, metadata) "
            "select %s, '{\"spare\": 1}' from generate_series(1, %s)",
            [id_of("customer elin"), number],
        )
    elif what == "delete":
        connection.execute(
            "delete from public.tickets where id in "
            "(select id from public.tickets where metadata ? 'spare' order by id limit %s)",
            [number],
        )
    else:
        reach = "= 1000 + %s" if what == "update" else "between 1000 and 1000 + %s"
        connection.execute(
            f"update public.tickets set {column} = %s where number {reach}".encode(), [new, number]
        )


@given(steps=st.lists(st.tuples(STEP, st.booleans()), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_they_follow_any_changes_and_those_undone(world, steps) -> None:
    with world.connect("postgres") as connection:
        # The rules of what may follow what are others' tests: here every change is made.
        connection.execute("alter table public.tickets disable trigger tickets_status")
        for step, undone in steps:
            with suppress(*REFUSED), connection.transaction(force_rollback=undone):
                take(connection, step)
        assert_equal_to_counting(connection)


def change_some(connection: psycopg.Connection, chance: random.Random, number: int) -> int:
    """Four changes and a new ticket in one transaction, one in five undone. Each number has tickets
    of its own, so that only the counters are shared."""
    with connection.transaction(force_rollback=chance.random() < 0.2):
        for _ in range(4):
            column = chance.choice(["priority", "category", "team_id", "assignee_id"])
            connection.execute(
                f"update public.tickets set {column} = %s where number = %s".encode(),
                [chance.choice(CHANGES[column]), 1001 + number + 8 * chance.randrange(7)],
            )
        connection.execute(
            "insert into public.tickets (customer_id) values (%s)", [id_of("customer elin")]
        )
    return 1


def test_they_follow_many_who_change_at_once(world) -> None:
    """Eight change tickets in transactions of several, in no order: with counter rows that two
    of them write, some would wait for each other in a circle."""

    def work(_: psycopg.Connection, number: int) -> int:
        with world.connect("postgres") as connection:
            return sum(change_some(connection, random.Random(number), number) for _ in range(25))

    said = at_once(world, ["service_role"] * 8, work)
    assert said == [25] * 8
    with world.connect("postgres") as connection:
        assert_equal_to_counting(connection)
        assert value(connection, "select count(distinct shard) from public.ticket_counts") <= 9


def test_a_writer_waits_for_no_counter(world) -> None:
    """One has changed the count of new tickets and not committed; another changes it as well."""
    insert = "insert into public.tickets (customer_id) values (%s)"
    with world.connect("postgres") as one, world.connect("postgres") as other:
        with one.transaction():
            one.execute(insert, [id_of("customer elin")])
            other.execute("set lock_timeout = '5s'")
            other.execute(insert, [id_of("customer elin")])
        assert_equal_to_counting(other)


def test_what_a_savepoint_undid_leaves_the_shard_to_others(world) -> None:
    insert = "insert into public.tickets (customer_id) values (%s)"
    with world.connect("postgres") as one, world.connect("postgres") as other:
        with one.transaction():
            one.execute("set local lock_timeout = '5s'")
            with one.transaction(force_rollback=True):
                one.execute(insert, [id_of("customer elin")])
            with other.transaction():
                other.execute(insert, [id_of("customer elin")])
                one.execute(insert, [id_of("customer elin")])
        assert_equal_to_counting(other)


@pytest.mark.parametrize("who", ["reto", "mathilde", "anna"])
def test_a_member_counts_what_they_are_listed(world, who: str) -> None:
    with acting(world, who) as connection:
        counts = {v["key"]: v["count"] for v in value(connection, "select public.view_counts()")}
        for key in ("mine", "unassigned", "open", "waiting", "solved"):
            if counts[key] is not None:
                assert counts[key] == len(listed(connection, key)), key


def listed(connection: psycopg.Connection, view: str) -> set[str]:
    """The ids of all tickets of a view."""
    found: set[str] = set()
    after = None
    while True:
        page = value(connection, "select public.list_tickets(%s, p_after => %s)", view, after)
        found |= {ticket["id"] for ticket in page["tickets"]}
        after = page["after"]
        if after is None:
            return found


def test_made_anew_they_are_the_same_in_one_shard(world) -> None:
    with world.connect("postgres") as connection:
        before = rows(connection, COUNTED)
        connection.execute("select private.rebuild_ticket_counts()")
        assert rows(connection, COUNTED) == before
        assert value(connection, "select count(distinct shard) from public.ticket_counts") == 1
