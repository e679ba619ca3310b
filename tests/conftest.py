"""Real Postgres and PostgREST for the tests: one server a session, a fresh clone a test.

With pytest-xdist each worker has its own server. Nothing is skipped when a binary is
missing: the tests fail with the sentence that says how to get it.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from autocrm.stack import databases, migrate, postgres, rest
from autocrm.stack.keys import Keys, load_or_create_keys
from autocrm.stack.ports import free_ports
from autocrm.stack.postgres import Server
from autocrm.stack.project import api_settings

ROOT = Path(__file__).resolve().parents[1]
Connection = psycopg.Connection[tuple[Any, ...]]
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """One throw-away database, bootstrapped and migrated."""

    server: Server
    name: str

    def conninfo(self, user: str = postgres.SUPERUSER) -> str:
        """Connection string for a role; all local roles have the same password."""
        return self.server.conninfo(self.name, user)

    def connect(self, user: str = postgres.SUPERUSER) -> Connection:
        """A new autocommitting connection; close it, or use it in a `with`."""
        return psycopg.connect(self.conninfo(user), autocommit=True)


@dataclass(frozen=True)
class RestApi:
    """A PostgREST of its own on a database of its own."""

    url: str
    database: Database
    keys: Keys

    def token(self, role: str = "authenticated", **claims: Any) -> str:
        """An ES256 JWT as Auth would issue it, valid for ten minutes."""
        body = {"role": role, "aud": "authenticated", "exp": int(time.time()) + 600, **claims}
        key = ECKey.import_key(self.keys.es256)
        return jwt.encode({"alg": "ES256", "kid": self.keys.es256["kid"]}, body, key)

    def headers(self, role: str = "authenticated", **claims: Any) -> dict[str, str]:
        """Request headers that carry such a token."""
        return {"Authorization": f"Bearer {self.token(role, **claims)}"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Postgres server for the session, empty, without fsync."""
    folder = tmp_path_factory.mktemp("postgres")
    with postgres.running(
        Server(folder / "pg", free_ports(1)[0], folder / "postgres.log", fsync=False)
    ) as started:
        yield started


@pytest.fixture(scope="session")
def bare_template(server: Server) -> str:
    """Name of a database with sql/bootstrap applied, but no migrations. Clone it only."""
    databases.create(server.conninfo(), "template_bare")
    databases.bootstrap(server.conninfo("template_bare"), ROOT / "sql" / "bootstrap")
    return "template_bare"


@pytest.fixture(scope="session")
def template(server: Server, bare_template: str) -> str:
    """Name of a bootstrapped and migrated database. Clone it only: never connect to it."""
    databases.clone(server.conninfo(), bare_template, "template_app")
    migrate.migrate(server.conninfo("template_app", "postgres"), ROOT / "supabase" / "migrations")
    return "template_app"


def _cloned(server: Server, template: str) -> Iterator[Database]:
    name = f"test_{next(_numbers)}"
    databases.clone(server.conninfo(), template, name)
    yield Database(server, name)
    databases.drop(server.conninfo(), name)


@pytest.fixture
def database(server: Server, template: str) -> Iterator[Database]:
    """A clone of the migrated template, dropped after the test."""
    yield from _cloned(server, template)


@pytest.fixture
def bare_database(server: Server, bare_template: str) -> Iterator[Database]:
    """A clone with the bootstrap only, dropped after the test."""
    yield from _cloned(server, bare_template)


@pytest.fixture(scope="module")
def module_database(server: Server, template: str) -> Iterator[Database]:
    """A clone of the migrated template that all tests of a module share."""
    yield from _cloned(server, template)


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """An autocommitting superuser connection to this test's `database`."""
    with database.connect() as connection:
        yield connection


@pytest.fixture
def db_as(database: Database) -> Iterator[Callable[..., Connection]]:
    """`db_as(role, claims)`: a connection that acts as an API role, as PostgREST would.

    Each call opens its own autocommitting connection to this test's `database`; `claims`
    are the JWT's, e.g. {"sub": user_id}, and the role is added to them.
    """
    opened: list[Connection] = []

    def connect(role: str, claims: dict[str, Any] | None = None) -> Connection:
        connection = database.connect("authenticator")
        opened.append(connection)
        body = json.dumps({"role": role, **(claims or {})})
        connection.execute("select set_config('role', %s, false)", [role])
        connection.execute("select set_config('request.jwt.claims', %s, false)", [body])
        return connection

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """The keys of the session."""
    return load_or_create_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def rest_api(
    module_database: Database, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RestApi]:
    """PostgREST on the module's own clone, shared by the tests of the module."""
    port, admin_port = free_ports(2)
    uri = module_database.conninfo("authenticator")
    env = rest.environment(uri, port, admin_port, keys, api_settings(ROOT))
    log = tmp_path_factory.mktemp("rest") / "rest.log"
    with rest.running(ROOT, {**os.environ, **env}, log) as url:
        yield RestApi(url, module_database, keys)


@pytest.fixture(scope="module", name="rest")
def rest_fixture(rest_api: RestApi) -> RestApi:
    """The name the tests use for `rest_api`."""
    return rest_api


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On CI nothing may be missing, so a skip is a failure."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} was skipped, which is a failure with CI=true: {report.longrepr}"
        )
    return report
