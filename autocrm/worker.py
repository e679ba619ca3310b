"""The worker: claim, run, finish or fail. Woken by a bell; a slow poll is the safety net."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import time
from dataclasses import dataclass, field
from typing import Any

from autocrm.errors import AutoCRMError, Unavailable
from autocrm.pipeline import HANDLERS, Handler
from autocrm.ports import Bell, Job, Services
from autocrm.usecases.run_timers import keep_time
from autocrm.usecases.tidy_up import keep_tidy

log = logging.getLogger("autocrm.worker")

POLL_S = 0.25
LEASE_S = 15
EXTEND_S = 5.0
HEARTBEAT_S = 2.0
LANES = 2  # jobs at a time: one waits on the network while the other computes


def default_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


@dataclass
class Worker:
    """Runs jobs of `handlers` until `stop` is called."""

    services: Services
    name: str = field(default_factory=default_name)
    handlers: dict[str, Handler] = field(default_factory=lambda: dict(HANDLERS))
    lanes: int = LANES
    done: int = 0
    failed: int = 0
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _last_heartbeat: float = float("-inf")

    def ring(self) -> None:
        """There is a job: do not wait for the next poll."""
        self._bell.set()

    def stop(self) -> None:
        """Finish what is running, then return from `run`."""
        self._stopping.set()
        self._bell.set()

    def health(self) -> dict[str, Any]:
        """`heartbeat_age_s`: seconds since the database last answered; null before that."""
        age = time.monotonic() - self._last_heartbeat
        return {
            "name": self.name,
            "heartbeat_age_s": round(age, 2) if age != float("inf") else None,
            "done": self.done,
            "failed": self.failed,
        }

    async def run(self) -> None:
        """Claim and run jobs until stopped. Trouble with the API is waited out."""
        heart = asyncio.create_task(self._beat())
        running: set[asyncio.Task[None]] = set()
        try:
            while not self._stopping.is_set():
                self._bell.clear()
                claimed = await self._claim(self.lanes - len(running))
                for job in claimed:
                    task = asyncio.create_task(self._run_job(job))
                    running.add(task)
                    task.add_done_callback(running.discard)
                    task.add_done_callback(lambda _: self._bell.set())  # a lane is free
                if not claimed or len(running) >= self.lanes:
                    await self._wait()
        finally:
            if running:
                await asyncio.wait(running, timeout=LEASE_S)
            heart.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await heart

    async def run_until_idle(self) -> None:
        """Run what is due and return; for tests and one-off commands."""
        while claimed := await self.services.jobs.claim(
            self.name, list(self.handlers), self.lanes, LEASE_S
        ):
            await asyncio.gather(*(self._run_job(job) for job in claimed))

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), POLL_S)

    async def _claim(self, limit: int) -> list[Job]:
        if limit < 1:
            return []
        try:
            return list(
                await self.services.jobs.claim(self.name, list(self.handlers), limit, LEASE_S)
            )
        except AutoCRMError as error:
            log.warning("cannot claim: %s", error.message)
            await asyncio.sleep(POLL_S * 2)
            return []

    async def _beat(self) -> None:
        while True:
            try:
                await self.services.jobs.heartbeat(
                    self.name, {"pid": os.getpid(), "done": self.done}
                )
                self._last_heartbeat = time.monotonic()
            except AutoCRMError as error:
                log.warning("no heartbeat: %s", error.message)
            await asyncio.sleep(HEARTBEAT_S)

    async def _run_job(self, job: Job) -> None:
        keeper = asyncio.create_task(self._keep_lease(job))
        started = time.perf_counter()
        try:
            await self.handlers[job.kind](self.services, job)
        except Exception as error:  # the boundary: whatever a job does, the worker lives
            await self._fail(job, error)
        else:
            await self._finish(job, time.perf_counter() - started)
        finally:
            keeper.cancel()

    async def _finish(self, job: Job, seconds: float) -> None:
        try:
            held = await self.services.jobs.finish(job)
        except AutoCRMError as error:
            # The work is committed and idempotent: the lease runs out and the repeat is a no-op.
            log.warning("%s %s done, but not marked so: %s", job.kind, job.id, error.message)
            return
        self.done += 1
        log.info(
            "%s %s %s, waited %.0f ms, took %.0f ms",
            job.kind,
            job.id,
            "done" if held else "done after its lease",
            job.waited_ms,
            seconds * 1000,
        )

    async def _fail(self, job: Job, error: Exception) -> None:
        self.failed += 1
        known = isinstance(error, AutoCRMError)
        message = (
            error.message if isinstance(error, AutoCRMError) else f"{type(error).__name__}: {error}"
        )
        log.error("%s %s failed: %s", job.kind, job.id, message, exc_info=None if known else error)
        retryable = error.retryable if isinstance(error, AutoCRMError) else True
        try:
            await self.services.jobs.fail(job, message, retryable)
        except Unavailable as lost:
            log.warning("%s %s: its failure is not recorded: %s", job.kind, job.id, lost.message)

    async def _keep_lease(self, job: Job) -> None:
        while True:
            await asyncio.sleep(EXTEND_S)
            with contextlib.suppress(AutoCRMError):
                await self.services.jobs.extend(job, LEASE_S)


async def serve(services: Services, bell: Bell, port: int) -> None:
    """Run a worker until SIGTERM, woken by `bell`; GET /health is on 127.0.0.1:`port`."""
    worker = Worker(services)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    health = await _answer_health(worker, bell, port) if port else None
    beside = [
        asyncio.create_task(bell.listen(worker.ring)),
        asyncio.create_task(_embed_stale(services)),
        asyncio.create_task(_keep_time(services, worker)),
        asyncio.create_task(keep_tidy(services)),
    ]
    try:
        await worker.run()
    finally:
        for task in beside:
            task.cancel()
        for ended in await asyncio.gather(*beside, return_exceptions=True):
            if isinstance(ended, Exception):
                log.error("the worker ends", exc_info=ended)
        if health is not None:
            health.close()


async def _keep_time(services: Services, worker: Worker) -> None:
    """A worker that keeps no time ends, to be started again, instead of seeming well."""
    try:
        await keep_time(services)
    finally:
        worker.stop()


async def _embed_stale(services: Services) -> None:
    """The embedding model may be another one than last time; the API may come up after us."""
    while True:
        try:
            count = await services.knowledge.embed_stale(services.embedder.model)
        except Unavailable:
            await asyncio.sleep(POLL_S)
            continue
        except AutoCRMError as error:
            log.warning("cannot look for articles to embed: %s", error.message)
            return
        if count:
            log.info("%d articles are embedded with %s", count, services.embedder.model)
        return


async def _answer_health(worker: Worker, bell: Bell, port: int) -> asyncio.Server:
    """One fixed answer needs no web framework in the process that counts milliseconds."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, TimeoutError, ValueError
        ):
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 2)
            method, path = head.split(b" ", 2)[:2]
            if (method, path) == (b"GET", b"/health"):
                said = {**worker.health(), "hears_bell": bell.hears}
                body, status = json.dumps(said).encode(), b"200 OK"
            else:
                body, status = b'{"title": "Only GET /health is here."}', b"404 Not Found"
            writer.write(
                b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                b"Connection: close\r\n\r\n%s" % (status, len(body), body)
            )
            await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", port)


def main() -> int:
    """`python -m autocrm.worker`: one worker with the settings of the environment."""
    import sys

    from autocrm.bootstrap import open_app
    from autocrm.settings import load

    async def work() -> None:
        settings = load()
        async with open_app(settings) as app:
            await asyncio.gather(serve(app.services, app.bell, settings.worker_port), app.warm_up())

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every claim, four a second
    logging.getLogger("realtime").setLevel(logging.CRITICAL)  # the bell tells it in one line
    try:
        asyncio.run(work())
    except AutoCRMError as error:
        print(f"Error: {error.message}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Error: the worker's port cannot be used: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main())
