"""Reading objects: by right, from public buckets, and what is known about them."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.storage.bearer import caller_of, service_of
from autocrm.stack.storage.buckets import limits_of
from autocrm.stack.storage.caller import Caller
from autocrm.stack.storage.context import context_of
from autocrm.stack.storage.errors import no_such_bucket
from autocrm.stack.storage.objects import find_object, open_object
from autocrm.stack.storage.rows import Row, as_json
from autocrm.stack.storage.serving import answer


async def get_object(request: Request) -> Response:
    """GET and HEAD /object/{bucket}/{name}, and the same below /object/authenticated."""
    bucket, name = place_of(request)
    operation = "object.get_authenticated"
    if request.method == "HEAD":
        operation = "object.info_authenticated"
    return await send_object(request, await reader_of(request, operation), bucket, name)


async def get_public_object(request: Request) -> Response:
    """GET and HEAD /object/public/{bucket}/{name}."""
    bucket, name = place_of(request)
    service = service_of(request, "object.get_public")
    await require_public(request, service, bucket)
    return await send_object(request, service, bucket, name)


async def get_info(request: Request) -> Response:
    """GET /object/info/{bucket}/{name}, and the same below /object/info/authenticated."""
    bucket, name = place_of(request)
    caller = await reader_of(request, "object.info_authenticated")
    return JSONResponse(_info(await find_object(context_of(request), caller, bucket, name)))


async def get_public_info(request: Request) -> Response:
    """GET /object/info/public/{bucket}/{name}."""
    bucket, name = place_of(request)
    service = service_of(request, "object.info_public")
    await require_public(request, service, bucket)
    return JSONResponse(_info(await find_object(context_of(request), service, bucket, name)))


async def send_object(
    request: Request, caller: Caller, bucket: str, name: str, expires: str | None = None
) -> Response:
    """The object as the caller may see it. Raises StorageFailure."""
    opened = await open_object(context_of(request), caller, bucket, name)
    size = (await asyncio.to_thread(os.fstat, opened.file.fileno())).st_size
    return answer(request, opened, size, expires)


async def reader_of(request: Request, operation: str) -> Caller:
    """Whose rights count for reading: in a public bucket nobody's are asked.

    Raises StorageFailure 403 for a bad token, 404 where there is no such bucket.
    """
    caller = caller_of(request, operation)
    bucket = await limits_of(context_of(request), caller, request.path_params["bucket"])
    return service_of(request, operation) if bucket["public"] else caller


async def require_public(request: Request, service: Caller, bucket: str) -> None:
    """That the bucket is public. Raises StorageFailure 404."""
    if not (await limits_of(context_of(request), service, bucket))["public"]:
        raise no_such_bucket()


def place_of(request: Request) -> tuple[str, str]:
    """Bucket and name of the path."""
    return request.path_params["bucket"], request.path_params["name"]


def _info(row: Row) -> dict[str, Any]:
    metadata = row["metadata"] or {}
    return as_json(
        {
            "id": row["id"],
            "name": row["name"],
            "version": row["version"],
            "bucket_id": row["bucket_id"],
            "size": metadata.get("size"),
            "content_type": metadata.get("mimetype"),
            "cache_control": metadata.get("cacheControl"),
            "etag": metadata.get("eTag"),
            "metadata": row["user_metadata"],
            "last_modified": row["updated_at"],
            "created_at": row["created_at"],
        }
    )
