"""What is known of an upload besides its bytes: a small file of JSON for each.

How far an upload has come stands nowhere but in the size of its file, so the two can never
disagree. A record outlives its upload, so that a client whose last answer was lost learns
that all is done.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autocrm.stack.errors import explain_os_errors
from autocrm.stack.storage.staged import explain_full_disk
from autocrm.stack.storage.tus_protocol import Metadata, gone, locked, not_found

LIFETIME = 24 * 3600  # seconds an upload may take, from its beginning
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Upload:
    """One upload. `id` names its bytes and becomes the version of the object.

    `length` in bytes, None until the client tells; `creator` says who may go on with it;
    `created` in seconds since 1970; `done` once the object is there.
    """

    id: str
    bucket: str
    name: str
    length: int | None
    metadata: Metadata
    upsert: bool
    creator: str
    created: float = field(default_factory=time.time)
    done: bool = False

    @property
    def expires(self) -> float:
        """Seconds since 1970."""
        return self.created + LIFETIME


class Records:
    """The records in `folder`, and which of their uploads are being written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: set[str] = set()

    def prepare(self) -> None:
        """Make the folder. Blocking. Raises StackError."""
        with explain_os_errors(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def find(self, upload: str) -> Upload:
        """The record of an id. Raises TusFailure 404, or 410 when it has expired."""
        if not _ID.fullmatch(upload):
            raise not_found()
        found = await asyncio.to_thread(self._read, upload)
        if found is None:
            raise not_found()
        if found.expires <= time.time():
            raise gone()
        return found

    async def save(self, upload: Upload) -> Upload:
        """Write or replace a record, for good. Raises StorageFailure 507."""
        await asyncio.to_thread(self._write, upload)
        return upload

    async def forget(self, upload: str) -> None:
        """Remove a record, if it is there."""
        await asyncio.to_thread(self._path(upload).unlink, missing_ok=True)

    @contextmanager
    def held(self, upload: str) -> Iterator[None]:
        """One request at a time works on an upload. Raises TusFailure 423."""
        if upload in self._held:
            raise locked()
        self._held.add(upload)
        try:
            yield
        finally:
            self._held.discard(upload)

    def expired(self) -> list[str]:
        """The ids whose time is over, or whose record is damaged. Blocking."""
        ids = [path.stem for path in self._folder.glob("*.json")]
        now = time.time()
        return [upload for upload in ids if not _lives(self._read(upload), now)]

    def _path(self, upload: str) -> Path:
        return self._folder / f"{upload}.json"

    def _read(self, upload: str) -> Upload | None:
        try:
            return Upload(**json.loads(self._path(upload).read_bytes()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):  # cut off by a power failure: nobody was told its id
            return None

    def _write(self, upload: Upload) -> None:
        path = self._path(upload.id)
        part = path.with_suffix(".part")
        with explain_full_disk():
            with part.open("w") as out:
                json.dump(dataclasses.asdict(upload), out)
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)


def _lives(upload: Upload | None, now: float) -> bool:
    return upload is not None and upload.expires > now
