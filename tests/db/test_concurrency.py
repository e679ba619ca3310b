"""Mails and jobs that many connections handle at once: each thing happens exactly once."""

from __future__ import annotations

import uuid
from collections import Counter

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, count, receive, value


@pytest.fixture
def world(database):
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(database.conninfo("postgres"), HELPERS / helper)
    return database


def test_the_same_mail_from_eight_deliveries_is_one_interaction(world) -> None:
    before = count(world, "interactions")
    said = at_once(
        world,
        ["service_role"] * 8,
        lambda connection, _: receive(connection, "same", "new@postbox.example"),
    )
    assert Counter(answer["duplicate"] for answer in said) == {False: 1, True: 7}
    assert len({answer["interaction_id"] for answer in said}) == 1
    assert None not in {answer["ticket_id"] for answer in said}
    assert count(world, "interactions") == before + 1


def test_eight_first_mails_of_one_person_make_one_customer(world) -> None:
    said = at_once(
        world,
        ["service_role"] * 8,
        lambda connection, n: receive(connection, f"mail-{n}", "new@postbox.example"),
    )
    assert len({answer["ticket_id"] for answer in said}) == 8
    assert count(world, "customers where email = 'new@postbox.example'") == 1
    assert count(world, "customer_identities where address = 'new@postbox.example'") == 1


def test_eight_workers_share_200_jobs_without_an_overlap(world) -> None:
    with world.connect("postgres") as connection:
        connection.execute(
            "insert into public.jobs (kind, key) "
            "select 'test.share', n::text from generate_series(1, 200) n"
        )

    def drain(connection: psycopg.Connection, number: int) -> list[str]:
        mine: list[str] = []
        while rows := connection.execute(
            "select id::text, token from public.claim_jobs(%s, array['test.share'], 7)",
            [f"worker-{number}"],
        ).fetchall():
            for job, token in rows:
                assert value(connection, "select public.finish_job(%s, %s)", job, token)
                mine.append(job)
        return mine

    taken = [job for share in at_once(world, ["service_role"] * 8, drain) for job in share]
    assert len(taken) == len(set(taken)) == 200
    assert count(world, "jobs where kind = 'test.share' and state = 'done' and attempts = 1") == 200


def test_eight_who_enqueue_the_same_work_enqueue_it_once(world) -> None:
    key = str(uuid.uuid4())
    said = at_once(
        world,
        ["service_role"] * 8,
        lambda connection, _: value(
            connection,
            "select public.save_article('new', 'New', %s) ->> 'version'",
            f"Text {key}",
        ),
    )
    assert set(said) == {"1"}
    assert (
        count(
            world,
            "jobs where payload ->> 'article_id' = (select id::text from "
            "public.knowledge_base where slug = 'new')",
        )
        == 1
    )
