"""Two who change, take, merge or sweep the same tickets at once: the second is told, none hangs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, count, id_of, receive, value

HERS, OTHER = id_of("ticket of hannah"), id_of("second of hannah")
PAIR = [HERS, OTHER]


@pytest.fixture
def world(database):
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(database.conninfo("postgres"), HELPERS / helper)
    with database.connect("postgres") as connection:
        connection.execute(
            "insert into public.tickets (id, customer_id, team_id) "
            "values (%s, tests.id('customer hannah'), tests.id('front'))",
            [OTHER],
        )
    return database


def codes(said: list[Any]) -> Counter[str | None]:
    """SQLSTATEs of those that were refused, None for those that were not."""
    return Counter(one.sqlstate if isinstance(one, psycopg.Error) else None for one in said)


def test_of_two_who_change_what_both_have_seen_the_second_is_told(world) -> None:
    with world.connect("postgres") as connection:
        seen = value(connection, "select version from public.tickets where id = %s", HERS)
    said = at_once(
        world,
        ["reto", "anna"],
        lambda connection, n: value(
            connection,
            "select public.update_ticket(%s, jsonb_build_object('subject', %s::text), %s)",
            *(HERS, f"Subject {n}", seen),
        ),
    )
    assert codes(said) == {None: 1, "PT409": 1}
    [won] = [n for n, one in enumerate(said) if isinstance(one, dict)]
    with world.connect("postgres") as connection:
        row = connection.execute(
            "select subject, version from public.tickets where id = %s", [HERS]
        ).fetchone()
    assert row == (f"Subject {won}", seen + 1)


def test_of_two_who_take_a_ticket_one_has_it(world) -> None:
    said = at_once(
        world,
        ["reto", "anna"],
        lambda connection, _: value(connection, "select public.take_ticket(%s)", HERS),
    )
    assert codes(said) == {None: 1, "PT409": 1}


def test_tags_that_two_add_at_once_are_all_there(world) -> None:
    """Without a version nothing is compared, and nothing is lost either."""
    said = at_once(
        world,
        ["reto", "anna"] * 4,
        lambda connection, n: value(
            connection,
            "select public.update_ticket(%s, jsonb_build_object('tags_add', "
            "jsonb_build_array('same', 'own' || %s::text)))",
            *(HERS, n),
        ),
    )
    assert codes(said) == {None: 8}
    assert count(world, "ticket_tags") == 9


def test_many_who_sweep_the_same_tickets_in_any_order_do_not_deadlock(world) -> None:
    def sweep(connection: psycopg.Connection, number: int) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = []
        for turn in range(20):
            order = PAIR if (number + turn) % 2 else PAIR[::-1]
            results += value(
                connection,
                "select public.update_tickets(%s::uuid[], jsonb_build_object("
                "'priority', %s::int, 'tags_add', jsonb_build_array('t' || %s::text)))",
                *(order, 1 + (number + turn) % 4, turn),
            )
        return results

    said = at_once(world, ["reto", "anna", "reto", "anna"], sweep)
    assert codes(said) == {None: 4}
    assert all(result["ok"] for results in said for result in results)


def test_of_two_merges_that_make_a_cycle_one_is_refused(world) -> None:
    said = at_once(
        world,
        ["reto", "anna"],
        lambda connection, n: value(
            connection, "select public.merge_tickets(%s, %s)", PAIR[n], PAIR[1 - n]
        ),
    )
    assert codes(said) == {None: 1, "PT409": 1}
    assert count(world, "tickets where merged_into is not null") == 1


def test_a_thread_merged_and_unmerged_while_mails_come_loses_none(world) -> None:
    def work(connection: psycopg.Connection, number: int) -> set[str | None]:
        refused: set[str | None] = set()
        for turn in range(25):
            try:
                if number < 2:
                    source, target = (HERS, OTHER) if number else (OTHER, HERS)
                    value(connection, "select public.merge_tickets(%s, %s)", source, target)
                    value(connection, "select public.unmerge_ticket(%s)", source)
                elif number == 2:
                    receive(connection, f"mail-{turn}", "hannah@postbox.example")
                else:
                    value(connection, "select public.add_message(%s, 'More')", HERS)
            except psycopg.Error as error:
                refused.add(error.sqlstate)
        return refused

    before = count(world, "interactions")
    said = at_once(world, ["reto", "anna", "service_role", "hannah"], work)
    assert said[2:] == [set(), set()]
    assert said[0] | said[1] <= {"PT409"}
    assert count(world, "interactions") == before + 50
