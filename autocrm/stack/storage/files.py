"""Where the bytes of objects are: files that are complete, immutable and named by id only.

    <root>/staging/<id>        uploads on their way; emptied at every start
    <root>/resumable/<id>      uploads that may go on after a restart (TUS)
    <root>/objects/xx/<version>

A file is staged, synced and renamed before the row that names its version is committed, and
removed after the row is gone. So a crash at any moment leaves at most files that no row
names, and `sweep` removes those. No name given by a user ever reaches the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from autocrm.stack.errors import explain_os_errors
from autocrm.stack.storage.staged import Hashed, Staged, explain_full_disk

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_version() -> str:
    """A name for a file that never was."""
    return str(uuid.uuid4())


class Files:
    """The files below `root`. Call `prepare` once before anything else."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.root = root
        self._objects, self._staging = root / "objects", root / "staging"
        self._resumable = root / "resumable"

    def prepare(self) -> None:
        """Make the folders and drop what was staged when the last process ended.

        Blocking; for the start, before requests are served. Raises StackError.
        """
        for folder in (self._staging, self._resumable, self._objects):
            with explain_os_errors(folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with explain_os_errors(self._staging):
            for path in self._staging.iterdir():
                path.unlink()
            for number in range(256):
                (self._objects / f"{number:02x}").mkdir(mode=0o700, exist_ok=True)

    async def stage(self) -> Staged:
        """A new, empty upload. Raises StorageFailure 507."""
        return await asyncio.to_thread(_start, self._staging / new_version())

    async def stage_resumable(self, upload: str) -> Staged:
        """A new, empty upload with an id (a UUID) under which `resume` finds it again."""
        return await asyncio.to_thread(_start, self._resumable / _checked(upload))

    async def resume(self, upload: str, hashed: Hashed | None = None) -> Staged:
        """Go on with an upload; its `size` is what the disk holds. Raises FileNotFoundError.

        `hashed` is what an earlier `Staged` said of it.
        """
        return await asyncio.to_thread(_resume, self._resumable / _checked(upload), hashed)

    def resumable(self) -> list[str]:
        """The ids of all uploads that could be resumed. Blocking."""
        return [path.name for path in self._resumable.iterdir() if _ID.fullmatch(path.name)]

    async def keep(self, staged: Staged, version: str) -> None:
        """Seal an upload and make it the file of `version`. Raises StorageFailure 507.

        Commit the row after this; when that fails, `remove` the version. A power cut
        afterwards loses neither bytes nor name.
        """
        await staged.seal()
        await asyncio.to_thread(self._keep, staged, version)

    async def share(self, staged: Staged, version: str) -> None:
        """Like `keep`, but the upload stays as well: should the row fail, it is tried again.

        Discard the upload once the row is committed. Harmless when called twice.
        """
        await staged.seal()
        await asyncio.to_thread(self._share, staged, version)

    async def open(self, version: str) -> BinaryIO:
        """The file of a version, for reading. Raises FileNotFoundError.

        Once open it stays readable, even when the object is overwritten or deleted. When it
        is not there, read the row again: it names another version by now, or is gone.
        """
        return await asyncio.to_thread(self._path(version).open, "rb")

    async def copy(self, version: str, into: str) -> None:
        """Give the bytes of a version a second name; takes no space. Raises FileNotFoundError,
        StorageFailure 507."""
        await asyncio.to_thread(self._copy, version, into)

    async def remove(self, versions: Iterable[str]) -> None:
        """Remove files, after their rows; those already gone are no error."""
        await asyncio.to_thread(self._remove, list(versions))

    def versions(self, older_than: float = 0) -> list[str]:
        """All versions on disk that have not changed for `older_than` seconds. Blocking."""
        limit = time.time() - older_than
        return [path.name for path in self._all() if _changed(path) <= limit]

    async def sweep(self, candidates: Iterable[str], known: Collection[str]) -> list[str]:
        """Remove those of `candidates` that are not in `known`; returns what was removed.

        List the candidates by `versions` first and read the known ones from the rows after
        that, with an `older_than` far above the time a commit takes: a file is there before
        its row.
        """
        orphans = [version for version in candidates if version not in known]
        await self.remove(orphans)
        return orphans

    def _path(self, version: str) -> Path:
        return self._objects / version[:2] / _checked(version)

    def _all(self) -> Iterator[Path]:
        for path in self._objects.glob("*/*"):
            if _ID.fullmatch(path.name):
                yield path

    def _keep(self, staged: Staged, version: str) -> None:
        path = self._path(version)
        staged.moved(path)
        _sync_folder(path.parent)

    def _share(self, staged: Staged, version: str) -> None:
        path = self._path(version)
        with explain_full_disk(), contextlib.suppress(FileExistsError):
            os.link(staged.path, path)
        _sync_folder(path.parent)

    def _copy(self, version: str, into: str) -> None:
        # A second name costs no space and no time; files never change once they are here.
        path = self._path(into)
        with explain_full_disk():
            os.link(self._path(version), path)
            _sync_folder(path.parent)

    def _remove(self, versions: list[str]) -> None:
        for version in versions:
            self._path(version).unlink(missing_ok=True)


def _start(path: Path) -> Staged:
    with explain_full_disk():
        return Staged(path)


def _resume(path: Path, hashed: Hashed | None) -> Staged:
    if not path.exists():
        raise FileNotFoundError(path)
    return Staged(path, resumed=True, hashed=hashed)


def _checked(name: str) -> str:
    if not _ID.fullmatch(name):
        raise FileNotFoundError("not the id of a file of Storage")
    return name


def _changed(path: Path) -> float:
    try:
        return path.stat().st_ctime
    except FileNotFoundError:  # removed since it was listed
        return time.time()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
