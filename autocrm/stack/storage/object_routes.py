"""The endpoints that write, move, delete and list objects."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.jsonbody import Json
from autocrm.stack.storage import listing, moving, uploads
from autocrm.stack.storage.bearer import caller_of
from autocrm.stack.storage.body import number, optional, read_json, required, strings
from autocrm.stack.storage.caller import Caller
from autocrm.stack.storage.context import context_of
from autocrm.stack.storage.downloads import place_of
from autocrm.stack.storage.errors import invalid_request, no_such_object, not_built
from autocrm.stack.storage.objects import delete_objects
from autocrm.stack.storage.rows import as_json


async def upload(request: Request) -> Response:
    """POST /object/{bucket}/{name}; the header x-upsert lets it overwrite."""
    caller = caller_of(request, "object.upload")
    return await _store(request, caller, upsert=uploads.wants_upsert(request))


async def update(request: Request) -> Response:
    """PUT /object/{bucket}/{name}: overwrites."""
    return await _store(request, caller_of(request, "object.upload_update"), upsert=True)


async def delete_one(request: Request) -> Response:
    """DELETE /object/{bucket}/{name}"""
    bucket, name = place_of(request)
    caller = caller_of(request, "object.delete")
    if not await delete_objects(context_of(request), caller, bucket, [name]):
        raise no_such_object()
    return JSONResponse({"message": "Successfully deleted"})


async def delete_many(request: Request) -> Response:
    """DELETE /object/{bucket} with `prefixes`: full names, in spite of the word."""
    caller, body = caller_of(request, "object.delete_many"), await read_json(request)
    names = strings(body, "prefixes")
    if not names:
        raise invalid_request("body must have required property 'prefixes'")
    rows = await delete_objects(context_of(request), caller, request.path_params["bucket"], names)
    return JSONResponse([as_json(row) for row in rows])


async def move(request: Request) -> Response:
    """POST /object/move"""
    caller, body = caller_of(request, "object.move"), await read_json(request)
    source, to = _places(body)
    row = await moving.move_object(context_of(request), caller, source, to)
    return JSONResponse(
        {"message": "Successfully moved", "Id": str(row["id"]), "Key": f"{to.bucket}/{to.name}"}
    )


async def copy(request: Request) -> Response:
    """POST /object/copy; the header x-upsert lets it overwrite."""
    caller, body = caller_of(request, "object.copy"), await read_json(request)
    source, to = _places(body)
    metadata = optional(body, "metadata", dict) or {}
    options = moving.CopyOptions(
        upsert=uploads.wants_upsert(request),
        copy_metadata=optional(body, "copyMetadata", bool) is not False,
        mimetype=optional(metadata, "mimetype", str),
        cache_control=optional(metadata, "cacheControl", str),
        user_metadata=uploads.user_metadata_of(request.headers.get("x-metadata")),
    )
    row = await moving.copy_object(context_of(request), caller, source, to, options)
    return JSONResponse({**as_json(row), "Id": str(row["id"]), "Key": f"{to.bucket}/{to.name}"})


async def list_objects(request: Request) -> Response:
    """POST /object/list/{bucket}"""
    caller, body = caller_of(request, "object.list"), await read_json(request)
    sort = optional(body, "sortBy", dict) or {}
    options: dict[str, Any] = {
        "limit": number(body, "limit", 1) or 100,
        "offset": number(body, "offset", 0) or 0,
        "search": optional(body, "search", str) or "",
        "column": optional(sort, "column", str) or "name",
        "order": optional(sort, "order", str) or "asc",
    }
    prefix, bucket = required(body, "prefix", str), request.path_params["bucket"]
    return JSONResponse(
        await listing.list_page(context_of(request), caller, bucket, prefix, options)
    )


async def list_v2(request: Request) -> Response:
    """POST /object/list-v2/{bucket}"""
    caller, body = caller_of(request, "object.list_v2"), await read_json(request)
    for name in ("noncurrentVersions", "deleteMarkers"):
        if optional(body, name, str) not in (None, "exclude"):
            raise not_built("Versioning of objects")
    query = listing.Query(
        bucket=request.path_params["bucket"],
        prefix=optional(body, "prefix", str) or "",
        limit=min(number(body, "limit", 1) or listing.MAX_PAGE, listing.MAX_PAGE),
        delimited=optional(body, "with_delimiter", bool) is True,
        **_where(body),
    )
    return JSONResponse(await listing.list_from(context_of(request), caller, query))


async def _store(request: Request, caller: Caller, *, upsert: bool) -> Response:
    bucket, name = place_of(request)
    row = await uploads.store(
        request, caller, bucket, name, upsert=upsert, owner_id=caller.owner_id
    )
    return JSONResponse({"Id": str(row["id"]), "Key": f"{bucket}/{name}"})


def _places(body: Json) -> tuple[moving.Place, moving.Place]:
    bucket = required(body, "bucketId", str)
    source = moving.Place(bucket, required(body, "sourceKey", str))
    to = optional(body, "destinationBucket", str) or bucket
    return source, moving.Place(to, required(body, "destinationKey", str))


def _where(body: Json) -> dict[str, str]:
    """Order and beginning: a cursor's own count, whatever else the request says."""
    cursor = optional(body, "cursor", str)
    if cursor:
        return listing.read_cursor(cursor)
    sort = optional(body, "sortBy", dict) or {}
    column, order = optional(sort, "column", str) or "name", optional(sort, "order", str) or "asc"
    if column not in ("name", "created_at", "updated_at") or order not in ("asc", "desc"):
        raise invalid_request("body/sortBy must be equal to one of the allowed values")
    return {"column": column, "order": order}
