"""Half a minute of mixed load on a whole stack whose Postgres is killed: all comes back clean."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from autocrm.stack import control
from autocrm.stack.config import StackConfig
from autocrm.stack.ports import free_base
from bench.soak import Report, soak
from tests.conftest import ROOT

_SECONDS, _KILLS = 18, 1
# What each role may hold at most: its pool, and one beside it to listen or while one is replaced.
_MOST = {
    "authenticator": 14,  # PostgREST 10 and its listener, Realtime's readers
    "supabase_auth_admin": 6,
    "supabase_storage_admin": 9,
    "supabase_admin": 10,
}

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """One soak for all tests here."""
    home = tmp_path_factory.mktemp("soak") / "home"
    config = StackConfig(ROOT, home, free_base(), fsync=False)
    control.start(config)
    try:
        yield asyncio.run(soak(config, _SECONDS, _KILLS))
    finally:
        control.stop(Path(config.home))


@pytest.mark.parametrize("service", ["rest", "auth", "storage", "mail"])
def test_no_request_fails_but_for_the_kill(report, service):
    """And after its first success a service has no more errors of it."""
    tally = report.load.tallies[service]
    assert [one.what for one in report.unexpected(tally)] == []
    assert len(tally.good) > 10


def test_the_kill_was_felt(report):
    """Else the rest of this file would show nothing."""
    assert len(report.kills) == _KILLS
    assert any(tally.bad for tally in report.load.tallies.values())


def test_subscriptions_come_back(report):
    assert report.lost_subscriptions == 0
    assert report.changes_again(report.kills[-1]) is not None


def test_every_change_reaches_every_listener(report):
    since = report.begun
    kills = [
        (kill.killed - since, kill.back - since, report.changes_again(kill))
        for kill in report.kills
    ]
    told = report.load.config.home / "logs" / "realtime.log"
    lost = [at - since for at in report.lost_changes()]
    assert lost == [], f"killed, back, streamed: {kills}; Realtime: {told.read_text()[-2000:]}"


def test_broadcasts_do_not_need_postgres(report):
    assert len(report.listeners.sent) > 10
    assert report.lost_broadcasts() == 0


def test_no_connection_to_postgres_leaks(report):
    before, after = report.connections
    assert after.keys() == before.keys()
    assert {role for role, count in after.items() if count > _MOST.get(role, 0)} == set()
