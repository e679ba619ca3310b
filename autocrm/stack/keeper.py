"""Keep one child running: start it, wait for its probe, restart it when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable

from autocrm.stack import process
from autocrm.stack.errors import StackError, explain_os_errors
from autocrm.stack.services import Service
from autocrm.stack.state import ServiceState

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds between restarts, doubling
STEADY = 30.0  # seconds up after which the pause starts small again
READY_LIMIT = 60.0  # seconds a first start may take
_POLL = 0.03


class Keeper:
    """Owns one service's process. `changed` is called after each change of `state`."""

    def __init__(self, service: Service, state: ServiceState, changed: Callable[[], None]) -> None:
        self.service = service
        self.state = state
        self._changed = changed
        self._child: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the child and wait until its probe answers; then keep it up. Raises StackError."""
        deadline = time.monotonic() + READY_LIMIT
        mark = await self._spawn()
        while not await self._becomes_ready(deadline):
            said = process.tail(self.service.log, self._log_size() - mark)
            await self._end_child()
            # Back ends of a Postgres that was killed need a moment to leave.
            if "pre-existing shared memory" not in said or time.monotonic() > deadline:
                raise StackError(self._explain(said))
            await asyncio.sleep(FIRST_PAUSE)
            mark = await self._spawn()
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End the child for good, gently first; returns within the service's limits."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._end_child()
        self._note("stopped")

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            assert self._child is not None
            up_since = time.monotonic()
            await self._child.wait()
            process.kill_group(self._child.pid)
            self._note("failed")
            if time.monotonic() - up_since > STEADY:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            await self._restart()

    async def _restart(self) -> None:
        self.state.restarts += 1
        try:
            await self._spawn()
            await self._becomes_ready(time.monotonic() + READY_LIMIT)
        except (StackError, OSError) as error:  # tried again after the next pause
            with contextlib.suppress(OSError), self.service.log.open("a") as log:
                log.write(f"{error}\n")

    async def _spawn(self) -> int:
        """Start the process; returns the size of the log before."""
        self.service.before()
        process.rotate(self.service.log)
        mark = self._log_size()
        with explain_os_errors(self.service.log), self.service.log.open("ab") as log:
            self._child = await asyncio.create_subprocess_exec(
                *self.service.command,
                env=self.service.env,
                stdout=log,
                stderr=log,
                **self.service.options,
            )
        self._note("starting")
        return mark

    async def _becomes_ready(self, deadline: float) -> bool:
        assert self._child is not None
        while self._child.returncode is None and time.monotonic() < deadline:
            # The child is looked at again after the probe: a stranger on its port may answer.
            if await self.service.ready() and self._child.returncode is None:
                self._note("running")
                return True
            await asyncio.sleep(_POLL)
        return False

    async def _end_child(self) -> None:
        child = self._child
        if child is None:
            return
        for signum, seconds in (*self.service.stop, (signal.SIGKILL, 1.0)):
            if child.returncode is not None:
                break
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signum)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), seconds)
        process.kill_group(child.pid)

    def _explain(self, said: str) -> str:
        if self.service.explain is not None:
            return self.service.explain(said)
        reason = (said.strip().splitlines() or ["it gave no reason"])[-1]
        return f"{self.service.name} did not start ({reason}): see {self.service.log}."

    def _log_size(self) -> int:
        return self.service.log.stat().st_size if self.service.log.exists() else 0

    def _note(self, state: str) -> None:
        self.state.state = state
        if state == "starting" and self._child is not None:
            self.state.pid = self._child.pid
            self.state.identity = process.identity(self._child.pid)
            self.state.started_at = time.time()
        elif state in ("failed", "stopped"):
            self.state.pid = self.state.identity = None
        self._changed()
