"""How large a file may be, and of which kind: the limits of the service and of its bucket."""

from __future__ import annotations

from dataclasses import dataclass

from autocrm.stack.storage.buckets import limits_of
from autocrm.stack.storage.caller import Caller
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.errors import too_large
from autocrm.stack.storage.names import check_mime_type, is_folder_placeholder


@dataclass(frozen=True)
class Permit:
    """How many bytes may come."""

    max_size: int


async def limits_for(
    context: StorageContext,
    caller: Caller,
    bucket: str,
    name: str,
    size: int | None,
    mimetype: str | None,
) -> Permit:
    """That a bucket would take a file, as far as size and type are known.

    Raises StorageFailure 404, 413 or 415.
    """
    found = await limits_of(context, caller, bucket)
    if is_folder_placeholder(name):
        return Permit(0)
    limit = context.settings.file_size_limit
    if found["file_size_limit"] is not None:
        limit = min(limit, found["file_size_limit"])
    if mimetype is not None:
        check_mime_type(mimetype, found["allowed_mime_types"])
    if size is not None and size > limit:
        raise too_large()
    return Permit(limit)
