"""The library of rest_library.sql: put into a database, and PostgREST made to know it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from psycopg import sql

_SQL = Path(__file__).with_name("rest_library.sql")
# As one does on hosted Supabase: the settings of PostgREST that live in the database.
_SETTINGS = {"db_schemas": "public, graphql_public, annex"}


def install(database: Any, url: str) -> None:
    """Make and fill the tables in `database`; return when the REST API at `url` serves them."""
    with database.connect() as connection:
        connection.execute(_SQL.read_text())
    configure(database, **_SETTINGS)
    # A function is found only once settings and schema are both read anew; a table earlier.
    wait_for_status(f"{url}/rpc/greet", 200, {"accept-profile": "annex"})


def configure(database: Any, **settings: str) -> None:
    """Set what PostgREST reads from its login role, for this database alone, and reload."""
    with database.connect() as connection:
        for name, value in settings.items():
            statement = sql.SQL("alter role authenticator in database {} set {} = {}").format(
                sql.Identifier(database.name), sql.SQL(f"pgrst.{name}"), sql.Literal(value)
            )
            connection.execute(statement)
        connection.execute("notify pgrst, 'reload config'")
        connection.execute("notify pgrst, 'reload schema'")


def refill(database: Any) -> None:
    """Put everything back to how `install` left it."""
    with database.connect() as connection:
        connection.execute("select public.fill_library()")


def rows(url: str) -> list[Any]:
    """What a GET of `url` finds."""
    found: list[Any] = httpx.get(url, timeout=10).json()
    return found


def wait_for_status(url: str, status: int, headers: dict[str, str] | None = None) -> None:
    """Return when a GET of `url` answers with `status`."""
    wait_until(lambda: httpx.get(url, headers=headers, timeout=10).status_code == status)


def wait_until(done: Callable[[], bool]) -> None:
    """Return when `done()`; it must be within 20 s."""
    deadline = time.monotonic() + 20
    while not done():
        assert time.monotonic() < deadline, "PostgREST did not reload"
        time.sleep(0.05)
