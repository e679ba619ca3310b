"""A command is run again when its code changes, and takes its end from whoever ends us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autocrm.stack import process
from tests.conftest import ROOT


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


class Watched:
    """`code.py` of a folder, run by the reloader; it writes its pid into `log`."""

    def __init__(self, folder: Path) -> None:
        self.code, self.log = folder / "code.py", folder / "log"
        self.log.touch()

    def write(self, then: str) -> None:
        text = f"import os\nopen({str(self.log)!r}, 'a').write(f'{{os.getpid()}}\\n')\n{then}\n"
        self.code.write_text(text)

    def start(self) -> subprocess.Popen[str]:
        words = ["-m", "autocrm.stack.reload", self.code.parent, "--", sys.executable, self.code]
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def pids(self) -> list[int]:
        return [int(line) for line in self.log.read_text().splitlines()]

    def runs(self, number: int) -> bool:
        """Whether it was started for the `number`-th time, and is up."""
        return len(self.pids) == number and process.identity(self.pids[-1]) is not None


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.fixture
def reloader(watched: Watched) -> Iterator[subprocess.Popen[str]]:
    watched.write("import time\ntime.sleep(60)")
    with watched.start() as child:
        try:
            wait_for(lambda: watched.runs(1))
            yield child
        finally:
            child.kill()


def test_a_change_starts_it_again_and_ends_the_old_one(watched, reloader) -> None:
    [first] = watched.pids
    watched.write("import time\ntime.sleep(61)")
    wait_for(lambda: watched.runs(2))
    assert process.identity(first) is None
    (watched.code.parent / "new.py").write_text("")  # a new file counts, another kind does not
    wait_for(lambda: watched.runs(3))
    assert "Starting again, for " in reloader.stdout.readline()


def test_half_a_file_is_waited_out(watched, reloader) -> None:
    watched.code.write_text("def half(")
    wait_for(lambda: process.identity(watched.pids[0]) is None)
    watched.write("import time\ntime.sleep(61)")
    wait_for(lambda: watched.runs(2))
    assert reloader.poll() is None


def test_the_command_ends_with_the_reloader(watched, reloader) -> None:
    reloader.send_signal(signal.SIGTERM)
    assert reloader.wait(10) == 0
    assert process.identity(watched.pids[0]) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_a_killed_reloader_leaves_nothing(watched, reloader) -> None:
    os.kill(reloader.pid, signal.SIGKILL)
    wait_for(lambda: process.identity(watched.pids[0]) is None)


def test_an_end_before_any_change_is_its_own(watched) -> None:
    watched.write("raise SystemExit(7)")
    with watched.start() as child:
        assert child.wait(20) == 7
