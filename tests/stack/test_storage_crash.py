"""kill -9 at any moment: every row has its whole file, and every file its row."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import random
import subprocess
import sys
import threading

import httpx
import pytest

from autocrm.stack.keys import load_or_create_keys
from autocrm.stack.storage import StorageSettings, open_storage
from autocrm.stack.tokens import Signer
from tests.conftest import ROOT

MAKE_BUCKET = ("POST", "/bucket", {"json": {"name": "b"}})
OLD, NEW = b"old" * 400_000, b"new!" * 400_000


@pytest.fixture
def crash(bare_database, tmp_path):
    with contextlib.ExitStack() as stack:
        yield Crash(bare_database, tmp_path, stack)


class Crash:
    """One database and folder, and the processes that come and go over them."""

    def __init__(self, database, folder, stack):
        self.database, self.folder, self.stack = database, folder, stack
        self.conninfo = database.conninfo("supabase_storage_admin")
        self.keys = load_or_create_keys(folder)
        claims = {"role": "service_role", "exp": 4102444800}
        self.bearer = f"Bearer {Signer(self.keys, 'ES256').sign(claims)}"

    @contextlib.contextmanager
    def process(self, die_at=None):
        argument = {"conninfo": self.conninfo, "folder": str(self.folder / "storage")}
        argument |= {"keys": str(self.folder), "die_at": die_at}
        command = [sys.executable, "-m", "tests.stack.storage_process", json.dumps(argument)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                port = int(process.stdout.readline())
                headers = {"authorization": self.bearer}
                url = f"http://127.0.0.1:{port}"
                yield process, lambda: httpx.Client(base_url=url, headers=headers, timeout=20)
            finally:
                process.kill()

    def sql(self, statement):
        with self.database.connect() as connection:
            return connection.execute(statement).fetchall()

    def files(self):
        return {path.name: path for path in (self.folder / "storage").glob("objects/*/*")}

    def rows_without_their_whole_file(self):
        files, wrong = self.files(), []
        rows = self.sql("select name, version, metadata from storage.objects")
        for name, version, metadata in rows:
            content = files[version].read_bytes() if version in files else b"missing"
            etag = f'"{hashlib.md5(content).hexdigest()}"'
            if (metadata["eTag"], metadata["size"]) != (etag, len(content)):
                wrong.append(name)
        return wrong

    def here(self, *requests):
        """Start Storage in this process, make the requests, and end it."""

        async def run():
            signer, folder = Signer(self.keys, "ES256"), self.folder / "storage"
            settings, headers = StorageSettings(), {"authorization": self.bearer}
            async with open_storage(self.conninfo, folder, self.keys, signer, settings) as app:
                transport = httpx.ASGITransport(app)
                async with httpx.AsyncClient(
                    transport=transport, base_url="http://here", headers=headers
                ) as http:
                    for method, path, body in requests:
                        (await http.request(method, path, **body)).raise_for_status()

        asyncio.run(run())

    def restart(self):
        """As the next start does: sweep. Then files and rows are the same."""
        assert self.rows_without_their_whole_file() == []
        self.here()
        assert self.rows_without_their_whole_file() == []
        named = {version for (version,) in self.sql("select version from storage.objects")}
        assert set(self.files()) == named
        assert list((self.folder / "storage" / "staging").iterdir()) == []

    def contents(self):
        files = self.files()
        rows = self.sql("select name, version from storage.objects")
        return {name: files[version].read_bytes() for name, version in rows}


def upload(http):
    http.post("/object/b/new", content=NEW)


def upsert(http):
    http.post("/object/b/old", content=NEW, headers={"x-upsert": "true"})


def delete(http):
    http.request("DELETE", "/object/b", json={"prefixes": ["old"]})


def copy(http):
    names = {"bucketId": "b", "sourceKey": "old", "destinationKey": "new"}
    http.post("/object/copy", json=names)


BEFORE = {"old": OLD}


@pytest.mark.parametrize(
    ("act", "point", "after"),
    [
        (upload, "in the bytes", BEFORE),
        (upload, "before the file", BEFORE),
        (upload, "after the file", BEFORE),
        (upload, "before the row", BEFORE),
        (upload, "after the row", {"old": OLD, "new": NEW}),
        (upsert, "before the row", BEFORE),
        (upsert, "before the old file goes", {"old": NEW}),
        (delete, "before the old file goes", {}),
        (copy, "after the copied file", BEFORE),
        (copy, "after the row", {"old": OLD, "new": OLD}),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", ""),
)
def test_killed_at_a_point(crash, act, point, after):
    crash.here(MAKE_BUCKET, ("POST", "/object/b/old", {"content": OLD}))
    with crash.process(point) as (process, client), client() as http:
        with pytest.raises(httpx.TransportError):
            act(http)
        assert process.wait(20) == -9
    crash.restart()
    assert crash.contents() == after


class Worker(threading.Thread):
    """Writes, overwrites, moves, copies and deletes under names of its own, until it cannot.

    `sure` is what Storage has confirmed, `maybe` what it may or may not have done at the end.
    """

    def __init__(self, client, number, known, done):
        super().__init__()
        self.client, self.number, self.random = client, number, random.Random()
        self.sure, self.maybe, self.done = known, None, done

    def run(self):
        with self.client() as http, contextlib.suppress(httpx.TransportError):
            while True:
                step, self.maybe = self.next_step()
                step(http).raise_for_status()
                self.sure, self.maybe = self.maybe, None
                self.done.release()

    def next_step(self):
        name, other = (f"{self.number}/{self.random.randrange(4)}" for _ in range(2))
        kind = self.random.choice(["put", "put", "put", "delete", "move", "copy"])
        if kind == "put" or name not in self.sure:
            content = self.random.randbytes(self.random.choice([0, 10, 70_000, 1_500_000]))
            return lambda http: http.put(f"/object/b/{name}", content=content), {
                **self.sure, name: hashlib.md5(content).hexdigest(),
            }  # fmt: skip
        left = {key: value for key, value in self.sure.items() if key != name}
        if kind == "delete":
            return lambda http: http.delete(f"/object/b/{name}"), left
        names = {"bucketId": "b", "sourceKey": name, "destinationKey": other}
        if kind == "move" and other not in self.sure:
            after = {**left, other: self.sure[name]}
            return lambda http: http.post("/object/move", json=names), after
        if name == other:
            return lambda http: http.delete(f"/object/b/{name}"), left
        after, upsert = {**self.sure, other: self.sure[name]}, {"x-upsert": "true"}
        return lambda http: http.post("/object/copy", json=names, headers=upsert), after


def test_killed_in_the_middle_of_many_writers(crash):
    known = {number: {} for number in range(4)}
    crash.here(MAKE_BUCKET)
    for rounds in (9, 1, 30, 17, 4):
        with crash.process() as (process, client):
            done = threading.Semaphore(0)
            workers = [Worker(client, number, known[number], done) for number in known]
            for worker in workers:
                worker.start()
            for _ in range(rounds):  # one has just ended, the others are anywhere
                assert done.acquire(timeout=60)
            process.kill()
            for worker in workers:
                worker.join()
        crash.restart()
        found = {
            name: hashlib.md5(content).hexdigest() for name, content in crash.contents().items()
        }
        for worker in workers:
            own = {name: md5 for name, md5 in found.items() if name.startswith(f"{worker.number}/")}
            assert own in (worker.sure, worker.maybe)
            known[worker.number] = own
