"""`python -m autocrm.stack.supervisor <home>/stack.json`: start all of a stack, keep it up.

Order: Postgres, bootstrap, migrations, then PostgREST beside gateway, Auth and mail, then
functions, then worker. SIGTERM or SIGINT stops all in reverse order.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from autocrm.stack import databases, migrate, ports, process, services
from autocrm.stack.config import StackConfig, make_home, write_private
from autocrm.stack.errors import StackError
from autocrm.stack.keeper import Keeper
from autocrm.stack.keys import load_or_create_keys
from autocrm.stack.postgres import Server
from autocrm.stack.restore import finish_restore
from autocrm.stack.services import Service
from autocrm.stack.state import ServiceState, State, lock

EXIT_FAILED, EXIT_LOCKED = 1, 3
_PATIENCE = 2.0  # seconds for a port that is taken for a moment
_LEFT_OVER_SIGNALS = [signal.SIGTERM, signal.SIGKILL]


class Supervisor:
    """All children of one home folder, which this process has locked."""

    def __init__(self, config: StackConfig) -> None:
        self.config = config
        self.state = State(pid=os.getpid(), identity=process.identity(os.getpid()))
        self._keepers: list[Keeper] = []

    async def run(self, stop: asyncio.Event) -> int:
        """Start all, wait for `stop`, stop all; the exit code. Troubles go to the state file."""
        starting = asyncio.create_task(self._start_all())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        error = starting.exception() if starting.done() else None
        if starting.done() and error is None:
            await stopping
        for task in (starting, stopping):
            task.cancel()
        await asyncio.gather(starting, stopping, return_exceptions=True)
        await self._stop_all(error)
        return EXIT_FAILED if error else 0

    async def _start_all(self) -> None:
        config = self.config
        end_left_over(State.load(config.home))
        await asyncio.to_thread(finish_restore, config.home)
        self._step("Checking ports and programs")
        keys = load_or_create_keys(config.home)
        for port in _ports(config):
            await asyncio.to_thread(ports.require_free, port, _PATIENCE)
        wanted = services.product_services(config, keys)
        if config.is_embedded:
            await self._start("Starting Postgres", services.postgres_service(config))
            await self._prepare_database()
            wanted = [*services.supabase_services(config, keys), *wanted]
        # Together: each spends its first half second importing, and none needs another for that.
        await self._start(f"Starting {', '.join(service.name for service in wanted)}", *wanted)
        settings = services.product_environment(config, keys)
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        write_private(config.home / "stack.env", "".join(lines))
        self.state.phase = "ready"
        self._step("Ready")

    async def _start(self, step: str, *wanted: Service) -> None:
        self._step(step)
        keepers = [self._keeper(service) for service in wanted]
        try:
            async with asyncio.TaskGroup() as group:  # one failure cancels the others
                for keeper in keepers:
                    group.create_task(keeper.start())
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None

    def _keeper(self, service: Service) -> Keeper:
        state = self.state.services.setdefault(service.name, ServiceState())
        keeper = Keeper(service, state, self._save)
        self._keepers.append(keeper)
        return keeper

    async def _prepare_database(self) -> None:
        server, root = Server.of(self.config), self.config.root
        self._step("Preparing the database")
        await asyncio.to_thread(databases.bootstrap, server.conninfo(), root / "sql" / "bootstrap")
        self._step("Applying migrations")
        folder = root / "supabase" / "migrations"
        await asyncio.to_thread(migrate.migrate, self.config.db_url, folder)

    async def _stop_all(self, error: BaseException | None) -> None:
        self.state.phase = "stopping"
        self._step("Stopping")
        for keeper in reversed(self._keepers):
            await keeper.stop()
        self.state.phase = "failed" if error else "stopped"
        self.state.error = _sentence(error)
        self._step("Stopped")
        if error is not None and not isinstance(error, StackError):
            raise error

    def _step(self, step: str) -> None:
        self.state.step = step
        _say(step)
        self._save()

    def _save(self) -> None:
        try:
            self.state.save(self.config.home)
        except StackError as error:  # a full disk must not end the supervision
            _say(error.message)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # the log's disk may be full
        print(text, flush=True)


def _ports(config: StackConfig) -> list[int]:
    """All that will be listened on, save Postgres's, which looks for itself."""
    own = [config.api_port, config.mail_port, config.smtp_port]
    product = {"functions": config.functions_port, "worker": config.worker_port}
    wanted = [port for name, port in product.items() if name in config.commands]
    if not config.is_embedded:
        return wanted
    return [*own, config.rest_port, config.rest_admin_port, config.realtime_port, *wanted]


def _sentence(error: BaseException | None) -> str | None:
    if error is None:
        return None
    if isinstance(error, StackError):
        return error.message
    return f"The supervisor failed ({type(error).__name__}): see its log, supervisor.log."


def end_left_over(state: State) -> None:
    """End children of a supervisor that is gone, newest first, known by pid and start time.

    Postgres is not among them: it is found through its own pid file.
    """
    for name, service in reversed(state.services.items()):
        if name == "postgres" or not service.pid or not service.identity:
            continue
        if process.is_running(service.pid, service.identity):
            process.end(service.pid, service.identity, _LEFT_OVER_SIGNALS, 2)
            process.kill_group(service.pid)


async def _serve(config: StackConfig) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    return await Supervisor(config).run(stop)


def main(arguments: list[str]) -> int:
    """Run until stopped; the exit code."""
    try:
        config = StackConfig.load(Path(arguments[0]))
        make_home(config.home)
        if lock(config.home) is None:
            print("The stack already runs on this home folder.", file=sys.stderr)
            return EXIT_LOCKED
        return asyncio.run(_serve(config))
    except StackError as error:
        print(error.message, file=sys.stderr)
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
