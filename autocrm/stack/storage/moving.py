"""Moving and copying: changes of rows; the bytes stay where they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from autocrm.stack.storage.caller import Caller, owner_uuid
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.errors import no_such_object
from autocrm.stack.storage.files import new_version
from autocrm.stack.storage.limits import limits_for
from autocrm.stack.storage.names import check_bucket_name, check_key
from autocrm.stack.storage.objects import (
    NewObject,
    authorize_upload,
    commit_version,
    find_object,
    with_file,
)
from autocrm.stack.storage.rows import Row

_MOVE = """
    update storage.objects
    set bucket_id = %(bucket)s, name = %(name)s,
      owner = coalesce(%(owner)s, owner), owner_id = coalesce(%(owner_id)s, owner_id)
    where bucket_id = %(from_bucket)s and name = %(from_name)s
    returning id, name, bucket_id, version
"""


@dataclass(frozen=True)
class Place:
    """Where an object is, or is to go."""

    bucket: str
    name: str

    def checked(self) -> Place:
        """Itself, if both names are possible ones. Raises StorageFailure 400."""
        check_bucket_name(self.bucket)
        check_key(self.name)
        return self


@dataclass(frozen=True)
class CopyOptions:
    """What the copy gets of its own; None where it is as the source's."""

    upsert: bool = False
    copy_metadata: bool = True
    mimetype: str | None = None
    cache_control: str | None = None
    user_metadata: dict[str, Any] | None = None


async def move_object(context: StorageContext, caller: Caller, source: Place, to: Place) -> Row:
    """Give an object another name. One row changes, so it is in one place at any moment.

    Policies for SELECT and UPDATE decide. Raises StorageFailure 404, 409, 413 or 415.
    """
    row = await find_object(context, caller, source.bucket, source.checked().name)
    if source == to.checked():
        return row
    if source.bucket != to.bucket:
        metadata = row["metadata"] or {}
        size, mimetype = int(metadata.get("size", 0)), str(metadata.get("mimetype", ""))
        await limits_for(context, caller, to.bucket, to.name, size, mimetype)
    return await _move(context, caller, source, to)


async def copy_object(
    context: StorageContext, caller: Caller, source: Place, to: Place, options: CopyOptions
) -> Row:
    """Make a second object of the same bytes; takes no space. Raises StorageFailure.

    Policies for SELECT on the source and INSERT (UPDATE) on the copy decide.
    """
    row = await find_object(context, caller, source.bucket, source.checked().name)
    metadata, new = _copied(row, caller, to.checked(), options)
    await authorize_upload(context, caller, new)
    version = new_version()
    copy = partial(context.files.copy, into=version)
    row, _ = await with_file(context, caller, source.bucket, source.name, copy)
    return await commit_version(context, caller, new, version, (row["metadata"] or {}) | metadata)


async def _move(context: StorageContext, caller: Caller, source: Place, to: Place) -> Row:
    values = {
        "bucket": to.bucket,
        "name": to.name,
        "owner": owner_uuid(caller.owner_id),
        "owner_id": caller.owner_id,
        "from_bucket": source.bucket,
        "from_name": source.name,
    }
    async with context.database.acting_as(caller) as connection:
        row = await (await connection.execute(_MOVE, values)).fetchone()
    if row is None:
        raise no_such_object()
    return row


def _copied(row: Row, caller: Caller, to: Place, options: CopyOptions) -> tuple[Row, NewObject]:
    metadata = row["metadata"] or {}
    new = NewObject(
        bucket=to.bucket,
        name=to.name,
        mimetype=str(metadata.get("mimetype", "application/octet-stream")),
        cache_control=str(metadata.get("cacheControl", "no-cache")),
        user_metadata=row["user_metadata"],
        upsert=options.upsert,
        owner_id=caller.owner_id,
        content_length=int(metadata.get("size", 0)),
    )
    if not options.copy_metadata:
        new = replace(
            new,
            mimetype=options.mimetype or "application/octet-stream",
            cache_control=options.cache_control or "no-cache",
            user_metadata=options.user_metadata,
        )
    return {"mimetype": new.mimetype, "cacheControl": new.cache_control}, new
