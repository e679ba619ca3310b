"""`python -m autocrm.stack.reload FOLDER... -- COMMAND...`: run a command, again at each change.

Polls the times of the .py and .md files below the folders: 300 files cost 3 ms. uvicorn's own
reloader would do for the functions, but its child outlives a killed parent and keeps the port.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from autocrm.stack import process

_POLL = 0.3  # seconds
_GRACE = 1.5  # seconds; the keeper kills two seconds after it has asked
_SUFFIXES = (".py", ".md")
Stamps = dict[Path, int]


def stamps(folders: list[Path]) -> Stamps:
    """When each watched file was last written."""
    found: Stamps = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in _SUFFIXES:
                try:
                    found[path] = path.stat().st_mtime_ns
                except FileNotFoundError:  # removed since it was listed
                    continue
    return found


def run(folders: list[Path], command: list[str]) -> int:
    """Run the command until SIGTERM; its exit code when it ends by itself before any change.

    After a change it may end as it likes (half a file was saved): the next change starts it.
    """
    seen, changed = stamps(folders), False
    child = _spawn(command)
    try:
        while True:
            time.sleep(_POLL)
            now = stamps(folders)
            if now != seen:
                _say(seen, now)
                _end(child)
                child, seen, changed = _spawn(command), now, True
            elif not changed and child.poll() is not None:
                return child.returncode
    finally:
        _end(child)


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, preexec_fn=process.die_with_parent())


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _say(before: Stamps, after: Stamps) -> None:
    paths = sorted(str(path) for path, _ in before.items() ^ after.items())
    print(f"Starting again, for {paths[0]} has changed.", flush=True)


def _stop(_signum: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main(words: list[str]) -> int:
    """The command; returns the exit status."""
    if "--" not in words[1:-1]:
        print("Usage: python -m autocrm.stack.reload FOLDER... -- COMMAND...", file=sys.stderr)
        return 2
    cut = words.index("--")
    signal.signal(signal.SIGTERM, _stop)
    return run([Path(word) for word in words[:cut]], words[cut + 1 :])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
