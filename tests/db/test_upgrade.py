"""A desk that was there before: later migrations find its rows, and lose none."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path

import psycopg
import pytest

from autocrm.stack import migrate
from tests.conftest import ROOT, Database

MIGRATIONS = ROOT / "supabase" / "migrations"
FIRST_DESK = "20261124101000"  # the last migration of the first version that people could run


@pytest.fixture
def old_desk(bare_database: Database, tmp_path: Path) -> Database:
    """The first version, with a mail, an answer that was sent, and a ticket that is solved."""
    for file in MIGRATIONS.glob("*.sql"):
        if file.name.split("_")[0] <= FIRST_DESK:
            shutil.copy(file, tmp_path)
    migrate.migrate(bare_database.conninfo("postgres"), tmp_path)
    with bare_database.connect("postgres") as db:
        for number in range(3):
            message = {
                "channel": "email",
                "provider_id": f"old-{number}",
                "message_id": f"<old-{number}>",
                "sender": {"email": "old@postbox.example", "name": "Old"},
                "subject": f"Old {number}",
                "text": "From before",
            }
            raw = base64.b64encode(b"raw").decode()
            db.execute("select public.receive_message(%s, %s)", [json.dumps(message), raw])
        _answer_the_first(db)
        db.execute("update public.tickets set status = 'solved' where subject = 'Old 1'")
    return bare_database


def _answer_the_first(db: psycopg.Connection) -> None:
    db.execute(
        "insert into public.interactions (ticket_id, customer_id, type, author, content)"
        " select id, customer_id, 'reply', 'agent', 'An answer' from public.tickets"
        " where subject = 'Old 0'"
    )


def test_all_later_migrations_apply_and_nothing_is_lost(old_desk: Database) -> None:
    migrate.migrate(old_desk.conninfo("postgres"), MIGRATIONS)
    with old_desk.connect() as db:
        kept = db.execute(
            "select t.subject, t.status, count(i.id) from public.tickets t"
            " join public.interactions i on i.ticket_id = t.id group by t.id order by t.number"
        ).fetchall()
        assert kept == [("Old 0", "new", 2), ("Old 1", "solved", 1), ("Old 2", "new", 1)]
        moves = db.execute("select count(*) from public.jobs where kind = 'raw.move'").fetchone()
        assert moves == (3,)  # their raw mails are moved to Storage by the worker


def test_what_is_derived_knows_the_old_tickets(old_desk: Database) -> None:
    migrate.migrate(old_desk.conninfo("postgres"), MIGRATIONS)
    with old_desk.connect() as db:
        found = db.execute("select count(*) from public.ticket_search").fetchone()
        spells = db.execute(
            "select ended_as, first_reply_by from public.ticket_spells s"
            " join public.tickets t on t.id = s.ticket_id order by t.number"
        ).fetchall()
    assert found == (3,)
    assert spells == [(None, "agent"), ("solved", None), (None, None)]
