"""The bell through Realtime: who enqueues wakes the worker, whichever way the commit came."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from autocrm.adapters.supabase.bell import RealtimeBell
from tests.conformance.conftest import service_ports
from tests.stack.conftest import functions_port, person, running_stack, stack, stack_config, ticker
from tests.stack.harness import Stack

__all__ = [
    "functions_port",
    "person",
    "running_stack",
    "service_ports",
    "stack",
    "stack_config",
    "ticker",
]


class Rings:
    """Counts, and can be waited for."""

    def __init__(self) -> None:
        self.count, self._more = 0, asyncio.Event()

    def ring(self) -> None:
        self.count += 1
        self._more.set()

    async def next(self) -> None:
        await asyncio.wait_for(self._more.wait(), 20)
        self._more.clear()


@contextlib.asynccontextmanager
async def listening(stack: Stack, key: str) -> AsyncIterator[tuple[RealtimeBell, Rings]]:
    bell, rings = RealtimeBell(stack.url, key), Rings()
    task = asyncio.create_task(bell.listen(rings.ring))
    yield bell, rings
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def enqueue(stack: Stack, key: str) -> None:
    with stack.database.connect("postgres") as db:
        db.execute("select private.enqueue('test.work', %s, '{}')", [key])


async def test_it_rings_when_joined_and_for_every_commit_that_enqueues(stack: Stack) -> None:
    async with listening(stack, stack.keys.secret_key) as (bell, rings):
        await rings.next()
        assert bell.hears  # joined: what was enqueued before is looked for
        for number in range(3):
            enqueue(stack, f"one {number}")
            await rings.next()
    assert rings.count == 4


async def test_an_rpc_from_a_browser_rings(stack: Stack, person: dict[str, str]) -> None:
    customer = stack.signed_up(person)
    async with listening(stack, stack.keys.secret_key) as (_, rings):
        await rings.next()
        arguments = {"p_subject": "Kettle", "p_text": "Where is it?"}
        await asyncio.to_thread(lambda: customer.rpc("create_ticket", arguments).execute())
        await rings.next()


async def test_without_the_secret_key_nothing_is_heard(
    stack: Stack, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(stack, stack.keys.publishable_key) as (bell, rings):
        while "cannot be heard" not in caplog.text:
            await asyncio.sleep(0.02)
        enqueue(stack, "unheard")
        assert not bell.hears
    assert rings.count == 0


async def test_it_is_heard_again_when_realtime_comes_back(
    stack: Stack, caplog: pytest.LogCaptureFixture
) -> None:
    away = RealtimeBell("http://127.0.0.1:1", stack.keys.secret_key)
    rings = Rings()
    task = asyncio.create_task(away.listen(rings.ring))
    while "cannot be heard" not in caplog.text:
        await asyncio.sleep(0.02)
    away._url = f"{stack.url}/realtime/v1"
    await rings.next()
    assert away.hears
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
