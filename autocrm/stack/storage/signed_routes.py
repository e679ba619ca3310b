"""The endpoints that sign URLs, and those that such URLs lead to."""

from __future__ import annotations

import urllib.parse
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.jsonbody import Json
from autocrm.stack.storage import uploads
from autocrm.stack.storage.bearer import caller_of, service_of
from autocrm.stack.storage.body import number, optional, read_json, strings
from autocrm.stack.storage.conditions import http_date
from autocrm.stack.storage.context import StorageContext, context_of
from autocrm.stack.storage.downloads import place_of, send_object
from autocrm.stack.storage.errors import invalid_request
from autocrm.stack.storage.images_options import Transform
from autocrm.stack.storage.objects import NewObject, authorize_upload, find_object, visible_names
from autocrm.stack.storage.signing import check_download, check_upload, sign_download, sign_upload

_UNSEEN = "Either the object does not exist or you do not have access to it"


async def sign(request: Request) -> Response:
    """POST /object/sign/{bucket}/{name} with `expiresIn` in seconds."""
    bucket, name = place_of(request)
    caller, body = caller_of(request, "object.sign"), await read_json(request)
    seconds, asked = _seconds(body), optional(body, "transform", dict)
    transform = Transform.of(asked, "body/transform").signed() if asked else ""
    await find_object(context_of(request), caller, bucket, name)
    url = _download_url(context_of(request), f"{bucket}/{name}", seconds, transform)
    return JSONResponse({"signedURL": url})


async def sign_many(request: Request) -> Response:
    """POST /object/sign/{bucket} with `paths` and `expiresIn`."""
    bucket = request.path_params["bucket"]
    caller, body = caller_of(request, "object.sign_many"), await read_json(request)
    paths, seconds = strings(body, "paths"), _seconds(body)
    if not paths:
        raise invalid_request("body must have required property 'paths'")
    context = context_of(request)
    seen = await visible_names(context, caller, bucket, paths)
    return JSONResponse([_signed(context, bucket, path, seconds, seen) for path in paths])


async def get_signed(request: Request) -> Response:
    """GET and HEAD /object/sign/{bucket}/{name}?token="""
    bucket, name = place_of(request)
    token = request.query_params.get("token", "")
    allowed = check_download(context_of(request), token, f"{bucket}/{name}")
    service = service_of(request, "object.get_signed")
    expires = http_date(datetime.fromtimestamp(allowed.expires_at, UTC))
    return await send_object(request, service, bucket, name, expires)


async def sign_for_upload(request: Request) -> Response:
    """POST /object/upload/sign/{bucket}/{name}: asks the policies now, for later."""
    bucket, name = place_of(request)
    caller, upsert = caller_of(request, "object.sign_upload_url"), uploads.wants_upsert(request)
    new = NewObject(bucket, name, upsert=upsert, owner_id=caller.owner_id)
    await authorize_upload(context_of(request), caller, new, typed=False)
    token = sign_upload(context_of(request), new.key, caller.owner_id, upsert)
    url = f"/object/upload/sign/{_quoted(new.key)}?token={token}"
    return JSONResponse({"url": url, "token": token})


async def upload_signed(request: Request) -> Response:
    """PUT /object/upload/sign/{bucket}/{name}?token="""
    bucket, name = place_of(request)
    token = request.query_params.get("token", "")
    allowed = check_upload(context_of(request), token, f"{bucket}/{name}")
    service = service_of(request, "object.upload_signed")
    row = await uploads.store(
        request, service, bucket, name, upsert=allowed.upsert, owner_id=allowed.owner_id
    )
    return JSONResponse({"Key": allowed.key, "Id": str(row["id"])})


def _signed(
    context: StorageContext, bucket: str, path: str, seconds: int, seen: set[str]
) -> dict[str, Any]:
    if path not in seen:
        return {"error": _UNSEEN, "path": path, "signedURL": None}
    url = _download_url(context, f"{bucket}/{path}", seconds)
    return {"error": None, "path": path, "signedURL": url}


def _download_url(context: StorageContext, key: str, seconds: int, transform: str = "") -> str:
    token = sign_download(context, key, seconds, transform)
    below = "render/image" if transform else "object"
    return f"/{below}/sign/{_quoted(key)}?token={token}"


def _quoted(key: str) -> str:
    """A key as it stands in a URL; the clients append what they get to their base."""
    return urllib.parse.quote(key, safe="/!$&'()*+,:;=@-._~ ")


def _seconds(body: Json) -> int:
    seconds = number(body, "expiresIn", 1)
    if seconds is None:
        raise invalid_request("body must have required property 'expiresIn'")
    return seconds
