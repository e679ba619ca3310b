"""Uploads in one request: what is sent and how, from the head of the request to the row."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request

from autocrm.stack.storage.caller import Caller
from autocrm.stack.storage.context import StorageContext, context_of
from autocrm.stack.storage.errors import invalid_request, too_large
from autocrm.stack.storage.multipart import Form
from autocrm.stack.storage.objects import NewObject, authorize_upload, commit_upload
from autocrm.stack.storage.rows import Row
from autocrm.stack.storage.staged import Staged


@dataclass(frozen=True)
class _Sent:
    """What a request says about its file, and the file's bytes to come."""

    mimetype: str
    cache_control: str
    user_metadata: dict[str, Any] | None
    data: AsyncIterator[bytes]


async def store(
    request: Request,
    caller: Caller,
    bucket: str,
    name: str,
    *,
    upsert: bool,
    owner_id: str | None,
) -> Row:
    """Store the body of a request; returns the object's row. Raises StorageFailure.

    `caller` must be allowed to; nothing is read of a body that will not be accepted.
    """
    context, sent = context_of(request), await _sent(request)
    new = NewObject(
        bucket=bucket,
        name=name,
        mimetype=sent.mimetype,
        cache_control=sent.cache_control,
        user_metadata=sent.user_metadata,
        upsert=upsert,
        owner_id=owner_id,
        content_length=_declared(request),
    )
    form = _is_form(request)
    # the length of a form is not that of its file, but no less
    permit = await authorize_upload(context, caller, new, exact=not form)
    staged = await _stage(context, sent.data, permit.max_size)
    return await commit_upload(context, caller, new, staged)


def wants_upsert(request: Request) -> bool:
    """The header x-upsert."""
    return request.headers.get("x-upsert", "").lower() == "true"


def user_metadata_of(text: str | None) -> dict[str, Any] | None:
    """JSON of the uploader's own; what is no object is left out, as upstream does."""
    if text is None:
        return None
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


async def _sent(request: Request) -> _Sent:
    if _is_form(request):
        return await _sent_as_form(request)
    headers = request.headers
    return _Sent(
        headers.get("content-type", "application/octet-stream"),
        headers.get("cache-control", "no-cache"),
        user_metadata_of(_from_base64(headers.get("x-metadata"))),
        _body(request),
    )


async def _sent_as_form(request: Request) -> _Sent:
    form = Form(request.headers["content-type"], _body(request))
    await form.begin()
    seconds = form.fields.get("cacheControl")
    return _Sent(
        form.content_type,
        f"max-age={seconds}" if seconds else "no-cache",
        user_metadata_of(form.fields.get("metadata", form.fields.get("userMetadata"))),
        form.data(),
    )


async def _stage(context: StorageContext, data: AsyncIterator[bytes], limit: int) -> Staged:
    staged = await context.files.stage()
    try:
        async for chunk in data:
            if staged.size + len(chunk) > limit:
                raise too_large()
            await staged.append(chunk)
    except BaseException:
        await staged.discard()
        raise
    return staged


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except ClientDisconnect as error:
        raise invalid_request("The upload was broken off") from error


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


def _declared(request: Request) -> int | None:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def _from_base64(text: str | None) -> str | None:
    try:
        return None if text is None else base64.b64decode(text).decode()
    except ValueError:
        return None
