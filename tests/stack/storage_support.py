"""A Storage of its own for low-level tests: real Postgres, real files, no gateway before it."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from autocrm.stack.storage import StorageSettings, open_storage
from autocrm.stack.tokens import Signer
from tests.stack.harness import serving

_numbers = itertools.count(1)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Storage:
    """A running Storage. Requests by default as the service role."""

    url: str
    folder: Path
    database: Any
    keys: Any
    context: Any  # StorageContext, to be used for its settings and `signer` only

    def http(self, role: str | None = "service_role", **claims: Any) -> httpx.Client:
        """Requests with a token of the role; None sends none."""
        token = None if role is None else self.token(role, **claims)
        return self.bearing(token)

    def bearing(self, token: str | None) -> httpx.Client:
        """Requests with this very token."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=20)

    def token(self, role: str, **claims: Any) -> str:
        """An access token as Auth signs it."""
        body = {"role": role, "aud": "authenticated", "exp": 4102444800, **claims}
        return Signer(self.keys, "ES256").sign(body)

    def bucket(self, **fields: Any) -> str:
        """A new bucket; returns its id."""
        name = f"bucket{next(_numbers)}"
        with self.http() as http:
            http.post("/bucket", json={"name": name, **fields}).raise_for_status()
        return name

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run as the superuser."""
        with self.database.connect() as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def policy(self, bucket: str, what: str, rule: str, role: str = "authenticated") -> None:
        """Let a role do something in a bucket: "select", "insert", "update", "delete"."""
        check = "with check" if what == "insert" else "using"
        self.sql(
            f"create policy p{next(_numbers)} on storage.objects for {what} to {role}"
            f" {check} (bucket_id = '{bucket}' and ({rule}))"
        )

    def files(self) -> dict[str, int]:
        """Versions on disk and their sizes."""
        return {path.name: path.stat().st_size for path in self.folder.glob("objects/*/*")}

    def staged(self) -> list[str]:
        """What is left of uploads on their way."""
        return [path.name for path in (self.folder / "staging").iterdir()]


@contextlib.asynccontextmanager
async def running_storage(
    database: Any, keys: Any, folder: Path, settings: StorageSettings | None = None
) -> AsyncIterator[Storage]:
    """Serve Storage over a database."""
    conninfo = database.conninfo("supabase_storage_admin")
    settings = settings or StorageSettings()
    async with (
        open_storage(conninfo, folder, keys, Signer(keys, "ES256"), settings) as app,
        serving(app) as port,
    ):
        url = f"http://127.0.0.1:{port}"
        yield Storage(url, folder, database, keys, app.state.context)
