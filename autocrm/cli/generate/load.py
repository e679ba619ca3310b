"""Into the database: one transaction, all or nothing, as its owner.

Triggers are off meanwhile (only ours: keys and checks hold); what they would have kept, the
rebuild functions of each domain make at the end.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from autocrm.cli.generate.life import World
from autocrm.cli.generate.open_time import OpenTime
from autocrm.cli.generate.people import CATEGORIES, TAGS, TEAMS, People, id_of
from autocrm.cli.generate.rows import COLUMNS, Rows
from autocrm.cli.generate.story import tell
from autocrm.cli.generate.times import DAYS, arrivals
from autocrm.errors import Conflict

CHUNK = 2500  # tickets that are copied together
Progress = Callable[[str], None]
Connection = psycopg.Connection[tuple[Any, ...]]

_REBUILD = {
    "Measuring service levels": "select private.rebuild_sla_clocks()",
    "Indexing customers": """
        select private.index_customers(array(select c.id from public.customers c where not exists (
          select 1 from public.customer_search s where s.customer_id = c.id)))""",
    "Indexing tickets": "select private.rebuild_ticket_search()",
    "Counting": "select private.rebuild_ticket_counts()",
    "Measuring business time": """
        update public.ticket_spells s set
          business_s = private.business_seconds(
            (select c.id from public.calendars c where c.is_default), s.began_at, s.ended_at),
          first_reply_business_s = private.business_seconds(
            (select c.id from public.calendars c where c.is_default), s.began_at, s.first_reply_at)
        where s.business_s is null and s.ended_at is not null
          or s.first_reply_business_s is null and s.first_reply_at is not null""",
}
_HOURS = '{"mon": ["08:00-18:00"], "tue": ["08:00-18:00"], "wed": ["08:00-18:00"], ' \
         '"thu": ["08:00-18:00"], "fri": ["08:00-18:00"]}'  # fmt: skip
_TARGETS = {
    "first_response": {"1": 3600, "2": 14400, "3": 28800, "4": 57600},
    "next_response": {"1": 7200, "2": 14400, "3": 28800, "4": 57600},
    "resolution": {"1": 28800, "2": 72000, "3": 144000, "4": 288000},
}


def generate(
    conninfo: str, tickets: int, seed: int, until: datetime, progress: Progress
) -> dict[str, int]:
    """Make `tickets` of them, of the three years before `until`; how many rows by table.

    The same on every desk with the same ticket numbers free. Raises Conflict when this seed is
    here already.
    """
    with psycopg.connect(conninfo) as connection:
        connection.execute("set local maintenance_work_mem = '256MB'; set local work_mem = '64MB'")
        _must_be_new(connection, seed)
        switched = _switch_triggers(connection, "disable")
        rows = Rows()
        world = World(
            seed, until, until - timedelta(days=365),
            People(seed, tickets, until - timedelta(days=DAYS)), _desk(connection),
            _open_time(connection), rows,
        )  # fmt: skip
        _people(connection, world)
        _lives(connection, world, _first_number(connection, tickets), tickets, progress)
        for what, statement in _REBUILD.items():
            progress(what)
            connection.execute(statement.encode())
        _switch_triggers(connection, "enable", switched)
    progress("Collecting statistics")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for table in COLUMNS:
            connection.execute(f"vacuum analyze public.{table}".encode())
    return rows.counts


def _must_be_new(connection: Connection, seed: int) -> None:
    known = connection.execute(
        "select 1 from public.customers where id = %s", [id_of(seed, "customer 0")]
    ).fetchone()
    if known:
        raise Conflict(f"The data of seed {seed} are here already: choose another --seed.")


def _switch_triggers(
    connection: Connection, how: str, tables: list[str] | None = None
) -> list[str]:
    """Our triggers of the tables that are filled, off or on again; which tables."""
    connection.execute("set local lock_timeout = '30s'")
    tables = tables or [*COLUMNS, "timers"]
    for table in tables:
        connection.execute(f"alter table public.{table} {how} trigger user".encode())
    return tables


def _first_number(connection: Connection, tickets: int) -> int:
    """The first of `tickets` numbers that are ours from now on."""
    row = connection.execute("select nextval('public.ticket_numbers')").fetchone()
    assert row is not None
    connection.execute(
        "select setval('public.ticket_numbers', %s)", [max(row[0] + tickets - 1, row[0])]
    )
    return int(row[0])


def _desk(connection: Connection) -> dict[str, UUID]:
    """Teams, categories, tags, opening hours and promises, where the desk has none of that name.

    Returns the ids of the teams.
    """
    for key, name in TEAMS.items():
        connection.execute(
            "insert into public.teams (key, name, is_default) values (%s, %s, %s and not exists "
            "(select 1 from public.teams where is_default)) on conflict (key) do nothing",
            [key, name, key == "front"],
        )
    found: dict[str, UUID] = dict(connection.execute("select key, id from public.teams").fetchall())
    for key, (label, team, _) in CATEGORIES.items():
        connection.execute(
            "insert into public.ticket_categories (key, label, team_id) values (%s, %s, %s) "
            "on conflict (key) do nothing",
            [key, label, found[team]],
        )
    connection.execute(
        "insert into public.tags (key) select unnest(%s::text[]) on conflict do nothing",
        [list(TAGS)],
    )
    _promises(connection)
    return {key: found[key] for key in TEAMS}


def _open_time(connection: Connection) -> OpenTime:
    """When the desk is open; what lies beyond is measured by the database, at the end."""
    connection.execute(
        "select private.cover_calendar(c.id) from public.calendars c "
        "where c.is_default and isempty(c.covered)"
    )
    return OpenTime(
        connection.execute(
            "select s.opens_at, s.closes_at, s.open_before from public.calendar_spans s "
            "join public.calendars c on c.id = s.calendar_id and c.is_default order by s.opens_at"
        ).fetchall()
    )


def _promises(connection: Connection) -> None:
    row = connection.execute("select count(*) from public.calendars").fetchone()
    if row == (0,):
        connection.execute(
            "select public.set_calendar('office', 'Office hours', 'Europe/Zurich', %s, true)",
            [_HOURS],
        )
    row = connection.execute("select count(*) from public.sla_policies").fetchone()
    if row == (0,):
        connection.execute(
            "select public.set_sla_policy('standard', jsonb_build_object('name', 'Standard', "
            "'calendar', (select key from public.calendars order by is_default desc, key limit 1), "
            "'targets', %s::jsonb))",
            [Jsonb(_TARGETS)],
        )


def _people(connection: Connection, world: World) -> None:
    people, add = world.people, world.rows.add
    begins = world.until - timedelta(days=DAYS)
    for company in people.companies:
        add("companies", company.id, company.name, company.domain, begins)
    for member in people.members:
        add("members", member.id, member.name, member.email, "agent", [], 40, member.since)
    for customer in people.customers:
        add(
            "customers", customer.id, customer.email, customer.name, customer.company,
            customer.language, begins,
        )  # fmt: skip
        add("customer_identities", customer.id, "email", customer.email, begins, True)
    _copy(connection, list(world.rows.take()))
    for member in people.members:
        for team in member.teams:
            connection.execute(
                "insert into public.team_members (team_id, member_id) values (%s, %s)",
                [world.teams[team], member.id],
            )


def _lives(
    connection: Connection, world: World, first: int, tickets: int, progress: Progress
) -> None:
    """While the server stores some tickets, the next ones are made."""
    rng = random.Random(f"tickets {world.seed}")
    with ThreadPoolExecutor(1) as copier:
        copying = copier.submit(_copy, connection, [])
        for done, arrival in enumerate(arrivals(rng, tickets, world.until)):
            if done % CHUNK == 0:
                progress(f"Tickets: {done} of {tickets}")
                copying.result()
                copying = copier.submit(_copy, connection, list(world.rows.take()))
            tell(world, rng, first + done, arrival)
        copying.result()
    _copy(connection, list(world.rows.take()))


def _copy(connection: Connection, waiting: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    with connection.cursor() as cursor:
        for table, rows in waiting:
            order = f"copy public.{table} ({COLUMNS[table]}) from stdin".encode()
            with cursor.copy(order) as copy:
                for row in rows:
                    copy.write_row(row)
