"""Storage in a process of its own, so that it can be killed.

python -m tests.stack.tus_process <conninfo> <folder> <keys.json> <port> [before|after]

With the last word it kills itself before or after the row of the next upload is committed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from autocrm.stack.keys import Keys
from autocrm.stack.listening import bind
from autocrm.stack.serve import server_for
from autocrm.stack.storage import StorageSettings, open_storage, tus_uploads
from autocrm.stack.tokens import Signer

ROOT = Path(__file__).resolve().parents[2]


def arm(when: str) -> None:
    """Die at the commit of a resumable upload."""
    commit = vars(tus_uploads)["commit_version"]

    async def armed(*arguments: Any) -> Any:
        if when == "after":
            await commit(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    vars(tus_uploads)["commit_version"] = armed


async def serve(conninfo: str, folder: str, keys_file: str, port: str, *die: str) -> None:
    """Serve below /storage/v1 until killed."""
    for when in die:
        arm(when)
    keys = Keys(es256=json.loads(Path(keys_file).read_text()))
    settings, signer = StorageSettings(), Signer(keys, "ES256")
    async with open_storage(conninfo, Path(folder), keys, signer, settings) as app:
        mounted = Starlette(routes=[Mount("/storage/v1", app)])
        await server_for(mounted).serve([bind(int(port))])


@contextlib.contextmanager
def running(
    conninfo: str, folder: Path, keys: Keys, port: int, *die: str
) -> Iterator[subprocess.Popen[bytes]]:
    """The process, once it answers; killed at the end, if it still runs."""
    keys_file = folder.with_name("keys.json")
    keys_file.write_text(json.dumps(keys.es256))
    words = [conninfo, str(folder), str(keys_file), str(port), *die]
    command = [sys.executable, "-m", "tests.stack.tus_process", *words]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            _wait_up(process, port)
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def _wait_up(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/storage/v1/status").is_success:
                return
        time.sleep(0.05)
    raise RuntimeError("Storage did not start.")


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
