"""The worker against a queue in memory: what it does with each kind of end."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from autocrm import worker as module
from autocrm.errors import Conflict, Unavailable
from autocrm.ports import Job
from autocrm.worker import Worker


class Queue:
    """Enough of ports.Jobs to watch the worker."""

    def __init__(self, *jobs: Job) -> None:
        self.waiting = list(jobs)
        self.finished: list[str] = []
        self.failures: list[tuple[str, str, bool]] = []
        self.extended = 0
        self.claims = 0
        self.down = False

    async def claim(self, worker: str, kinds: Sequence[str], limit: int, lease_s: int) -> list[Job]:
        self.claims += 1
        if self.down:
            raise Unavailable("The API did not answer.")
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    async def extend(self, job: Job, lease_s: int) -> bool:
        self.extended += 1
        return True

    async def finish(self, job: Job) -> bool:
        self.finished.append(job.id)
        return True

    async def fail(self, job: Job, error: str, retryable: bool) -> str:
        self.failures.append((job.id, error, retryable))
        return "queued"

    async def heartbeat(self, worker: str, info: dict[str, Any]) -> None:
        if self.down:
            raise Unavailable("The API did not answer.")


class House:
    def __init__(self, jobs: Queue) -> None:
        self.jobs = jobs


def job(number: int, kind: str = "ticket.answer") -> Job:
    return Job(str(number), kind, {}, attempts=1, token="t", waited_ms=1.0)


def worker(queue: Queue, handler: Any) -> Worker:
    return Worker(House(queue), handlers={"ticket.answer": handler})  # type: ignore[arg-type]


async def until(condition: Any, seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_job_is_run_and_finished() -> None:
    queue, seen = Queue(job(1), job(2), job(3)), []

    async def handler(_: Any, claimed: Job) -> None:
        seen.append(claimed.id)

    await worker(queue, handler).run_until_idle()
    assert (sorted(seen), sorted(queue.finished)) == (["1", "2", "3"], ["1", "2", "3"])


@pytest.mark.parametrize(
    ("error", "retryable"),
    [(Unavailable("later"), True), (Conflict("no use"), False), (KeyError("a bug"), True)],
)
async def test_a_failed_job_is_reported_with_whether_another_attempt_helps(
    error: Exception, retryable: bool
) -> None:
    queue = Queue(job(1), job(2))

    async def handler(_: Any, claimed: Job) -> None:
        if claimed.id == "1":
            raise error

    await worker(queue, handler).run_until_idle()
    assert [(i, r) for i, _, r in queue.failures] == [("1", retryable)]
    assert queue.finished == ["2"]  # and the worker lives


async def test_the_bell_wakes_before_the_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_S", 30.0)
    queue = Queue()

    async def handler(_: Any, claimed: Job) -> None: ...

    one = worker(queue, handler)
    running = asyncio.create_task(one.run())
    await until(lambda: queue.claims == 1)
    queue.waiting.append(job(1))
    started = time.monotonic()
    one.ring()
    await until(lambda: queue.finished == ["1"])
    assert time.monotonic() - started < 10  # a poll would have taken 30 s
    one.stop()
    await running


async def test_without_a_bell_the_poll_finds_the_job() -> None:
    queue = Queue()

    async def handler(_: Any, claimed: Job) -> None: ...

    one = worker(queue, handler)
    running = asyncio.create_task(one.run())
    await until(lambda: queue.claims >= 1)
    queue.waiting.append(job(1))
    await until(lambda: queue.finished == ["1"])
    one.stop()
    await running


async def test_a_long_job_keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXTEND_S", 0.01)
    queue = Queue(job(1))

    async def handler(_: Any, claimed: Job) -> None:
        await until(lambda: queue.extended >= 2)

    await worker(queue, handler).run_until_idle()
    extended = queue.extended
    await asyncio.sleep(0.05)
    assert (queue.finished, queue.extended) == (["1"], extended)


async def test_an_outage_is_waited_out_and_shows_in_the_health() -> None:
    queue = Queue()
    queue.down = True

    async def handler(_: Any, claimed: Job) -> None: ...

    one = worker(queue, handler)
    running = asyncio.create_task(one.run())
    await until(lambda: queue.claims >= 1)
    assert one.health()["heartbeat_age_s"] is None
    queue.waiting.append(job(1))
    queue.down = False
    await until(lambda: queue.finished == ["1"])
    one.stop()
    await running


async def test_stopping_lets_running_jobs_end() -> None:
    queue, release = Queue(job(1)), asyncio.Event()

    async def handler(_: Any, claimed: Job) -> None:
        await release.wait()

    one = worker(queue, handler)
    running = asyncio.create_task(one.run())
    await until(lambda: queue.waiting == [])
    one.stop()
    await asyncio.sleep(0.02)
    assert not running.done()
    release.set()
    await running
    assert queue.finished == ["1"]


class Bell:
    """Rings once when it is listened to, then stays silent."""

    hears = True

    async def listen(self, ring: Callable[[], None]) -> None:
        ring()
        await asyncio.Event().wait()


async def test_health_is_told_over_http() -> None:
    queue = Queue()

    async def handler(_: Any, claimed: Job) -> None: ...

    one = worker(queue, handler)
    server = await module._answer_health(one, Bell(), 0)
    port = server.sockets[0].getsockname()[1]

    async def ask(line: str) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{line} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer

    health = json.loads((await ask("GET /health")).split(b"\r\n\r\n", 1)[1])
    assert (health["done"], health["hears_bell"]) == (0, True)
    assert (await ask("GET /other")).startswith(b"HTTP/1.1 404")
    server.close()
    await server.wait_closed()
