"""One upload on its way: a growing file of our own that nobody can read yet."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autocrm.stack.storage.errors import disk_full

BLOCK = 1024 * 1024  # bytes gathered before a thread writes them; the memory an upload needs
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Hashed:
    """How far a file was hashed, in bytes: spares `Files.resume` to read it all again."""

    size: int
    md5: hashlib._Hash


class Staged:
    """A file being filled. Made by `Files.stage` or `Files.resume`, ended by `Files.keep`
    or `discard`.

    `size` is what was appended, in bytes. `etag` is the quoted MD5 of the whole, to be asked
    for once `seal` has returned. All work on the file is done in threads, one at a time.
    """

    def __init__(self, path: Path, *, resumed: bool = False, hashed: Hashed | None = None) -> None:
        self.path = path
        self._file = open(path, "ab" if resumed else "xb", buffering=0)  # noqa: SIM115
        self.size = os.fstat(self._file.fileno()).st_size
        if self.size == 0:
            hashed = Hashed(0, hashlib.md5(usedforsecurity=False))
        # What a process before us has written is hashed at the end, in one go.
        self._hash = hashed.md5 if hashed is not None and hashed.size == self.size else None
        self._waiting = bytearray()
        self._lock = threading.Lock()

    @property
    def etag(self) -> str:
        """Upstream's: the MD5 of the bytes in double quotes."""
        assert self._hash is not None, "seal() first"
        return f'"{self._hash.hexdigest()}"'

    @property
    def hashed(self) -> Hashed | None:
        """For the next `Files.resume` of this file; ask after `sync`, and append no more."""
        return None if self._hash is None else Hashed(self.size, self._hash)

    async def append(self, chunk: bytes) -> None:
        """Add bytes; at most BLOCK of them wait in memory. Raises StorageFailure 507."""
        self._waiting += chunk
        self.size += len(chunk)
        if len(self._waiting) >= BLOCK:
            await self.flush()

    async def flush(self) -> None:
        """Hand all that waits to the operating system. Raises StorageFailure 507."""
        if self._waiting:
            block, self._waiting = self._waiting, bytearray()
            await asyncio.to_thread(self._write, block)

    async def sync(self) -> None:
        """Flush, and return when the bytes would outlive a power cut. Raises StorageFailure."""
        await self.flush()
        await asyncio.to_thread(self._sync)

    async def seal(self) -> None:
        """The file is whole: sync it and compute its `etag`. Raises StorageFailure 507."""
        await self.sync()
        if self._hash is None:
            self._hash = await asyncio.to_thread(_hash_of, self.path)

    async def close(self) -> None:
        """Let go of the file and leave it where it is, for `Files.resume`."""
        await self.flush()
        await asyncio.to_thread(self._close)

    async def discard(self) -> None:
        """Throw the upload away; harmless after `Files.keep` and when called twice."""
        self._waiting.clear()
        await asyncio.to_thread(self._discard)

    def moved(self, path: Path) -> None:
        """Called by `Files.keep` in a thread: the file is now elsewhere, and not ours."""
        with self._lock, explain_full_disk():
            self._file.close()
            os.rename(self.path, path)

    def _write(self, block: bytearray) -> None:
        with self._lock, explain_full_disk(), memoryview(block) as rest:
            done = 0
            while done < len(rest):
                done += self._file.write(rest[done:]) or 0
            if self._hash is not None:
                self._hash.update(rest)

    def _sync(self) -> None:
        with self._lock, explain_full_disk():
            os.fsync(self._file.fileno())

    def _close(self) -> None:
        with self._lock:
            self._file.close()

    def _discard(self) -> None:
        self._close()
        self.path.unlink(missing_ok=True)


@contextmanager
def explain_full_disk() -> Iterator[None]:
    """Turn "no space left" into StorageFailure 507; other troubles pass."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full() from error
        raise


def _hash_of(path: Path) -> hashlib._Hash:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
