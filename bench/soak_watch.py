"""What the soak looks at from outside: memory, connections, and the end of Postgres."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from autocrm.stack.config import StackConfig
from autocrm.stack.postgres import Server
from autocrm.stack.state import State

_COUNT = """
    select usename, count(*) from pg_stat_activity
    where usename is not null and pid <> pg_backend_pid() group by usename
"""


@dataclass(frozen=True)
class Kill:
    """When Postgres was killed, and when it took a connection again (monotonic seconds)."""

    killed: float
    back: float


def connections(config: StackConfig) -> dict[str, int]:
    """Connections to Postgres, by role; ours is not among them."""
    with psycopg.connect(Server.of(config).conninfo(), autocommit=True) as connection:
        return dict(connection.execute(_COUNT).fetchall())


async def kill_postgres(config: StackConfig) -> Kill:
    """SIGKILL the postmaster and wait until the supervisor has brought it back."""
    pid = _postmaster(config)
    killed = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    deadline = killed + 120
    while not (_postmaster_or_none(config) not in (None, pid) and _answers(config)):
        if time.monotonic() > deadline:
            raise SystemExit("Postgres did not come back within two minutes: see its log.")
        await asyncio.sleep(0.02)
    return Kill(killed, time.monotonic())


def _postmaster(config: StackConfig) -> int:
    return int((config.home / "pg" / "postmaster.pid").read_text().split("\n", 1)[0])


def _postmaster_or_none(config: StackConfig) -> int | None:
    try:
        return _postmaster(config)
    except (OSError, ValueError):  # not written yet
        return None


def _answers(config: StackConfig) -> bool:
    try:
        with psycopg.connect(Server.of(config).conninfo(), connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def memory(config: StackConfig) -> dict[str, float]:
    """MB a service, its child processes included; shared pages are counted once (PSS)."""
    return _by_service(config, _pss)


def cpu_seconds(config: StackConfig) -> dict[str, float]:
    """CPU time that each service has used since its start, its living child processes included."""
    return _by_service(config, _cpu)


def _by_service(config: StackConfig, measured: Callable[[int], float]) -> dict[str, float]:
    services = State.load(config.home).services
    children = _children()
    return {
        name: sum(measured(pid) for pid in _tree(service.pid, children))
        for name, service in services.items()
        if service.pid
    }


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:  # it ended meanwhile
                continue
            found.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(folder.name))
    return found


def _tree(pid: int, children: dict[int, list[int]]) -> list[int]:
    return [pid, *(one for child in children.get(pid, []) for one in _tree(child, children))]


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
