"""Snapshots: whole or not there; and a restore leaves old or new, wherever it is killed."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from autocrm.stack import postgres, restore, snapshot
from autocrm.stack.errors import StackError
from autocrm.stack.pgdata import binaries
from autocrm.stack.ports import free_ports
from autocrm.stack.postgres import Server
from autocrm.stack.state import lock
from tests.conftest import ROOT


def write_data(home: Path, text: str) -> None:
    """What passes for a Postgres folder, and one stored file."""
    (home / "pg" / "global").mkdir(parents=True, exist_ok=True)
    (home / "pg" / "PG_VERSION").write_text(f"{binaries.major_version()}\n")
    (home / "pg" / "global" / "pg_control").write_text(text)
    (home / "storage" / "bucket").mkdir(parents=True, exist_ok=True)
    (home / "storage" / "bucket" / "file").write_text(text)


def read_data(home: Path) -> tuple[str, str]:
    """What both folders tell; the same when nothing is torn."""
    database = (home / "pg" / "global" / "pg_control").read_text()
    return database, (home / "storage" / "bucket" / "file").read_text()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose data are "new", with a snapshot of them when they were "old"."""
    write_data(tmp_path, "old")
    snapshot.take(tmp_path, "before")
    write_data(tmp_path, "new")
    return tmp_path


def test_they_are_listed_with_time_and_size_newest_first(home: Path) -> None:
    before = home / "snapshots" / "before" / "snapshot.json"
    before.write_text(re.sub(r"20\d\d-", "2001-", before.read_text()))
    made = snapshot.take(home, "v1.2_b")
    assert [one.name for one in snapshot.listed(home)] == ["v1.2_b", "before"]
    assert snapshot.listed(home)[0] == made
    version = (home / "pg" / "PG_VERSION").stat().st_size
    assert made.size == version + len("new") * 2


def test_restoring_brings_back_database_and_files(home: Path) -> None:
    snapshot.restore(home, "before")
    assert read_data(home) == ("old", "old")
    write_data(home, "newer")  # and the snapshot is still its own
    snapshot.restore(home, "before")
    assert read_data(home) == ("old", "old")
    assert not list(home.glob("restore.*"))


def test_files_that_were_not_there_are_not_there_afterwards(home: Path) -> None:
    (home / "storage" / "bucket" / "later").write_text("x")
    snapshot.restore(home, "before")
    assert not (home / "storage" / "bucket" / "later").exists()


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".part", "-x", "x" * 65, "a b", "ä"])
def test_a_name_is_no_path(home: Path, name: str) -> None:
    for action in (snapshot.take, snapshot.restore):
        with pytest.raises(StackError, match="is no name for a snapshot"):
            action(home, name)


def test_a_taken_name_and_a_missing_one_are_told(home: Path) -> None:
    with pytest.raises(StackError, match="There is a snapshot before already"):
        snapshot.take(home, "before")
    with pytest.raises(StackError, match=r"There is no snapshot after: there are before\."):
        snapshot.restore(home, "after")
    assert read_data(home) == ("new", "new")


def test_without_data_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="There are no data in"):
        snapshot.take(tmp_path, "x")
    assert snapshot.listed(tmp_path) == []


def test_a_killed_attempt_is_not_listed_and_not_in_the_way(home: Path) -> None:
    part = home / "snapshots" / ".once.part"
    (part / "pg").mkdir(parents=True)
    (part / "snapshot.json").write_text("{}")
    assert [one.name for one in snapshot.listed(home) if one.name != "before"] == []
    snapshot.take(home, "again")
    assert (home / "snapshots" / "again" / "pg" / "PG_VERSION").exists()
    assert not part.exists()


def test_what_cannot_be_copied_is_told_and_leaves_all_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "bin"
    fake.mkdir()
    (fake / "cp").write_text('#!/bin/sh\necho "cp: x: No space left on device" >&2; exit 1\n')
    (fake / "cp").chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake}:{os.environ['PATH']}")
    for action, name in ((snapshot.take, "more"), (snapshot.restore, "before")):
        with pytest.raises(StackError, match="is full: free some space"):
            action(home, name)
    assert read_data(home) == ("new", "new")
    assert not (home / "snapshots" / "more").exists()


class Killed(BaseException):
    """As good as SIGKILL: nothing in the code catches it."""


def die_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Die before the `step`-th change of a name or removal of a folder."""
    counter = itertools.count()

    def mortal(real):  # type: ignore[no-untyped-def]
        def act(*arguments, **options):  # type: ignore[no-untyped-def]
            if next(counter) == step:
                raise Killed
            return real(*arguments, **options)

        return act

    for owner, name in ((Path, "rename"), (Path, "rmdir"), (restore.shutil, "rmtree")):
        monkeypatch.setattr(owner, name, mortal(getattr(owner, name)))


@pytest.mark.parametrize("step", range(8))
def test_a_restore_that_dies_leaves_old_or_new(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    with monkeypatch.context() as patch:
        die_at(patch, step)
        try:
            snapshot.restore(home, "before")
            died = False
        except Killed:
            died = True
    assert died == (step < 7), "there are as many steps as are tried here"
    decided = step > 0
    restore.finish_restore(home)  # as the next start does
    assert read_data(home) == (("old", "old") if decided else ("new", "new"))
    assert not list(home.glob("restore.*"))
    restore.finish_restore(home)
    assert read_data(home)[0] == ("old" if decided else "new")


def test_sigkill_while_the_copy_is_made_changes_nothing(home: Path) -> None:
    large = home / "snapshots" / "before" / "storage" / "large"
    large.write_bytes(os.urandom(1_000_000) * 200)
    code = "import sys, pathlib; from autocrm.stack import snapshot;"
    code += "snapshot.restore(pathlib.Path(sys.argv[1]), 'before')"
    child = subprocess.Popen([sys.executable, "-c", code, home], cwd=ROOT, start_new_session=True)
    deadline = time.monotonic() + 20
    while not (home / restore.PART / "pg").exists():
        assert time.monotonic() < deadline
        assert child.poll() is None
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    # Nothing of it holds the home any more; a copying `cp` may be some moments in dying.
    while (descriptor := lock(home)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.close(descriptor)
    restore.finish_restore(home)
    assert read_data(home) == ("new", "new")
    assert not list(home.glob("restore.*"))


def test_a_real_database_comes_back_as_it_was(tmp_path: Path) -> None:
    server = Server(tmp_path / "pg", free_ports(1)[0], tmp_path / "logs" / "pg.log", fsync=False)

    def run(statement: str) -> list[tuple[int]]:
        with (
            postgres.running(server),
            psycopg.connect(server.conninfo(), autocommit=True) as connection,
        ):
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    run("create table notes as select 1 as n")
    snapshot.take(tmp_path, "one")
    run("insert into notes values (2)")
    snapshot.restore(tmp_path, "one")
    assert run("select n from notes") == [(1,)]
