"""The rows of storage.objects, and the order in which row and file come and go.

A file is there before the row that names it is committed, and goes after the row has gone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO, TypeVar

from psycopg.types.json import Jsonb

from autocrm.stack.storage.caller import Caller, as_service, owner_uuid
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.database import Connection, rolled_back
from autocrm.stack.storage.errors import StorageFailure, already_exists, no_such_object
from autocrm.stack.storage.files import new_version
from autocrm.stack.storage.limits import Permit, limits_for
from autocrm.stack.storage.names import check_header_value, check_key
from autocrm.stack.storage.rows import Row, iso
from autocrm.stack.storage.staged import Staged

T = TypeVar("T")
_COLUMNS = (
    "id, name, bucket_id, owner, owner_id, version, created_at, updated_at, last_accessed_at,"
    " metadata, user_metadata"
)
_FIND = f"select {_COLUMNS} from storage.objects where bucket_id = %s and name = %s"
_INSERT = """
    insert into storage.objects
      (bucket_id, name, owner, owner_id, version, metadata, user_metadata)
    values (%(bucket)s, %(name)s, %(owner)s, %(owner_id)s, %(version)s, %(metadata)s,
      %(user_metadata)s)
"""
_OVERWRITE = """
    on conflict (bucket_id, name) do update set
      owner = coalesce(excluded.owner, objects.owner),
      owner_id = coalesce(excluded.owner_id, objects.owner_id), version = excluded.version,
      metadata = excluded.metadata, user_metadata = excluded.user_metadata
"""
# One writer a name at a time, also where there is no row yet that could be locked.
_LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class NewObject:
    """What is to be stored under a name. `content_length` in bytes where it is known before."""

    bucket: str
    name: str
    mimetype: str = "application/octet-stream"
    cache_control: str = "no-cache"
    user_metadata: dict[str, Any] | None = None
    upsert: bool = False
    owner_id: str | None = None
    content_length: int | None = None

    @property
    def key(self) -> str:
        """`bucket/name`, as the clients are told."""
        return f"{self.bucket}/{self.name}"


@dataclass(frozen=True)
class Opened:
    """An object with its file open for reading; close the file."""

    row: Row
    file: BinaryIO = field(repr=False)


async def authorize_upload(
    context: StorageContext,
    caller: Caller,
    new: NewObject,
    *,
    exact: bool = True,
    typed: bool = True,
) -> Permit:
    """May the caller store this? Tried in a transaction that is rolled back.

    Without `exact` the content length is only an upper bound of the size, as that of a form;
    without `typed` nothing is known of the file yet, as when a URL is signed.
    Raises StorageFailure: 400 for a name or header value, 403 by policy, 404 without the
    bucket, 409 for a name that is taken, 413 and 415 by the limits of the bucket.
    """
    check_key(new.name)
    check_header_value("content-type", new.mimetype)
    check_header_value("cache-control", new.cache_control)
    size, mimetype = new.content_length if exact else None, new.mimetype if typed else None
    permit = await limits_for(context, caller, new.bucket, new.name, size, mimetype)
    metadata = {"mimetype": mimetype, "contentLength": new.content_length}
    # RETURNING makes an overwriting ask the policy for SELECT too, as upstream does.
    query = _INSERT + (_OVERWRITE + "returning id" if new.upsert else "")
    async with context.database.acting_as(caller) as connection, rolled_back(connection):
        await connection.execute(query, _values(new, new_version(), metadata))
    return permit


async def commit_upload(
    context: StorageContext, caller: Caller, new: NewObject, staged: Staged
) -> Row:
    """Make a staged upload the object, as it was authorized before; returns the new row.

    The staged file is kept or discarded in any case. Raises StorageFailure: 409 when the name
    was taken meanwhile, 404 when the bucket has gone, 507 when the disk is full.
    """
    version = new_version()
    try:
        await context.files.keep(staged, version)
        metadata = file_metadata(staged, new.mimetype, new.cache_control)
        return await commit_version(context, caller, new, version, metadata)
    except BaseException:
        await staged.discard()
        raise


async def commit_version(
    context: StorageContext, caller: Caller, new: NewObject, version: str, metadata: Row
) -> Row:
    """Let the row name a file that is there; removes the file when the row is refused.

    Removes the version before, once the new one is committed. When the connection breaks
    in the commit itself, the file stays: the row may be there, and the sweep will know.
    """
    refused = True
    try:
        async with context.database.acting_as(as_service(caller)) as connection:
            before = await _locked(connection, new)
            if before is not None and not new.upsert:
                raise already_exists()
            query = _INSERT + _OVERWRITE + f"returning {_COLUMNS}"
            found = await connection.execute(query, _values(new, version, metadata))
            row = await found.fetchone()
            refused = False
    except StorageFailure:
        if refused:
            await context.files.remove([version])
        raise
    assert row is not None  # the service role may always do this
    if before is not None and before["version"]:
        await context.files.remove([before["version"]])
    return row


async def find_object(context: StorageContext, caller: Caller, bucket: str, name: str) -> Row:
    """An object the caller may see. Raises StorageFailure 400 or 404."""
    check_key(name)
    async with context.database.acting_as(caller) as connection:
        row = await (await connection.execute(_FIND, [bucket, name])).fetchone()
    if row is None:
        raise no_such_object()
    return row


async def visible_names(
    context: StorageContext, caller: Caller, bucket: str, names: list[str]
) -> set[str]:
    """Those of the names under which the caller may see an object."""
    query = "select name from storage.objects where bucket_id = %s and name = any(%s)"
    async with context.database.acting_as(caller) as connection:
        rows = await (await connection.execute(query, [bucket, names])).fetchall()
    return {row["name"] for row in rows}


async def open_object(context: StorageContext, caller: Caller, bucket: str, name: str) -> Opened:
    """An object the caller may see, with its file. Raises StorageFailure 400 or 404."""
    return Opened(*await with_file(context, caller, bucket, name, context.files.open))


async def with_file(
    context: StorageContext,
    caller: Caller,
    bucket: str,
    name: str,
    use: Callable[[str], Awaitable[T]],
) -> tuple[Row, T]:
    """An object the caller may see, and what `use` makes of its version.

    `use` raises FileNotFoundError for a version that was overwritten since its row was read:
    then the row names a newer one. Raises StorageFailure 400 or 404.
    """
    tried = None
    while True:
        row = await find_object(context, caller, bucket, name)
        version = row["version"]
        if version is None or version == tried:
            # a row made by SQL, or a file that somebody took away
            raise StorageFailure(404, "Not found", "The resource was not found", "NoSuchKey")
        try:
            return row, await use(version)
        except FileNotFoundError:
            tried = version


async def delete_objects(
    context: StorageContext, caller: Caller, bucket: str, names: list[str]
) -> list[Row]:
    """Delete those of the names that the caller may delete; returns their rows."""
    query = (
        f"delete from storage.objects where bucket_id = %s and name = any(%s) returning {_COLUMNS}"
    )
    async with context.database.acting_as(caller) as connection:
        gone = await (await connection.execute(query, [bucket, names])).fetchall()
    await context.files.remove(row["version"] for row in gone if row["version"])
    return gone


def file_metadata(staged: Staged, mimetype: str, cache_control: str) -> Row:
    """The column `metadata` of a sealed upload, as upstream fills it."""
    return {
        "eTag": staged.etag,
        "size": staged.size,
        "mimetype": mimetype,
        "cacheControl": cache_control,
        "lastModified": iso(datetime.now(UTC)),
        "contentLength": staged.size,
        "httpStatusCode": 200,
    }


async def _locked(connection: Connection, new: NewObject) -> Row | None:
    await connection.execute(_LOCK, [new.key])
    found = await connection.execute(_FIND + " for update", [new.bucket, new.name])
    return await found.fetchone()


def _values(new: NewObject, version: str, metadata: Row) -> dict[str, Any]:
    return {
        "bucket": new.bucket,
        "name": new.name,
        "owner": owner_uuid(new.owner_id),
        "owner_id": new.owner_id,
        "version": version,
        "metadata": Jsonb(metadata),
        "user_metadata": None if new.user_metadata is None else Jsonb(new.user_metadata),
    }
