"""Child processes that cannot outlive us, and identities that a reused pid cannot forge."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
LOG_CAP = 5_000_000  # bytes; a larger log is set aside when its process starts
# Loaded before any fork: a child between fork and exec should do as little as possible.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signum: int = signal.SIGKILL) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `signum` when the spawning thread ends (Linux only).

    Elsewhere the next start finds left-over processes in the state file and ends them.
    """
    parent = os.getpid()

    def arrange() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, signum)
            if os.getppid() != parent:  # it died before we could ask
                os.kill(os.getpid(), signal.SIGKILL)

    return arrange


def identity(pid: int) -> str | None:
    """When process `pid` started, in a form that is compared only; None when there is none."""
    if sys.platform == "linux":
        return _linux_identity(pid)
    return _ps(pid, "lstart=") or None


def arguments(pid: int) -> str:
    """The command line of a process, its words joined by spaces; empty when there is none."""
    if sys.platform != "linux":
        return _ps(pid, "args=")
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _ps(pid: int, column: str) -> str:
    words = ["ps", "-ww", "-o", column, "-p", str(pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def _linux_identity(pid: int) -> str | None:
    try:
        # The name in brackets may hold anything, so count fields after its end.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, ticks = fields[0], fields[19]
    if state in "ZX":
        return None
    return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}:{ticks}"


def is_running(pid: int | None, known_identity: str | None) -> bool:
    """True when `pid` is still the very process that `known_identity` was taken of."""
    if not pid or not known_identity:
        return False
    return identity(pid) == known_identity


def end(pid: int, known_identity: str, signals: list[signal.Signals], grace: float) -> bool:
    """Send `signals` one after another, `grace` seconds apart, until the process is gone."""
    for signum in signals:
        if not _send(pid, known_identity, signum):
            return True
        if wait_gone(pid, known_identity, grace):
            return True
    return not is_running(pid, known_identity)


def _send(pid: int, known_identity: str, signum: signal.Signals) -> bool:
    if not is_running(pid, known_identity):
        return False
    try:
        os.kill(pid, signum)
    except ProcessLookupError:
        return False
    return True


def wait_gone(pid: int, known_identity: str, seconds: float) -> bool:
    """Wait up to `seconds` for the process to end; True when it has."""
    deadline = time.monotonic() + seconds
    while is_running(pid, known_identity):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def kill_group(pid: int) -> None:
    """SIGKILL whatever is left in the process group that `pid` leads."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def rotate(log: Path, cap: int = LOG_CAP) -> None:
    """Set a log of more than `cap` bytes aside as `<name>.1`, replacing an earlier one."""
    if log.exists() and log.stat().st_size > cap:
        log.replace(log.with_name(log.name + ".1"))


def tail(log: Path, size: int = 4000) -> str:
    """The last `size` bytes of a log as text; empty when there is none."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - size))
        return file.read().decode(errors="replace")
