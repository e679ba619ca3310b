"""A Storage in a process of its own, to be killed: `python -m tests.stack.storage_process <json>`.

The argument: conninfo, folder, keys (folder), and `die_at`, the point at which the process
kills itself, or null. Prints its port once it serves.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection

from autocrm.stack.keys import load_or_create_keys
from autocrm.stack.listening import bind
from autocrm.stack.serve import server_for
from autocrm.stack.storage import Files, StorageSettings, open_storage
from autocrm.stack.storage.staged import Staged
from autocrm.stack.tokens import Signer

# point -> (class, method, whether to die before or after it)
POINTS: dict[str, tuple[type, str, str]] = {
    "in the bytes": (Staged, "_write", "after"),
    "before the file": (Files, "_keep", "before"),
    "after the file": (Files, "_keep", "after"),
    "after the copied file": (Files, "_copy", "after"),
    "before the old file goes": (Files, "_remove", "before"),
}
COMMITS = {"before the row": "before", "after the row": "after"}


def die() -> None:
    """As suddenly as can be."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Make the process kill itself the next time it comes to the point."""
    if point in COMMITS:
        _arm_commit(COMMITS[point])
        return
    owner, name, when = POINTS[point]
    original = getattr(owner, name)

    def armed(*arguments: Any) -> Any:
        if when == "before":
            die()
        original(*arguments)
        die()

    setattr(owner, name, armed)


def _arm_commit(when: str) -> None:
    """The commit that follows a file."""
    keep, copy, commit = Files._keep, Files._copy, AsyncConnection.commit
    there = []

    def kept(*arguments: Any) -> None:
        keep(*arguments)
        there.append(True)

    def copied(*arguments: Any) -> None:
        copy(*arguments)
        there.append(True)

    async def committed(self: Any) -> None:
        if there and when == "before":
            die()
        await commit(self)
        if there:
            die()

    Files._keep, Files._copy = kept, copied  # type: ignore[method-assign]
    AsyncConnection.commit = committed  # type: ignore[method-assign]


async def main(conninfo: str, folder: str, keys: str, die_at: str | None) -> None:
    """Serve until killed."""
    own = load_or_create_keys(Path(keys))
    signer, settings = Signer(own, "ES256"), StorageSettings()
    async with open_storage(conninfo, Path(folder), own, signer, settings) as app:
        if die_at:
            arm(die_at)
        listener = bind(0)
        print(listener.getsockname()[1], flush=True)
        await server_for(app).serve([listener])


if __name__ == "__main__":
    asyncio.run(main(**json.loads(sys.argv[1])))
