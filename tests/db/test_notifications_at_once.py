"""Many who tell the same members at the same time: nobody waits for another in a circle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, id_of, value

MEMBERS = [id_of(f"member {name}") for name in ("anna", "reto", "mathilde")]


@pytest.fixture
def desk(database):
    tap.load(database.conninfo("postgres"), HELPERS / "cast.psql")
    return database


def test_in_any_order_all_are_told_and_one_digest_is_planned(desk) -> None:
    """`breach` goes by mail, so each telling would plan the digest of its time."""
    start = Barrier(8, timeout=20)

    def tell(number: int) -> None:
        members = MEMBERS if number % 2 else MEMBERS[::-1]
        with desk.connect("postgres") as connection:
            start.wait()
            for _ in range(5):
                with connection.transaction():
                    for member in members:
                        connection.execute("select private.notify(%s, 'breach', null)", [member])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tell, range(8))) == [None] * 8
    with desk.connect("postgres") as connection:
        assert value(connection, "select count(*) from public.notifications") == 8 * 5 * 3
        planned = "select count(*) from public.jobs where kind = 'digest.send'"
        assert value(connection, planned) in (1, 2)  # two, if an hour of a digest passed meanwhile


def test_who_finds_another_planning_does_not_wait(desk) -> None:
    with desk.connect("postgres") as one, desk.connect("postgres") as other:
        other.execute("set statement_timeout = '10s'")
        tell = b"select private.notify(%s, 'breach', null)"
        with one.transaction():
            one.execute(tell, [MEMBERS[0]])
            other.execute(tell, [MEMBERS[0]])  # would time out if it waited for the first
        assert value(other, "select count(*) from public.notifications") == 2


def test_a_digest_is_made_once_by_two_workers(desk) -> None:
    with desk.connect("postgres") as connection:
        for member in MEMBERS:
            connection.execute("select private.notify(%s, 'breach', null)", [member])
        connection.execute("update public.notifications set created_at = now() - interval '2 days'")

    def make(connection: psycopg.Connection, number: int) -> int:
        made: int = value(connection, "select public.make_digests()")
        return made

    made = at_once(desk, ["service_role"] * 4, make)
    assert sum(made) == 3
    with desk.connect("postgres") as connection:
        assert value(connection, "select count(*) from public.notices") == 3


def test_two_readers_count_each_notification_once(desk) -> None:
    with desk.connect("postgres") as connection:
        for _ in range(40):
            connection.execute("select private.notify(%s, 'breach', null)", [id_of("member reto")])

    def read(connection: psycopg.Connection, number: int) -> int:
        done: int = value(
            connection, "select (public.read_notifications(p_all => true) ->> 'read')::int"
        )
        return done

    assert sum(at_once(desk, ["reto"] * 4, read)) == 40
