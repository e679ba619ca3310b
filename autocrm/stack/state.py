"""What the supervisor tells others: one JSON file, replaced whole, and a lock."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autocrm.stack import process
from autocrm.stack.config import write_private
from autocrm.stack.errors import explain_os_errors

PHASES = ("starting", "ready", "stopping", "stopped", "failed")


@dataclass
class ServiceState:
    """One child: `state` is starting, running, failed (waiting to be restarted) or stopped."""

    state: str = "stopped"
    pid: int | None = None
    identity: str | None = None
    restarts: int = 0
    started_at: float | None = None  # seconds since 1970


@dataclass
class State:
    """The supervisor and its children; `step` is what it does now, in words."""

    phase: str = "starting"
    step: str = ""
    error: str | None = None
    pid: int | None = None
    identity: str | None = None
    services: dict[str, ServiceState] = field(default_factory=dict)

    def save(self, home: Path) -> None:
        """Replace `<home>/state.json`. Raises StackError."""
        write_private(home / "state.json", json.dumps(asdict(self), indent=2))

    @classmethod
    def load(cls, home: Path) -> State:
        """What was saved last; that of a stopped stack when there is none."""
        try:
            values: dict[str, Any] = json.loads((home / "state.json").read_text())
            services = {n: ServiceState(**s) for n, s in values.pop("services").items()}
            return cls(**values, services=services)
        except (OSError, ValueError, TypeError, KeyError):
            return cls(phase="stopped")

    def supervisor_runs(self) -> bool:
        """True when the process that wrote this is still there."""
        return process.is_running(self.pid, self.identity)


def lock(home: Path) -> int | None:
    """Take the lock on `home` until this process ends; None when another holds it.

    The descriptor is closed on exec, so no child keeps the lock alive.
    """
    with explain_os_errors(home):
        descriptor = os.open(home / "stack.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_locked(home: Path) -> bool:
    """True when a supervisor holds `home`."""
    try:
        descriptor = os.open(home / "stack.lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
