"""The endpoints below /bucket."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.jsonbody import Json
from autocrm.stack.storage import buckets
from autocrm.stack.storage.bearer import caller_of
from autocrm.stack.storage.body import optional, read_json, required, strings
from autocrm.stack.storage.context import StorageContext, context_of
from autocrm.stack.storage.errors import invalid_request, not_built
from autocrm.stack.storage.names import check_bucket_name, check_mime_types
from autocrm.stack.storage.rows import Row, as_json


async def list_all(request: Request) -> Response:
    """GET /bucket?limit=&offset=&sortColumn=&sortOrder=&search="""
    caller = caller_of(request, "bucket.list")
    query = request.query_params
    page = buckets.Page(
        limit=_count(query.get("limit")),
        offset=_count(query.get("offset")) or 0,
        sort_column=query.get("sortColumn"),
        descending=query.get("sortOrder") == "desc",
        search=query.get("search", ""),
    )
    rows = await buckets.list_buckets(context_of(request), caller, page)
    return JSONResponse([_shown(row) for row in rows])


async def get(request: Request) -> Response:
    """GET /bucket/{id}"""
    caller = caller_of(request, "bucket.get")
    row = await buckets.find_bucket(context_of(request), caller, request.path_params["bucket"])
    return JSONResponse(_shown(row))


async def create(request: Request) -> Response:
    """POST /bucket"""
    caller, body = caller_of(request, "bucket.create"), await read_json(request)
    if optional(body, "type", str) not in (None, "STANDARD"):
        raise not_built("A bucket of this type")
    name = check_bucket_name(required(body, "name", str))
    bucket = check_bucket_name(optional(body, "id", str) or name)
    fields = {"public": False} | _fields(context_of(request), body)
    await buckets.create_bucket(context_of(request), caller, bucket, name, fields)
    return JSONResponse({"name": name})


async def update(request: Request) -> Response:
    """PUT /bucket/{id}"""
    caller, body = caller_of(request, "bucket.update"), await read_json(request)
    fields = _fields(context_of(request), body)
    if not fields:
        raise invalid_request("No content provided")
    await buckets.update_bucket(context_of(request), caller, request.path_params["bucket"], fields)
    return JSONResponse({"message": "Successfully updated"})


async def empty(request: Request) -> Response:
    """POST /bucket/{id}/empty: at once, though the message is upstream's."""
    caller = caller_of(request, "bucket.empty")
    await buckets.empty_bucket(context_of(request), caller, request.path_params["bucket"])
    message = "Empty bucket has been queued. Completion may take up to an hour."
    return JSONResponse({"message": message})


async def delete(request: Request) -> Response:
    """DELETE /bucket/{id}"""
    caller = caller_of(request, "bucket.delete")
    await buckets.delete_bucket(context_of(request), caller, request.path_params["bucket"])
    return JSONResponse({"message": "Successfully deleted"})


def _fields(context: StorageContext, body: Json) -> dict[str, Any]:
    """The columns that a body sets; null takes a limit away."""
    if optional(body, "versioning_status", str) not in (None, "DISABLED"):
        raise not_built("Versioning of objects")
    fields: dict[str, Any] = {}
    public = optional(body, "public", bool)
    if public is not None:
        fields["public"] = public
    if "file_size_limit" in body:
        fields["file_size_limit"] = buckets.parse_limit(context, body["file_size_limit"])
    if "allowed_mime_types" in body:
        types = strings(body, "allowed_mime_types")
        fields["allowed_mime_types"] = None if types is None else check_mime_types(types)
    return fields


def _shown(row: Row) -> Row:
    # without an owner upstream's serializer writes "", and storage-py insists on a string
    return as_json(row) | {"owner": str(row["owner"] or "")}


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise invalid_request("limit and offset must be whole numbers")
    return int(text)
