"""One half hour, wanted by many at once: it is booked once, and nobody waits for ever."""

from __future__ import annotations

import json

import psycopg
import pytest

from tests.db.acting import at_once, receive, value

WORKERS = 6


def wished(at: str) -> str:
    return json.dumps(
        {
            "triage": {"category": "calls", "priority": 3, "language": "en", "flags": []},
            "decision": {"outcome": "auto", "reason": "x", "confidence": 1, "thresholds": {}},
            "policy": {"category": "calls", "mode": "auto", "version": 1},
            "evidence": [], "draft": {"text": "We call you at nine."}, "checks": [],
            "embedding_model": "test", "model": "test", "prompt_hash": "none",
            "wishes": [
                {"tool": "book_call", "arguments": {
                    "step": "book", "starts_at": at, "phone": "", "says": "at nine"}}
            ],
        }
    )  # fmt: skip


@pytest.fixture
def desk(database):
    """A desk that is always open; the tickets of as many customers as there are workers."""
    with database.connect("postgres") as owner:
        owner.execute(
            """
            insert into public.ticket_categories (key, label) values ('calls', 'Calls');
            select public.set_policy('calls', 'auto');
            select public.set_category_tools('calls', '{book_call}');
            insert into public.calendars (key, name, time_zone, is_default)
            values ('always', 'Always', 'UTC', true);
            insert into public.calendar_hours (calendar_id, weekday, opens, closes)
            select id, d, '00:00', '24:00' from public.calendars, generate_series(1, 7) d;
            """
        )
        said = [receive(owner, f"m{n}", f"c{n}@calls.example") for n in range(WORKERS)]
        slots = value(owner, "select public.call_slots(%s)", said[0]["ticket_id"])
    return database, said, slots["free"][0]["starts_at"]


def booked(database) -> int:
    with database.connect("postgres") as owner:
        return value(owner, "select count(*) from public.calls where state = 'booked'")


def test_answers_of_many_workers_book_a_half_hour_once(desk) -> None:
    database, said, at = desk

    def record(connection: psycopg.Connection, number: int) -> str:
        row = value(
            connection, "select public.record_answer(%s, %s)",
            said[number]["interaction_id"], wished(at),
        )  # fmt: skip
        return f"{row['outcome']}: {row['reason']}"

    found = at_once(database, ["service_role"] * WORKERS, record)
    taken = "review: The time of the call was taken meanwhile: offer the customer another one."
    assert sorted(found) == ["auto: x", *[taken] * (WORKERS - 1)]
    assert booked(database) == 1


def test_two_workers_with_one_job_book_once(desk) -> None:
    database, _, at = desk
    with database.connect("postgres") as owner:
        job = value(
            owner, "select to_jsonb(c) from public.claim_jobs('w', array['ticket.answer'], 1) c"
        )

    def record(connection: psycopg.Connection, number: int) -> bool:
        row = value(
            connection, "select public.record_answer(%s, %s, %s, %s)",
            job["payload"]["interaction_id"], wished(at), job["id"], job["token"],
        )  # fmt: skip
        return bool(row["repeated"])

    assert sorted(at_once(database, ["service_role"] * 2, record)) == [False, True]
    assert booked(database) == 1
