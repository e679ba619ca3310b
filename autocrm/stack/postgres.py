"""Our own Postgres: make its data folder, start it, stop it, bring it back after a crash."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from autocrm.stack import binaries, pgdata, ports, process
from autocrm.stack.config import DB_PASSWORD, HOST, StackConfig
from autocrm.stack.errors import (
    StackError,
    disk_full_sentence,
    explain_os_errors,
    tells_of_full_disk,
)

SUPERUSER = "supabase_admin"
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "wal_level": "logical",
    "max_wal_senders": "10",
    "max_replication_slots": "10",
    "max_wal_size": "512MB",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_NO_FSYNC = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """One Postgres server: its data folder, port and log. `fsync=False` is for tests."""

    data: Path
    port: int
    log: Path
    fsync: bool = True

    @classmethod
    def of(cls, config: StackConfig) -> Server:
        """The server of a stack."""
        log = config.home / "logs" / "postgres.log"
        return cls(config.home / "pg", config.db_port, log, config.fsync)

    def conninfo(self, dbname: str = "postgres", user: str = SUPERUSER) -> str:
        """Connection string for a database and role."""
        return f"postgresql://{user}:{DB_PASSWORD}@{HOST}:{self.port}/{dbname}"


def prepare(server: Server) -> bool:
    """Make the data folder if there is none, clear what a crash left; True when it is new.

    The caller holds the lock on the home folder. Raises StackError.
    """
    with explain_os_errors(server.log):
        server.log.parent.mkdir(parents=True, exist_ok=True)
        process.rotate(server.log)
    new = pgdata.create(server.data, DB_PASSWORD, SUPERUSER, sync=server.fsync)
    with explain_os_errors(server.data):
        pgdata.write_trusted_extensions(server.data)
    pgdata.end_left_over(server.data)
    ports.require_free(server.port, patience=2.0)
    return new


def command(server: Server) -> list[str]:
    """The command line that runs the server in the foreground."""
    settings = _SETTINGS | ({} if server.fsync else _NO_FSYNC)
    settings |= {
        "port": str(server.port),
        "extension_control_path": f"{pgdata.extension_dir(server.data)}:$system",
    }
    words = [*binaries.namespace_prefix(), str(binaries.program("postgres"))]
    words += ["-D", str(server.data)]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    return words


def spawn_options(server: Server) -> dict[str, Any]:
    """Keyword arguments for Popen: account, process group, death with the parent.

    SIGINT is Postgres's fast shutdown, so a killed supervisor leaves clean data.
    """
    return {
        "cwd": "/",
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
        "preexec_fn": process.die_with_parent(signal.SIGINT),
        **pgdata.account_options(),
    }


def start(server: Server, timeout: float = 30) -> subprocess.Popen[bytes]:
    """Start a prepared server and wait until it answers. Raises StackError."""
    deadline = time.monotonic() + timeout
    while True:
        mark = server.log.stat().st_size if server.log.exists() else 0
        with server.log.open("ab") as log:
            child = subprocess.Popen(
                command(server), stdout=log, stderr=log, **spawn_options(server)
            )
        if _answers(server, child, deadline):
            return child
        child.kill()
        child.wait()
        said = process.tail(server.log, server.log.stat().st_size - mark)
        if "pre-existing shared memory" not in said or time.monotonic() > deadline:
            raise StackError(explain(server, said))
        time.sleep(0.2)  # back ends of a killed server are still leaving


def _answers(server: Server, child: subprocess.Popen[bytes], deadline: float) -> bool:
    while child.poll() is None and time.monotonic() < deadline:
        if ping(server):
            return True
        time.sleep(0.02)
    return False


def ping(server: Server) -> bool:
    """True when the server takes a connection and answers `select 1`."""
    try:
        with psycopg.connect(server.conninfo(), connect_timeout=2) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError:
        return False
    return True


def stop(child: subprocess.Popen[bytes], timeout: float = 8) -> None:
    """Fast shutdown; immediate when that takes longer than `timeout` seconds."""
    for signum, seconds in ((signal.SIGINT, timeout), (signal.SIGQUIT, 2), (signal.SIGKILL, 2)):
        if child.poll() is not None:
            return
        child.send_signal(signum)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """A server for the length of a `with` block. Raises StackError."""
    prepare(server)
    child = start(server)
    try:
        yield server
    finally:
        stop(child)


def explain(server: Server, said: str) -> str:
    """One sentence for a server that did not start, from what it wrote to its log."""
    if tells_of_full_disk(said):
        return disk_full_sentence(server.data)
    if "Address already in use" in said:
        return ports.busy_sentence(server.port)
    if "Permission denied" in said or "Operation not permitted" in said:
        return f"Postgres may not use {server.data}: give the folder to the user who starts it."
    lines = [line for line in said.splitlines() if "FATAL:" in line or "PANIC:" in line]
    reason = lines[-1].partition(":  ")[2] if lines else "it gave no reason"
    return f"Postgres did not start ({reason}): see {server.log}."
