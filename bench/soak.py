"""A mixed load on a whole stack for minutes, with Postgres killed on the way.

Reads and writes over REST, sign-ins and refreshes, uploads and downloads, mails, and listeners
on Realtime. Afterwards: which errors there were and whether one came later than the service's
own first success after the kill; connections to Postgres; memory; lost subscriptions.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from autocrm.cli.output import progress_line
from autocrm.stack import control
from autocrm.stack.config import StackConfig
from autocrm.stack.keys import load_or_create_keys
from autocrm.stack.ports import free_base
from bench.soak_listen import Listeners
from bench.soak_load import Failure, Load, Tally
from bench.soak_report import print_report
from bench.soak_watch import Kill, connections, kill_postgres, memory

ROOT = Path(__file__).resolve().parents[1]
_SETTLE = 3.0  # seconds: pools are filled, and at the end what was sent has arrived
_PATIENCE = 90.0  # seconds for a service to work again; PostgREST's own wait grows to 32
_TABLE = """
    create table if not exists public.soak_rows (
      id bigint generated always as identity primary key, body text not null
    );
    alter table public.soak_rows enable row level security;
    grant select, insert on public.soak_rows to service_role;
"""
_PUBLISH = "alter publication supabase_realtime add table public.soak_rows"


@dataclass
class Report:
    """What one soak saw. Times are monotonic seconds; memory is MB by service."""

    begun: float
    load: Load
    listeners: Listeners
    kills: list[Kill] = field(default_factory=list)
    connections: list[dict[str, int]] = field(default_factory=list)  # before the kills, after all
    memory: list[dict[str, float]] = field(default_factory=list)  # at start, settled, end
    lost_subscriptions: int = 0

    def unexpected(self, tally: Tally) -> list[Failure]:
        """Failures no kill explains: not between one and the first success after it."""
        return [
            one for one in tally.bad if not any(self._explains(k, tally, one) for k in self.kills)
        ]

    def _explains(self, kill: Kill, tally: Tally, failure: Failure) -> bool:
        recovered = tally.recovered(kill.back)
        return failure.ended >= kill.killed and (recovered is None or failure.begun <= recovered)

    def lost_changes(self) -> list[float]:
        """When each row was written that no kill explains and whose change a listener missed.

        Explained is a row that may have been committed before the changes were streamed again,
        so one whose request began before: on a busy machine its answer is read much later.
        """
        explained = [(kill.killed, self.changes_again(kill)) for kill in self.kills]
        wanted = {
            row: at
            for row, (begun, at) in self.load.rows.items()
            if not any(at >= killed - 1 and begun <= (until or at) for killed, until in explained)
        }
        return [at for one in self.listeners.seen for row, at in wanted.items() if row not in one]

    def changes_again(self, kill: Kill) -> float | None:
        """When every listener had a change of a row written after Postgres was back."""
        begun = {row: written.begun for row, written in self.load.rows.items()}
        return self.listeners.recovered(kill.back, begun)

    def lost_broadcasts(self) -> int:
        """Broadcasts that did not come back to a listener other than the sender."""
        return sum(len(self.listeners.sent.keys() - one) for one in self.listeners.heard[1:])


def measure(seconds: float = 600, kills: float = 2) -> None:
    """Run the whole soak on a stack of its own and print it."""
    with tempfile.TemporaryDirectory(prefix="autocrm-soak-") as folder:
        config = StackConfig(ROOT, Path(folder) / "home", free_base())
        control.start(config, progress_line)
        try:
            print_report(asyncio.run(soak(config, seconds, int(kills))))
        finally:
            control.stop(config.home)


async def soak(config: StackConfig, seconds: float, kills: int) -> Report:
    """Load a running stack for `seconds` with `kills` ends of Postgres evenly spread."""
    keys = load_or_create_keys(config.home)
    await asyncio.to_thread(_make_table, config)
    async with httpx.AsyncClient(timeout=60) as http:
        load, listeners = Load(config, keys, http), Listeners(config, keys)
        await load.prepare()
        await listeners.start()
        report = Report(time.monotonic(), load, listeners)
        work = [asyncio.ensure_future(load.run()), asyncio.ensure_future(listeners.broadcast())]
        try:
            await _watch(config, report, seconds, kills)
        finally:
            await _end(work)
        await asyncio.sleep(_SETTLE)
        report.memory.append(memory(config))
        report.lost_subscriptions = listeners.lost_subscriptions()
        await listeners.close()
        return report


def _make_table(config: StackConfig) -> None:
    with psycopg.connect(config.db_url, autocommit=True) as connection:
        connection.execute(_TABLE)
        with contextlib.suppress(psycopg.errors.DuplicateObject):
            connection.execute(_PUBLISH)


async def _watch(config: StackConfig, report: Report, seconds: float, kills: int) -> None:
    end = report.begun + seconds
    await asyncio.sleep(_SETTLE)
    report.memory.append(memory(config))
    report.connections.append(await asyncio.to_thread(connections, config))
    settled = asyncio.ensure_future(_settled(config, report, min(120.0, seconds / 5)))
    for number in range(kills):
        await _until(report.begun + seconds * (number + 1) / (kills + 1))
        report.kills.append(await kill_postgres(config))
        await _until_recovered(report)
    await settled
    await _until(max(end, time.monotonic() + _SETTLE))
    report.connections.append(await asyncio.to_thread(connections, config))


async def _settled(config: StackConfig, report: Report, after: float) -> None:
    await asyncio.sleep(after)
    report.memory.append(memory(config))


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


async def _until_recovered(report: Report) -> None:
    """Return when every service has worked again; raises SystemExit when one does not."""
    kill = report.kills[-1]
    while waiting := _not_recovered(report, kill):
        if time.monotonic() > kill.back + _PATIENCE:
            raise SystemExit(f"After {_PATIENCE:.0f} s there was no success of {waiting}.")
        await asyncio.sleep(0.1)


def _not_recovered(report: Report, kill: Kill) -> list[str]:
    tallies = report.load.tallies.values()
    waiting = [one.name for one in tallies if one.recovered(kill.back) is None]
    return waiting + (["realtime"] if report.changes_again(kill) is None else [])


async def _end(work: Sequence[asyncio.Future[None]]) -> None:
    for task in work:
        task.cancel()
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if not isinstance(outcome, asyncio.CancelledError):
            raise SystemExit(f"The load ended by itself: {outcome!r}")
