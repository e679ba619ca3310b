"""Generated data: the same for the same seed, like that of a real desk, and whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from autocrm.cli.generate.load import generate
from autocrm.cli.generate.open_time import OpenTime
from autocrm.cli.generate.rows import COLUMNS
from autocrm.errors import Conflict
from autocrm.stack import databases

UNTIL = datetime(2026, 11, 20, tzinfo=UTC)
TICKETS = 300


def make(conninfo: str, seed: int, tickets: int = TICKETS) -> dict[str, int]:
    return generate(conninfo, tickets, seed, UNTIL, lambda _: None)


def rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def digests(conninfo: str) -> dict[str, str]:
    """A digest of what was generated into each table; ids of teams are the desk's own."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("set time zone 'UTC'")
        return {
            table: rows(
                connection,
                "select md5(string_agg(to_jsonb(t)::text, ',' order by to_jsonb(t)::text)) from ("
                f"select {_without_teams(table, columns)} from public.{table}) t",
            )[0][0]
            for table, columns in COLUMNS.items()
        }


def _without_teams(table: str, columns: str) -> str:
    kept = [c for c in columns.split(", ") if c not in ("team_id", "from_team_id")]
    return ", ".join(kept)


@pytest.fixture(scope="module")
def filled(module_database: Any) -> Any:
    make(module_database.conninfo("postgres"), 1)
    return module_database


@pytest.fixture(scope="module")
def owner(filled: Any) -> Iterator[psycopg.Connection]:
    with filled.connect("postgres") as connection:
        yield connection


def test_the_same_seed_makes_the_same_data(server: Any, template: str, filled: Any) -> None:
    made = {}
    for seed, name in ((1, "same_seed"), (2, "other_seed")):
        databases.clone(server.conninfo(), template, name)
        counts = make(server.conninfo(name, "postgres"), seed)
        assert counts["tickets"] == TICKETS
        made[seed] = digests(server.conninfo(name, "postgres"))
        databases.drop(server.conninfo(), name)
    first = digests(filled.conninfo("postgres"))
    assert made[1] == first
    assert all(made[2][table] != first[table] for table in first)


def test_a_seed_is_here_once_and_another_can_be_added(database: Any) -> None:
    make(database.conninfo("postgres"), 1, 30)
    before = digests(database.conninfo("postgres"))
    with pytest.raises(Conflict, match="another --seed"):
        make(database.conninfo("postgres"), 1, 30)
    assert digests(database.conninfo("postgres")) == before
    make(database.conninfo("postgres"), 2, 30)
    with database.connect("postgres") as connection:
        [(count, first, last)] = rows(
            connection, "select count(*), min(number), max(number) from public.tickets"
        )
        assert (count, last - first) == (60, 59)
        [(number,)] = rows(connection, "select nextval('public.ticket_numbers')")
        assert number == last + 1


def test_every_trigger_is_on_again(owner: psycopg.Connection) -> None:
    off = "select tgname from pg_trigger where tgenabled <> 'O' and not tgisinternal"
    assert rows(owner, off) == []


def test_every_ticket_is_indexed_counted_and_measured(owner: psycopg.Connection) -> None:
    missing = """select t.number from public.tickets t
      where not exists (select 1 from public.ticket_search s where s.ticket_id = t.id)
        or not exists (select 1 from public.ticket_spells s where s.ticket_id = t.id)
        or not exists (select 1 from public.sla_clocks c where c.ticket_id = t.id)"""
    assert rows(owner, missing) == []
    counted = """select status, sum(tickets)::bigint from public.ticket_counts
      group by 1 having sum(tickets) <> 0 order by 1"""
    exact = "select status, count(*) from public.tickets group by 1 order by 1"
    assert rows(owner, counted) == rows(owner, exact)
    unmeasured = """select 1 from public.ticket_spells
      where (ended_at is null) <> (business_s is null)
        or (first_reply_at is null) <> (first_reply_business_s is null)"""
    assert rows(owner, unmeasured) == []


def test_business_time_is_what_the_database_reckons(owner: psycopg.Connection) -> None:
    """Most of it is worked out before it is copied."""
    wrong = """select s.* from public.ticket_spells s
      where s.business_s is distinct from private.desk_seconds(s.began_at, s.ended_at)
        or s.first_reply_business_s is distinct from
          private.desk_seconds(s.began_at, s.first_reply_at)"""
    assert rows(owner, wrong) == []
    spans = rows(
        owner, "select opens_at, closes_at, open_before from public.calendar_spans order by 1"
    )
    open_time, (first, *_), (_, last, _) = OpenTime(spans), spans[0], spans[-1]
    hour = timedelta(hours=1)
    for begins, ends in (
        (first, last - hour),
        (first + hour, first + hour / 2),
        (UNTIL, UNTIL + 100 * hour),
    ):
        reckoned = owner.execute("select private.desk_seconds(%s, %s)", [begins, ends]).fetchone()
        assert reckoned == (open_time.seconds(begins, ends),)
    assert open_time.seconds(first - hour, last) is None
    assert open_time.seconds(first, last + hour) is None


def test_threads_are_in_order_and_agree_with_their_tickets(owner: psycopg.Connection) -> None:
    wrong = """select t.number from public.tickets t
      join lateral (select min(i.created_at) as first, max(i.created_at) as last,
          min(i.created_at) filter (where i.type = 'reply') as answered,
          (array_agg(i.author order by i.created_at, i.type))[1] as opened_by
        from public.interactions i where i.ticket_id = t.id) i on true
      where i.opened_by <> 'customer' or i.first <> t.created_at or i.last > t.updated_at
        or i.answered is distinct from t.first_response_at or t.updated_at > %s"""
    assert owner.execute(wrong.encode(), [UNTIL]).fetchall() == []


def test_nobody_sends_or_does_anything_for_it(owner: psycopg.Connection) -> None:
    assert rows(owner, "select 1 from public.jobs where kind ~ 'ticket|reply|notice'") == []
    assert rows(owner, "select 1 from public.notifications") == []
    assert rows(owner, "select 1 from auth.users") == []


def test_it_is_skewed_as_a_desk_is(database: Any) -> None:
    """Some customers are busy, most are not; Sundays and nights are quiet; it grows; it bursts."""
    make(database.conninfo("postgres"), 3, 3000)
    with database.connect("postgres") as connection:
        customers = [
            c
            for (c,) in rows(
                connection,
                "select count(*) from public.tickets group by customer_id order by 1 desc",
            )
        ]
        times = [t for (t,) in rows(connection, "select created_at from public.tickets")]
        [(tags,)] = rows(connection, "select count(distinct tag) from public.ticket_tags")
    assert sum(customers[: len(customers) // 10]) > 3000 * 0.35
    assert sorted(customers)[len(customers) // 4] <= 3
    days = Counter(time.weekday() for time in times)
    assert days[0] > 2 * days[6]
    hours = Counter(time.hour for time in times)
    assert hours[10] > 5 * hours[3]
    years = Counter((UNTIL - time).days // 365 for time in times)
    assert years[0] > years[1] > years[2]
    by_hour = Counter(time.replace(minute=0, second=0, microsecond=0) for time in times)
    assert by_hour.most_common(1)[0][1] >= 10
    assert tags > 10
