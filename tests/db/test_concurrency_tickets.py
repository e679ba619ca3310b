"""What several people and workers do to one ticket at once: one wins, and nothing deadlocks."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, acting, at_once, count, id_of, receive, value


@pytest.fixture
def world(database):
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(database.conninfo("postgres"), HELPERS / helper)
    with database.connect("postgres") as connection:  # what is sent leaves at once
        connection.execute("select public.set_setting('undo_send_seconds', '0')")
    return database


def test_of_two_who_approve_at_once_one_wins(world) -> None:
    draft = id_of("draft for hannah")
    said = at_once(
        world,
        ["reto", "anna"],
        lambda connection, n: value(
            connection, "select public.approve_draft(%s, %s)", draft, f"Text {n}"
        ),
    )
    won = [answer for answer in said if isinstance(answer, dict)]
    lost = [answer.sqlstate for answer in said if isinstance(answer, psycopg.Error)]
    assert [answer["state"] for answer in won] == ["approved"]
    assert lost == ["PT409"]
    assert count(world, "jobs where kind = 'reply.send'") == 1
    assert count(world, "feedback where kind = 'edit'") == 1


def test_approving_while_the_customer_writes_again_sends_or_is_refused(world) -> None:
    """Whoever comes second sees what the first did: no deadlock, no draft between two states."""
    draft, ticket = id_of("draft for hannah"), id_of("ticket of hannah")

    def work(connection: psycopg.Connection, number: int) -> Any:
        if number == 0:
            return value(connection, "select public.approve_draft(%s)", draft)
        return value(connection, "select public.add_message(%s, 'Wait')", ticket)

    approved, written = at_once(world, ["reto", "hannah"], work)
    assert isinstance(written, dict)
    with world.connect("postgres") as connection:
        state = value(connection, "select state from public.drafts where id = %s", draft)
    if isinstance(approved, psycopg.Error):
        assert (approved.sqlstate, state) == ("PT409", "superseded")
    else:
        assert state == "approved"


# What can happen to one ticket: who does it, and the statement.
HAPPENINGS = [
    ("hannah", "select public.add_message(tests.id('ticket of hannah'), 'Wait')"),
    ("reto", "select public.approve_draft(d.id) from public.drafts d where d.state = 'pending'"),
    ("anna", "select public.reject_draft(d.id) from public.drafts d where d.state = 'pending'"),
    ("reto", "select public.reply_to_ticket(tests.id('ticket of hannah'), 'Hello')"),
    ("reto", "select public.cancel_reply(d.id) from public.drafts d where d.state = 'approved'"),
    ("anna", "select public.set_ticket_status(tests.id('ticket of hannah'), 'pending')"),
    (
        "service_role",
        "select public.record_answer(i.id, tests.answer('review')) from public.interactions i "
        "where i.ticket_id = tests.id('ticket of hannah') order by i.created_at desc limit 1",
    ),
    (
        "service_role",
        "select public.begin_send((c.payload ->> 'draft_id')::uuid, "
        "'<' || gen_random_uuid() || '>', c.id, c.token) "
        "from public.claim_jobs('w', array['reply.send']) c",
    ),
    ("service_role", "select public.mark_sent(d.id, 'sent') from public.deliveries d"),
    ("service_role", "select public.mark_sent(d.id, 'unknown') from public.deliveries d"),
    (
        "reto",
        "select public.resolve_delivery(d.id, false) from public.deliveries d "
        "where d.state = 'unknown'",
    ),
]


def test_what_happens_to_one_ticket_at_once_never_deadlocks(world) -> None:
    def repeat(connection: psycopg.Connection, number: int) -> set[str]:
        refusals = set()
        for _ in range(60):
            try:
                connection.execute(HAPPENINGS[number][1].encode())
            except psycopg.Error as error:
                refusals.add(error.sqlstate or str(error))
        return refusals

    refusals = at_once(world, [who for who, _ in HAPPENINGS], repeat)
    # Somebody else was quicker; and who takes back what another has decided anew meanwhile hears
    # that it is not theirs. Nothing worse.
    taking_back = next(n for n, (_, call) in enumerate(HAPPENINGS) if "cancel_reply" in call)
    for number, codes in enumerate(refusals):
        assert codes <= ({"PT409", "PT403"} if number == taking_back else {"PT409"})


def test_of_two_sends_of_one_draft_one_sends(world) -> None:
    with acting(world, "reto") as connection:
        value(connection, "select public.approve_draft(%s)", id_of("draft for hannah"))
    with acting(world, "service_role") as connection:
        claimed = connection.execute(
            "select id, token from public.claim_jobs('w', array['reply.send'])"
        ).fetchone()
    assert claimed is not None

    said = at_once(
        world,
        ["service_role"] * 2,
        lambda connection, _: value(
            connection,
            "select public.begin_send(%s, '<ours@test>', %s, %s)",
            id_of("draft for hannah"),
            *claimed,
        ),
    )
    assert Counter(answer["action"] for answer in said) == {"send": 1, "skip": 1}


def test_a_job_recorded_by_two_workers_is_one_decision(world) -> None:
    with acting(world, "service_role") as connection:
        receive(connection, "one", "hannah@postbox.example")
        row = connection.execute(
            "select id, token, payload ->> 'interaction_id' "
            "from public.claim_jobs('w', array['ticket.answer'])"
        ).fetchone()
    assert row is not None
    job, token, interaction = row
    with world.connect("postgres") as connection:
        answer = json.dumps(value(connection, "select tests.answer('auto')"))

    said = at_once(
        world,
        ["service_role"] * 4,
        lambda connection, _: value(
            connection,
            "select public.record_answer(%s, %s, %s, %s)",
            interaction,
            answer,
            job,
            token,
        ),
    )
    assert Counter(answer["repeated"] for answer in said) == {False: 1, True: 3}
    assert count(world, "jobs where kind = 'reply.send'") == 1
