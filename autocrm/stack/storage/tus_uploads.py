"""The life of a resumable upload: begun, written in pieces, finished or given up.

Bytes go straight to the disk, and how many there are is the offset: so a client goes on after
a broken line, and after the server was killed. The object appears when all are there.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass

from autocrm.stack.storage.caller import Caller, as_service
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.errors import StorageFailure
from autocrm.stack.storage.objects import (
    NewObject,
    authorize_upload,
    commit_version,
    file_metadata,
    find_object,
)
from autocrm.stack.storage.staged import Hashed, Staged
from autocrm.stack.storage.tus_body import is_empty, lively
from autocrm.stack.storage.tus_protocol import (
    TusFailure,
    not_found,
    offset_conflict,
    overlong,
    oversized,
)
from autocrm.stack.storage.tus_records import Records, Upload
from autocrm.stack.storage.uploads import user_metadata_of


@dataclass(frozen=True)
class Uploader:
    """Who writes: `identity` must be the same to the end, new rows belong to `owner_id`."""

    caller: Caller
    identity: str
    owner_id: str | None


class Uploads:
    """All resumable uploads of one Storage."""

    def __init__(self, context: StorageContext, records: Records) -> None:
        self._context, self.records = context, records
        # Without these the last piece of a large file would wait for all of it to be read.
        self._hashed: dict[str, Hashed] = {}

    async def begin(self, uploader: Uploader, upload: Upload) -> None:
        """Start an upload that the caller may make. Raises StorageFailure, TusFailure 413."""
        await self._permitted(uploader, upload)
        await self.records.save(upload)
        try:
            await (await self._context.files.stage_resumable(upload.id)).close()
        except BaseException:
            await self.records.forget(upload.id)
            raise

    @contextlib.asynccontextmanager
    async def taken(self, uploader: Uploader, upload_id: str) -> AsyncIterator[Upload]:
        """The upload, for whoever began it, and for one request at a time.

        Raises TusFailure 403, 404, 410 or 423.
        """
        with self.records.held(upload_id):
            upload = await self.records.find(upload_id)
            if upload.creator != uploader.identity:
                raise TusFailure(403, "Only who began this upload may go on with it\n")
            yield upload

    # What follows wants an upload that is taken.

    async def offset(self, uploader: Uploader, upload: Upload) -> int:
        """Bytes that have arrived; finishes first what a crash has left unfinished.

        A client that hears of all bytes takes the object for stored, so it must be.
        """
        if upload.done:
            return upload.length or 0
        async with self._resumed(upload) as staged:
            self._remember(upload, staged)
            if staged.size == upload.length:
                await self._finish(uploader, upload, staged)
            return staged.size

    async def write(
        self,
        uploader: Uploader,
        upload: Upload,
        offset: int,
        body: AsyncIterator[bytes],
        announced: int | None,
    ) -> int:
        """Append a body at `offset`; returns the new offset. All arrived: the object is made.

        What has arrived stays, whatever happens then. `announced` is the body's length in
        bytes, if it is known. Raises TusFailure and StorageFailure.
        """
        if upload.done:
            return await _nothing_more(upload, offset, body)
        most = upload.length
        if most is None:
            most = await self._permitted(uploader, upload)
        async with self._resumed(upload) as staged:
            if staged.size != offset:
                raise offset_conflict()
            if announced is not None and offset + announced > most:
                raise _beyond(upload)
            await self._append(upload, staged, body, most)
            if staged.size == upload.length:
                await self._finish(uploader, upload, staged)
            return staged.size

    async def settle_length(self, uploader: Uploader, upload: Upload, length: int) -> Upload:
        """Learn the length of an upload begun without. Raises TusFailure 400 or 413."""
        if upload.length is not None:
            raise TusFailure(400, "The length of this upload is known already\n")
        told = dataclasses.replace(upload, length=length)
        await self._permitted(uploader, told)
        return await self.records.save(told)

    async def give_up(self, upload: Upload) -> None:
        """Throw an unfinished upload away. Raises TusFailure 400."""
        if upload.done:
            raise TusFailure(400, "Cannot terminate an already completed upload")
        await self._forget(upload.id)

    async def sweep(self) -> list[str]:
        """Throw away what has expired; returns the ids. For the start, and now and then."""
        expired = await asyncio.to_thread(self.records.expired)
        for upload_id in expired:
            with contextlib.suppress(TusFailure), self.records.held(upload_id):
                await self._forget(upload_id)
        return expired

    async def _forget(self, upload_id: str) -> None:
        self._hashed.pop(upload_id, None)
        # the bytes first: without its record nobody would find them again
        with contextlib.suppress(FileNotFoundError):
            await (await self._context.files.resume(upload_id)).discard()
        await self.records.forget(upload_id)

    async def _permitted(self, uploader: Uploader, upload: Upload) -> int:
        """Bytes that may come, by policies and limits. Raises StorageFailure, TusFailure 413."""
        new = _object(uploader, upload)
        try:
            return (await authorize_upload(self._context, uploader.caller, new)).max_size
        except StorageFailure as failure:
            if failure.status == 413:
                raise oversized() from failure
            raise

    @contextlib.asynccontextmanager
    async def _resumed(self, upload: Upload) -> AsyncIterator[Staged]:
        try:
            hashed = self._hashed.pop(upload.id, None)
            staged = await self._context.files.resume(upload.id, hashed)
        except FileNotFoundError as error:
            raise not_found() from error
        try:
            yield staged
        finally:
            await staged.close()

    def _remember(self, upload: Upload, staged: Staged) -> None:
        if staged.hashed is not None:
            self._hashed[upload.id] = staged.hashed

    async def _append(
        self, upload: Upload, staged: Staged, body: AsyncIterator[bytes], most: int
    ) -> None:
        try:
            async for chunk in lively(body):
                if staged.size + len(chunk) > most:
                    raise _beyond(upload)
                await staged.append(chunk)
        finally:
            await staged.sync()  # before anybody hears that the bytes are there
            self._remember(upload, staged)

    async def _finish(self, uploader: Uploader, upload: Upload, staged: Staged) -> None:
        """Make the object. A refusal ends the upload; when we are in trouble it stays."""
        try:
            if not await self._stands(uploader, upload):
                await self._permitted(uploader, upload)
                await self._commit(uploader, upload, staged)
        except (StorageFailure, TusFailure) as refusal:
            if refusal.status < 500:
                await self._forget(upload.id)
            raise
        await self.records.save(dataclasses.replace(upload, done=True))
        self._hashed.pop(upload.id, None)
        await staged.discard()

    async def _stands(self, uploader: Uploader, upload: Upload) -> bool:
        """Whether the object is there already, and only our note of it was lost."""
        caller = as_service(uploader.caller)
        try:
            row = await find_object(self._context, caller, upload.bucket, upload.name)
        except StorageFailure as failure:
            if failure.status == 404:
                return False
            raise
        return bool(row["version"] == upload.id)

    async def _commit(self, uploader: Uploader, upload: Upload, staged: Staged) -> None:
        new = _object(uploader, upload)
        await self._context.files.share(staged, upload.id)
        metadata = file_metadata(staged, new.mimetype, new.cache_control)
        await commit_version(self._context, uploader.caller, new, upload.id, metadata)


def _object(uploader: Uploader, upload: Upload) -> NewObject:
    seconds = upload.metadata.get("cacheControl") or ""
    return NewObject(
        bucket=upload.bucket,
        name=upload.name,
        mimetype=upload.metadata.get("contentType") or "application/octet-stream",
        cache_control=f"max-age={seconds}" if seconds.isdecimal() else "no-cache",
        user_metadata=user_metadata_of(upload.metadata.get("metadata")),
        upsert=upload.upsert,
        owner_id=uploader.owner_id,
        content_length=upload.length,
    )


def _beyond(upload: Upload) -> TusFailure:
    return oversized() if upload.length is None else overlong()


async def _nothing_more(upload: Upload, offset: int, body: AsyncIterator[bytes]) -> int:
    """An upload that is whole takes no more bytes."""
    if offset != upload.length:
        raise offset_conflict()
    if not await is_empty(body):
        raise overlong()
    return offset
