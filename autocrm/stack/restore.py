"""Putting a copy of the data in place of the present, whole or not at all.

The copy is made as `<home>/restore.part`; its rename to `restore.ready` decides. Before it all
is old, and after it `finish_restore`, which every start of the stack calls, leads to the new,
wherever a process was killed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from autocrm.stack.errors import explain_os_errors

DATA = ("pg", "storage")  # folders of `home`
PART, READY, OLD = "restore.part", "restore.ready", "restore.old"


def finish_restore(home: Path) -> None:
    """Carry a restore that was decided to its end, clear one that was not; else do nothing.

    The caller holds the lock on `home`, and nothing runs on it. Raises StackError.
    """
    ready, old = home / READY, home / OLD
    with explain_os_errors(home):
        if ready.exists():
            old.mkdir(mode=0o700, exist_ok=True)
            for name in DATA:
                _exchange(home / name, ready / name, old / name)
            ready.rmdir()
        for left_over in (home / PART, old):
            if left_over.exists():
                shutil.rmtree(left_over)


def _exchange(present: Path, new: Path, old: Path) -> None:
    """Each of the two renames may be the last one before a kill."""
    if not new.exists():
        return
    if present.exists():
        present.rename(old)
    new.rename(present)
