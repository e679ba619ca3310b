"""`python -m autocrm.stack.realtime <home>/stack.json`; SIGTERM or SIGINT ends it."""

from __future__ import annotations

import asyncio
import signal
import sys

from autocrm.stack.config import StackConfig
from autocrm.stack.keys import load_or_create_keys
from autocrm.stack.listening import run
from autocrm.stack.project import read_project
from autocrm.stack.realtime.server import open_realtime


async def serve(config: StackConfig) -> None:
    """Serve until a signal. Raises StackError, before anything is served."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    keys, toml = load_or_create_keys(config.home), read_project(config.root)
    conninfo = config.db_url_for("supabase_admin")
    async with open_realtime(conninfo, keys, toml, config.realtime_port):
        await stop.wait()


def main(arguments: list[str]) -> int:
    """The command; returns the exit status."""
    return run("autocrm.stack.realtime", serve, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
