"""Several workers run timers while people work on the tickets: each once, and no deadlock."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, acting, at_once, count, value

# Each run of the handler leaves a trace; `pg_sleep` makes two runs of one timer overlap.
HANDLER = """
create table public.traces (ticket_id uuid, what text);
create function private.timer_trace(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.traces values (p_ticket_id, p_payload ->> 'what');
  perform pg_sleep(0.01);
end $$;
"""
SET = """
select private.set_timer(t.id, 'trace', clock_timestamp() - interval '1 minute',
  jsonb_build_object('key', n, 'what', n))
from public.tickets t, generate_series(1, 10) n
"""


@pytest.fixture
def world(database: Any) -> Any:
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(database.conninfo("postgres"), HELPERS / helper)
    with database.connect("postgres") as connection:
        connection.execute(HANDLER.encode())
        connection.execute(SET.encode())
    return database


def run_all(connection: psycopg.Connection) -> dict[str, int]:
    """Run until nothing is due; what all runs did together."""
    total = {"ran": 0, "failed": 0, "busy": 0}
    for _ in range(100_000):  # while the others hold the tickets, nothing is to be had
        done = value(connection, "select public.run_timers(5)")
        total = {name: total[name] + done[name] for name in total}
        if done["wait_s"] is None or done["wait_s"] > 0:
            return total
    raise AssertionError("there is always something due")


def test_of_many_workers_each_timer_is_run_by_one(world: Any) -> None:
    totals = at_once(world, ["service_role"] * 4, lambda connection, _: run_all(connection))
    assert [t for t in totals if isinstance(t, psycopg.Error)] == []
    assert sum(t["ran"] for t in totals) == 20
    assert count(world, "traces") == 20
    with world.connect("postgres") as connection:
        distinct = "select count(distinct (ticket_id, what)) from public.traces"
        assert value(connection, distinct) == 20


def test_a_ticket_somebody_works_on_is_left_for_the_next_run(world: Any) -> None:
    with (
        world.connect("postgres") as holder,
        holder.transaction(),
        acting(world, "service_role") as worker,
    ):
        holder.execute(
            "select 1 from public.tickets where id = tests.id('ticket of hannah') for update"
        )
        done = value(worker, "select public.run_timers(50)")
        assert (done["ran"], done["busy"]) == (10, 10)
    with acting(world, "service_role") as worker:
        assert value(worker, "select public.run_timers(50)")["ran"] == 10


def test_people_and_timers_never_deadlock(world: Any) -> None:
    """Clocks are followed by what people do; meanwhile their timers, all due, are run."""
    with world.connect("postgres") as connection:
        connection.execute(
            "select public.set_sla_policy('all', jsonb_build_object('targets', jsonb_build_object("
            "'first_response', 1, 'next_response', 1, 'resolution', 1)))"
        )
    people = ["hannah", "tobias", "reto", "mathilde", "service_role", "service_role"]
    write = "select public.add_message(tests.id(%s), 'Wait')"
    status = "select public.set_ticket_status(tests.id(%s), %s)"

    def work(connection: psycopg.Connection, number: int) -> set[str]:
        refusals = set()
        ticket = ("ticket of hannah", "ticket of tobias")[number % 2]
        for step in range(25):
            try:
                if number < 2:
                    connection.execute(write.encode(), [ticket])
                elif number < 4:
                    connection.execute(status.encode(), [ticket, ("pending", "on_hold")[step % 2]])
                else:
                    connection.execute(
                        "select public.run_timers(20, clock_timestamp() + interval '9 days')"
                    )
            except psycopg.Error as error:
                refusals.add(error.sqlstate or str(error))
        return refusals

    refusals = set().union(*at_once(world, people, work))
    assert refusals <= {"PT409"}  # a status that may not follow, or a ticket closed meanwhile
    with world.connect("postgres") as connection:
        errors = connection.execute(
            "select last_error from public.timers where last_error like '%deadlock%'"
        )
        assert errors.fetchall() == []
