"""Tidying up while files are sent: each is sent whole, or gone and refused, never half of it."""

from __future__ import annotations

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, count, id_of, value

FILES = 24


@pytest.fixture
def world(database):
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(database.conninfo("postgres"), HELPERS / helper)
    with database.connect("postgres") as connection:
        connection.execute(
            "insert into public.uploads (id, ticket_id, path, name, content_type, size, sha256, "
            "uploaded_by, created_at) select md5('file ' || n)::uuid, %(ticket)s, "
            "'f' || n, 'f' || n, 'image/png', 1, repeat('a', 64), %(by)s, now() - interval '9 day' "
            "from generate_series(1, %(files)s) n",
            {"ticket": id_of("ticket of hannah"), "by": id_of("hannah"), "files": FILES},
        )
        connection.execute(
            "insert into storage.objects (bucket_id, name, metadata) "
            "select 'attachments', u.path, '{\"size\": 1}' from public.uploads u"
        )
    return database


def test_what_is_sent_is_not_tidied_away(world) -> None:
    def act(connection: psycopg.Connection, number: int) -> list[str]:
        """Half of them send a file after the other, half tidy up some at a time."""
        done: list[str] = []
        for n in range(1, FILES + 1):
            if number % 2:
                value(connection, "select public.tidy_up(1)")
                continue
            try:
                value(
                    connection, "select public.add_message(%s, 'See', array[%s]::uuid[])",
                    id_of("ticket of hannah"), id_of(f"file {n}"),
                )  # fmt: skip
            except psycopg.Error as error:
                if error.sqlstate != "PT422":  # it is gone, or the other one was quicker
                    raise
            else:
                done.append(f"f{n}")
        return done

    sent, *others = at_once(world, ["hannah", "service_role", "hannah", "service_role"], act)
    whole = sorted(sent + others[1])
    assert len(whole) == len(set(whole))
    with world.connect("postgres") as connection:
        attached = connection.execute("select path from public.attachments").fetchall()
        promised = connection.execute(
            "select jsonb_array_elements_text(payload -> 'paths') from public.jobs "
            "where kind = 'files.delete'"
        ).fetchall()
    assert sorted(path for (path,) in attached) == whole
    deleted = [path for (path,) in promised]
    assert set(deleted).isdisjoint(whole)
    assert len(deleted) + len(whole) == FILES
    assert count(world, "uploads where used_at is null") == 0


def test_two_that_tidy_up_do_each_once(world) -> None:
    def tidy(connection: psycopg.Connection, _: int) -> dict[str, int]:
        said: dict[str, int] = value(connection, "select public.tidy_up()")
        return said

    said = at_once(world, ["service_role"] * 4, tidy)
    assert sum(one["uploads"] for one in said) == FILES
    assert count(world, "audit_log where action = 'upload.expire'") == FILES
