"""People whom several connections change at once: nobody is lost, and each thing happens once."""

from __future__ import annotations

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, count, id_of, receive, value

HANNAH, TOBIAS = id_of("customer hannah"), id_of("customer tobias")


@pytest.fixture
def world(database):
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(database.conninfo("postgres"), HELPERS / helper)
    return database


def test_mails_that_arrive_during_a_merge_are_the_merged_customers(world) -> None:
    def work(connection: psycopg.Connection, number: int) -> str:
        if number == 0:
            return str(value(connection, "select public.merge_customers(%s, %s)", TOBIAS, HANNAH))
        for mail in range(5):
            receive(connection, f"mail-{number}-{mail}", "tobias@postbox.example")
        return "received"

    said = at_once(world, ["service_role"] * 8, work)
    assert not [error for error in said if isinstance(error, psycopg.Error)]
    assert count(world, f"tickets where customer_id = '{HANNAH}'") == 2 + 35
    assert count(world, "interactions i join public.tickets t on t.id = i.ticket_id "
                 "where i.customer_id <> t.customer_id") == 0  # fmt: skip
    assert count(world, "customers") == 4


def test_mails_that_arrive_during_the_undo_are_their_senders(world) -> None:
    with world.connect("postgres") as connection:
        merge_id = value(
            connection, "select public.merge_customers(%s, %s) ->> 'merge_id'", TOBIAS, HANNAH
        )

    def work(connection: psycopg.Connection, number: int) -> str:
        if number == 0:
            return str(value(connection, "select public.unmerge_customers(%s)", merge_id))
        who = "tobias" if number % 2 else "hannah"
        for mail in range(5):
            receive(connection, f"mail-{number}-{mail}", f"{who}@postbox.example")
        return "received"

    said = at_once(world, ["service_role"] * 7, work)
    assert not [error for error in said if isinstance(error, psycopg.Error)]
    for customer, name in ((HANNAH, "hannah"), (TOBIAS, "tobias")):
        assert count(world, f"tickets where customer_id = '{customer}'") == 1 + 15
        assert count(
            world,
            "inbound_events e join public.tickets t on t.id = e.ticket_id where "
            f"e.sender = '{name}@postbox.example' and t.customer_id <> '{customer}'",
        ) == 0  # fmt: skip


def test_two_merges_the_other_way_round_leave_one_customer(world) -> None:
    pairs = [(HANNAH, TOBIAS), (TOBIAS, HANNAH)]
    said = at_once(
        world,
        ["anna", "anna"],
        lambda connection, n: value(connection, "select public.merge_customers(%s, %s)", *pairs[n]),
    )
    [refused] = [answer for answer in said if isinstance(answer, psycopg.Error)]
    assert refused.sqlstate == "PT409"
    assert count(world, "customers where merged_into is not null") == 1
    assert count(world, "customer_merges") == 1


def test_one_of_two_admins_who_leave_at_once_stays(world) -> None:
    with world.connect("postgres") as connection:
        connection.execute("update public.members set role = 'admin'")
    people = ["anna", "reto", "mathilde"]
    said = at_once(
        world,
        people,
        lambda connection, n: value(
            connection,
            "select public.set_member_active(%s, false) ->> 'active'",
            id_of(f"member {people[n]}"),
        ),
    )
    assert sum(isinstance(answer, psycopg.Error) for answer in said) == 1
    assert count(world, "members where role = 'admin' and active") == 1


def test_an_invitation_makes_one_member_however_often_it_is_accepted(world) -> None:
    with world.connect("postgres") as connection:
        connection.execute("select public.invite_member('nils@work.example')")
        connection.execute("update public.invitations set token_hash = private.token_hash('open')")
    said = at_once(
        world,
        ["nils"] * 4,
        lambda connection, _: value(connection, "select public.accept_invitation('open') ->> 'id'"),
    )
    assert sum(isinstance(answer, str) for answer in said) == 1
    assert {e.sqlstate for e in said if isinstance(e, psycopg.Error)} <= {"PT404", "PT409"}
    assert count(world, f"members where user_id = '{id_of('nils')}'") == 1


def test_one_open_invitation_of_eight_that_are_made_at_once(world) -> None:
    said = at_once(
        world,
        ["anna"] * 8,
        lambda connection, _: value(
            connection, "select public.invite_member('kim@work.example') ->> 'id'"
        ),
    )
    assert sum(isinstance(answer, str) for answer in said) == 1
    assert {e.sqlstate for e in said if isinstance(e, psycopg.Error)} == {"PT409"}
    assert count(world, "notices where to_address = 'kim@work.example'") == 1
