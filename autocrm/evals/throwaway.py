"""A desk of its own for one evaluation: started by the command line, in a temporary folder."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from autocrm.errors import Unavailable

_PORTS = 20  # that one desk may use, from its base on
_START_S = 180.0
_TRIES = 50
# What would lead to another desk, or to a model that is not on this machine.
_OTHERS = ("SUPABASE_", "OPENAI_", "AUTOCRM_")


@dataclass(frozen=True, slots=True)
class ThrowawayDesk:
    """Where it answers, and its secret key."""

    url: str
    secret_key: str


@contextmanager
def throwaway_desk(
    cache_dir: Path, more: Mapping[str, str] | None = None
) -> Iterator[ThrowawayDesk]:
    """An empty desk in local mode; taken down at the end, whatever happens.

    `more`: what its processes find in their environment besides, as for a model on loopback.
    Raises Unavailable when it does not start.
    """
    with TemporaryDirectory(prefix="autocrm-eval-", ignore_cleanup_errors=True) as home:
        env = {key: value for key, value in os.environ.items() if not key.startswith(_OTHERS)}
        env |= {"AUTOCRM_HOME": home, "AUTOCRM_CACHE": str(cache_dir.absolute())}
        env |= more or {}
        try:
            base = str(free_ports(_PORTS))
            _autocrm(env, "up", "--detach", "--no-demo", "--port-base", base)
            status = json.loads(_autocrm(env, "status", "--json"))
            yield ThrowawayDesk(status["api_url"], status["secret_key"])
        finally:
            _autocrm(env, "down", check=False)


def free_ports(count: int) -> int:
    """The first of `count` ports in a row that nobody listens on now."""
    draw = random.SystemRandom()
    for _ in range(_TRIES):
        base = draw.randrange(20000, 32000, count)
        if all(_is_free(port) for port in range(base, base + count)):
            return base
    raise Unavailable(f"There are no {count} free ports in a row.")


def _is_free(port: int) -> bool:
    with ExitStack() as stack:
        probe = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _autocrm(env: dict[str, str], *words: str, check: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=_START_S,
        check=False,
    )
    if check and done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Unavailable(f"`autocrm {words[0]}` failed: {said[-1] if said else 'no word'}")
    return done.stdout
