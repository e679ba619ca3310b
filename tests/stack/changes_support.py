"""A feed on a test's database, and what it has told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import psycopg

from autocrm.stack.realtime.changes import Binding, ChangeFeed, FeedState

PATIENCE = 20  # seconds, for what takes milliseconds


class Told:
    """A feed with everything that its callbacks were given."""

    def __init__(self, conninfo: str) -> None:
        self.changes: list[tuple[uuid.UUID, list[int], dict[str, Any]]] = []
        self.messages: list[dict[str, Any]] = []
        self.states: list[FeedState] = []
        self._news = asyncio.Event()
        self.feed = ChangeFeed(conninfo, self._change, self._message, self._state)

    def _change(self, subscriber: uuid.UUID, ids: list[int], data: dict[str, Any]) -> None:
        json.dumps(data, allow_nan=False)  # what clients are sent
        self.changes.append((subscriber, ids, data))
        self._news.set()

    def _message(self, row: dict[str, Any]) -> None:
        self.messages.append(row)
        self._news.set()

    def _state(self, state: FeedState) -> None:
        self.states.append(state)
        self._news.set()

    async def until(self, arrived: Callable[[], Any]) -> Any:
        """Wait until `arrived()` is true, and return it."""
        async with asyncio.timeout(PATIENCE):
            while not (found := arrived()):
                self._news.clear()
                await self._news.wait()
        return found

    async def listen(
        self, wanted: dict[str, Any], role: str = "service_role", **claims: Any
    ) -> uuid.UUID:
        """A new subscriber with one binding."""
        subscriber = uuid.uuid4()
        await self.feed.subscribe(subscriber, [Binding.parse(wanted)], {"role": role, **claims})
        return subscriber

    def of(self, subscriber: uuid.UUID) -> list[dict[str, Any]]:
        """The data that a subscriber has got."""
        return [data for who, _, data in self.changes if who == subscriber]

    async def next_of(self, subscriber: uuid.UUID, count: int = 1) -> list[dict[str, Any]]:
        """Its first `count` changes."""
        await self.until(lambda: len(self.of(subscriber)) >= count)
        return self.of(subscriber)


@contextlib.asynccontextmanager
async def telling(conninfo: str) -> AsyncIterator[Told]:
    """A live feed for the length of a `with` block."""
    told = Told(conninfo)
    async with told.feed:
        async with asyncio.timeout(PATIENCE):
            await told.feed.wait_live()
        yield told


@contextlib.contextmanager
def writer(database: Any) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection whose commits are in the log at once, as in a real stack.

    (The tests' server writes it lazily: every change would take 200 ms.)
    """
    with database.connect() as connection:
        connection.execute("set synchronous_commit = on")
        yield connection


class Fence:
    """A table everybody may see: once its row arrives, all that came before was judged."""

    def __init__(self, told: Told, db: psycopg.Connection[Any]) -> None:
        self._told, self._db, self._number = told, db, 0

    async def passed(self) -> None:
        """Return when the feed has handled all that is committed."""
        if not self._number:
            make_table(self._db, "fence", "id int primary key")
            self._subscriber = await self._told.listen({"table": "fence"})
        self._number += 1
        self._db.execute("insert into public.fence values (%s)", [self._number])
        await self._told.next_of(self._subscriber, self._number)


def make_table(db: psycopg.Connection[Any], name: str, columns: str) -> None:
    """A published table of schema public, without row security."""
    db.execute(f"create table public.{name} ({columns})")
    db.execute(f"grant all on public.{name} to anon, authenticated, service_role")
    db.execute(f"alter publication supabase_realtime add table public.{name}")


def slots(db: psycopg.Connection[Any], database: str) -> int:
    """How many replication slots the database has."""
    query = "select count(*) from pg_replication_slots where database = %s"
    row = db.execute(query, [database]).fetchone()
    assert row is not None
    return int(row[0])


def wait_for(true: Callable[[], bool]) -> None:
    """Wait for what no event tells of."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
