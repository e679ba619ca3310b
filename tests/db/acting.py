"""Act as one of the cast through an own connection, as PostgREST would; alone or all at once."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg

from tests.db.matrix import API_ROLES, PEOPLE

HELPERS = Path(__file__).resolve().parents[2] / "supabase" / "tests" / "helpers"
Work = Callable[[psycopg.Connection, int], Any]


def id_of(name: str) -> str:
    """The id that cast.psql gives to a name."""
    return str(uuid.UUID(hashlib.md5(name.encode()).hexdigest()))


def role_of(who: str) -> str:
    return who if who in API_ROLES else "authenticated"


@contextmanager
def acting(world, who: str) -> Iterator[psycopg.Connection]:
    """A connection that acts as an API role or a person, through authenticator as PostgREST."""
    claims = {"role": role_of(who)} | ({"sub": id_of(who)} if who in PEOPLE else {})
    with world.connect("authenticator") as connection:
        connection.execute("select set_config('role', %s, false)", [role_of(who)])
        connection.execute(
            "select set_config('request.jwt.claims', %s, false)", [json.dumps(claims)]
        )
        yield connection


def at_once(database, people: Sequence[str], work: Work) -> list[Any]:
    """Let each of `people` do `work(connection, number)` on an own connection, all together.

    A psycopg.Error is returned in place of the result.
    """
    start = Barrier(len(people), timeout=20)

    def one(number: int) -> Any:
        with acting(database, people[number]) as connection:
            start.wait()
            try:
                return work(connection, number)
            except psycopg.Error as error:
                return error

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, range(len(people))))


def value(connection: psycopg.Connection, query: str, *arguments: Any) -> Any:
    """The one value that a query gives."""
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def count(database, what: str) -> int:
    """The number of rows of `public.<what>`, seen by the owner."""
    with database.connect("postgres") as connection:
        number: int = value(connection, f"select count(*) from public.{what}")
    return number


def receive(connection: psycopg.Connection, provider_id: str, sender: str) -> dict[str, Any]:
    message = {
        "channel": "email",
        "provider_id": provider_id,
        "sender": {"email": sender, "name": ""},
        "subject": "Hello",
        "text": "Hello",
    }
    said: dict[str, Any] = value(
        connection, "select public.receive_message(%s)", json.dumps(message)
    )
    return said
