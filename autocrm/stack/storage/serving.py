"""An object as an HTTP answer: headers that are safe whatever was uploaded, and the bytes."""

from __future__ import annotations

import asyncio
import re
import urllib.parse
from collections.abc import AsyncIterator
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from autocrm.stack.storage.conditions import http_date, not_modified, wanted_range
from autocrm.stack.storage.names import header_value
from autocrm.stack.storage.objects import Opened
from autocrm.stack.storage.rows import Row, changed_at

_CHUNK = 256 * 1024  # bytes read at a time; what a download needs of memory
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# A page or picture with scripts in it, opened by its address, must not run them here. As
# hosted; pictures and downloads work as ever.
_SAFETY = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-robots-tag": "none",
}


class FileResponse(StreamingResponse):
    """Streams a part of an open file, and closes it however the answering ends."""

    def __init__(self, file: BinaryIO, part: range, status: int, headers: dict[str, str]) -> None:
        super().__init__(_pieces(file, part), status, headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


def answer(request: Request, opened: Opened, size: int, expires: str | None = None) -> Response:
    """The answer to a GET or HEAD: 200, 206 or 304. Raises StorageFailure 416.

    Takes over the file. `expires` is the date at which a signed URL ends.
    """
    taken = False
    try:
        headers = object_headers(opened.row, request.query_params.get("download"), expires)
        etag, changed = headers["etag"], changed_at(opened.row)
        if not_modified(request.headers, etag, changed):
            return Response(status_code=304, headers=_without_body(headers))
        part, status = range(size), 200
        wanted = wanted_range(request.headers, size, etag, changed)
        if wanted is not None:
            part, status = wanted, 206
            headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        headers["content-length"] = str(len(part))
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers)
        taken = True
        return FileResponse(opened.file, part, status, headers)
    finally:
        if not taken:
            opened.file.close()


def object_headers(row: Row, download: str | None, expires: str | None = None) -> dict[str, str]:
    """All headers but those about length: type, ETag, caching, disposition, safety."""
    metadata = row["metadata"] or {}
    headers = {
        "accept-ranges": "bytes",
        "content-type": content_type(metadata.get("mimetype")),
        "etag": header_value(metadata.get("eTag"), f'"{row["version"]}"'),
        "last-modified": http_date(changed_at(row)),
        **_SAFETY,
    }
    if expires is None:
        headers["cache-control"] = header_value(metadata.get("cacheControl"), "no-cache")
    else:
        headers["expires"] = expires
    if download is not None:
        headers["content-disposition"] = disposition(download)
    return headers


def content_type(mimetype: object) -> str:
    """The type to send: HTML as plain text, as upstream, so that nobody's page is served."""
    value = header_value(mimetype, "application/octet-stream")
    return "text/plain" if "text/html" in value.lower() else value


def disposition(name: str) -> str:
    """Content-Disposition of a download; "" keeps the name of the URL."""
    if name == "":
        return "attachment;"
    fallback = re.sub(r'[^\x20-\x7e]|["\\]', "_", name)
    if not _TOKEN.fullmatch(fallback):
        fallback = f'"{fallback}"'
    # what encodeURIComponent leaves, less what RFC 8187 does not allow
    encoded = urllib.parse.quote(name.encode("utf-8", "replace"), safe="!-._~")
    return f"attachment; filename={fallback}; filename*=UTF-8''{encoded}"


def _without_body(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "content-type"}


async def _pieces(file: BinaryIO, part: range) -> AsyncIterator[bytes]:
    left = len(part)
    await asyncio.to_thread(file.seek, part.start)
    while left:
        piece = await asyncio.to_thread(file.read, min(_CHUNK, left))
        if not piece:
            return  # cut from outside: the caller sees an answer that is too short
        left -= len(piece)
        yield piece
