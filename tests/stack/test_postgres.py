"""Our Postgres starts, stops, comes back, and says in one sentence why it cannot."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import tempfile
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from autocrm.stack import binaries, pgdata, postgres, process
from autocrm.stack.errors import StackError, explain_os_errors
from autocrm.stack.ports import free_ports
from autocrm.stack.postgres import Server


@pytest.fixture
def own(tmp_path) -> Server:
    """A server that is not started yet, in a folder of its own."""
    return Server(tmp_path / "pg", free_ports(1)[0], tmp_path / "pg.log", fsync=False)


def test_an_interrupted_initdb_is_done_again(own):
    part = own.data.with_name("pg.part")
    part.mkdir()
    (part / "PG_VERSION").write_text("18\n")
    assert postgres.prepare(own) is True
    assert not part.exists()
    assert postgres.prepare(own) is False


def test_a_folder_that_is_no_data_folder_is_left_alone(own):
    own.data.mkdir()
    (own.data / "thesis.txt").write_text("precious")
    with pytest.raises(StackError, match="not a whole Postgres data folder: move it away"):
        postgres.prepare(own)
    assert (own.data / "thesis.txt").read_text() == "precious"


def test_data_of_another_version_is_not_touched(own):
    (own.data / "global").mkdir(parents=True)
    (own.data / "global" / "pg_control").touch()
    (own.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(StackError, match=r"made by Postgres 15 .* dump it"):
        postgres.prepare(own)


def test_a_busy_port_is_named(own):
    with socket.socket() as other:
        other.bind(("127.0.0.1", own.port))
        other.listen()
        with pytest.raises(StackError, match=f"Port {own.port} .* is taken: stop the program"):
            postgres.prepare(own)


def test_a_home_that_cannot_be_made_is_named(own, tmp_path):
    (tmp_path / "file").touch()
    server = Server(tmp_path / "file" / "pg", own.port, own.log)
    with pytest.raises(StackError, match="file"):
        postgres.prepare(server)


def test_a_full_disk_is_named(own):
    with pytest.raises(StackError, match="is full: free some space"), explain_os_errors(own.data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for said in (
        "FATAL:  could not write to file: No space left on device",
        'FATAL:  could not extend file "base/1/2": wrote only 4096 of 8192 bytes at block 8',
    ):
        assert "is full: free some space" in postgres.explain(own, said)


def test_it_listens_on_loopback_only_and_wants_a_password(own):
    with postgres.running(own), psycopg.connect(own.conninfo()) as db:
        assert db.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
        assert db.execute("show unix_socket_directories").fetchone() == ("",)
        wrong = own.conninfo().replace(":postgres@", ":wrong@")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def test_after_kill_minus_9_it_starts_again_with_what_was_committed(own):
    own = replace(own, fsync=True)  # else the last commits may be lost, by choice
    postgres.prepare(own)
    first = postgres.start(own)
    with psycopg.connect(own.conninfo()) as db:
        db.execute("create table kept as select 1 as x")
    first.kill()
    first.wait()
    postgres.prepare(own)
    second = postgres.start(own)
    with psycopg.connect(own.conninfo()) as db:
        assert db.execute("select x from kept").fetchone() == (1,)
    postgres.stop(second)


def test_a_server_left_over_on_the_data_is_ended_first(own):
    postgres.prepare(own)
    left_over = postgres.start(own)
    postgres.prepare(own)
    assert left_over.wait(5) == 0


def test_a_pid_that_went_to_another_program_is_not_signalled(own):
    postgres.prepare(own)
    (own.data / "postmaster.pid").write_text(f"{os.getpid()}\n{own.data}\n")
    pgdata.end_left_over(own.data)  # would have sent us SIGINT
    child = postgres.start(own)
    postgres.stop(child)


def test_a_stop_is_a_fast_one_even_with_clients(own):
    postgres.prepare(own)
    child = postgres.start(own)
    with psycopg.connect(own.conninfo()) as db:
        db.execute("select 1")
        postgres.stop(child)
        assert child.returncode == 0
        with pytest.raises(psycopg.OperationalError):
            db.execute("select 1")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become someone else")
def test_without_namespaces_root_becomes_an_unprivileged_account(monkeypatch):
    """In /tmp, as pytest's own folder is closed to other accounts."""
    monkeypatch.setattr(binaries, "namespace_prefix", lambda: ())
    binaries.account.cache_clear()
    folder = Path(tempfile.mkdtemp(prefix="autocrm-test-"))
    server = Server(folder / "pg", free_ports(1)[0], folder / "pg.log", fsync=False)
    try:
        with postgres.running(server), psycopg.connect(server.conninfo()) as db:
            pid = int((server.data / "postmaster.pid").read_text().split()[0])
            assert Path(f"/proc/{pid}").stat().st_uid != 0
            assert db.execute("select 1").fetchone() == (1,)
    finally:
        binaries.account.cache_clear()
        shutil.rmtree(folder)


def test_identity_tells_processes_apart_and_sees_the_end(own):
    postgres.prepare(own)
    child = postgres.start(own)
    known = process.identity(child.pid)
    assert known
    assert process.is_running(child.pid, known)
    assert not process.is_running(os.getpid(), known)
    child.send_signal(signal.SIGINT)
    assert process.wait_gone(child.pid, known, 5)
    child.wait()
