"""Start and stop a stack from another process, such as the CLI."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import autocrm.stack
from autocrm.stack import pgdata, process
from autocrm.stack.config import StackConfig, make_home
from autocrm.stack.errors import StackError, explain_os_errors
from autocrm.stack.state import State, is_locked
from autocrm.stack.supervisor import EXIT_LOCKED, end_left_over

_POLL = 0.03  # seconds


def start(
    config: StackConfig, progress: Callable[[str], None] = lambda _: None, timeout: float = 120
) -> None:
    """Start the stack in the background and return when all of it answers.

    `progress` gets each step in words. A stack that runs already is left as it is. Raises
    StackError with the supervisor's own sentence; it has then stopped all again.
    """
    make_home(config.home)
    deadline = time.monotonic() + timeout
    if is_locked(config.home):
        _require_same(config)
        _follow(config.home, None, progress, deadline)
        return
    config.save()
    _follow(config.home, _spawn(config), progress, deadline)


def _require_same(config: StackConfig) -> None:
    running = StackConfig.load(config.file)
    if running.kind != config.kind or _url(running) != _url(config):
        raise StackError(
            f"On {config.home} a stack of kind {running.kind} runs already: stop it first "
            "with `autocrm down`, or choose another home folder."
        )
    if (running.root, running.port_base) != (config.root, config.port_base):
        raise StackError(
            f"A stack with port base {running.port_base} already runs on {config.home}: "
            "stop it first, or choose another home folder."
        )


def _url(config: StackConfig) -> str | None:
    return config.upstream.get("SUPABASE_URL")


def _spawn(config: StackConfig) -> subprocess.Popen[bytes]:
    log = config.home / "logs" / "supervisor.log"
    with explain_os_errors(log):
        process.rotate(log)
        with log.open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "autocrm.stack.supervisor", str(config.file)],
                cwd=config.root,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )


def _environment() -> dict[str, str]:
    """Ours, with the folder this package was imported from first on Python's path."""
    folder = str(Path(autocrm.stack.__file__).parents[2])
    earlier = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([folder, earlier]) if earlier else folder
    return {**os.environ, "PYTHONPATH": path}


def _follow(
    home: Path,
    daemon: subprocess.Popen[bytes] | None,
    progress: Callable[[str], None],
    deadline: float,
) -> None:
    told = ""
    while time.monotonic() < deadline:
        exited = daemon.poll() if daemon else None
        state = State.load(home)
        ours = state.supervisor_runs() if daemon is None else state.pid == daemon.pid
        if ours and state.step and state.step != told and state.phase in ("starting", "ready"):
            told = state.step
            progress(told)
        if ours and state.phase == "ready":
            _forget(daemon)
            return
        if exited == EXIT_LOCKED:
            daemon = None  # somebody else was faster: follow theirs
        elif exited is not None or (daemon is None and not is_locked(home)):
            raise StackError(_why(home, state if ours else None))
        time.sleep(_POLL)
    raise StackError(f"The stack is not ready yet: see {home / 'logs'}, or stop it and try again.")


def _forget(daemon: subprocess.Popen[bytes] | None) -> None:
    """The daemon outlives us on purpose: keep Popen from warning about that."""
    if daemon is not None:
        daemon.returncode = 0


def _why(home: Path, state: State | None) -> str:
    if state is not None and state.error:
        return state.error
    log = home / "logs" / "supervisor.log"
    said = (process.tail(log).strip().splitlines() or ["it gave no reason"])[-1]
    return f"The stack did not start ({said}): see {log}."


def stop(home: Path, timeout: float = 20) -> bool:
    """Stop the stack and wait until it is gone; False when none ran. Raises StackError."""
    state = State.load(home)
    if not is_locked(home):
        _clean_up(home, state)
        return False
    deadline = time.monotonic() + timeout
    while not (state.pid and state.supervisor_runs()):  # it has not written its state yet
        if time.monotonic() > deadline or not is_locked(home):
            break
        time.sleep(_POLL)
        state = State.load(home)
    if state.pid and state.identity:
        seconds = max(1.0, deadline - time.monotonic())
        process.end(state.pid, state.identity, [signal.SIGTERM, signal.SIGKILL], seconds)
    while is_locked(home):
        if time.monotonic() > deadline:
            raise StackError(f"The stack on {home} does not stop: end process {state.pid}.")
        time.sleep(_POLL)
    _clean_up(home, State.load(home))
    return True


def _clean_up(home: Path, state: State) -> None:
    """End what a killed supervisor left behind."""
    end_left_over(state)
    if (home / "pg").exists():
        pgdata.end_left_over(home / "pg")
