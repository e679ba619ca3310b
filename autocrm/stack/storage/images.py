"""Transformed images: /render/image/public, /authenticated and /sign."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from autocrm.stack.storage.bearer import service_of
from autocrm.stack.storage.conditions import http_date, not_modified
from autocrm.stack.storage.context import StorageContext, context_of
from autocrm.stack.storage.downloads import place_of, reader_of, require_public
from autocrm.stack.storage.errors import StorageFailure, invalid_request, not_built
from autocrm.stack.storage.images_options import Transform
from autocrm.stack.storage.images_render import Rendered, render
from autocrm.stack.storage.images_svg import CHECKED, MEDIA_TYPE, POLICY, is_svg
from autocrm.stack.storage.objects import Opened, open_object
from autocrm.stack.storage.serving import FileResponse, object_headers
from autocrm.stack.storage.signing import check_download

MAX_FILE = 25_000_000  # bytes of the source; the limit that the CLI gives its imgproxy
MAX_WAITING = 32  # requests that may wait for their turn
Handler = Callable[[Request], Awaitable[Response]]


def image_routes(context: StorageContext) -> list[Route]:
    """The three doors. One image at a time is worked on, in a thread."""
    doors = Doors(Studio())
    handlers: dict[str, Handler] = {
        "public": doors.public,
        "authenticated": doors.authenticated,
        "sign": doors.signed,
    }
    if not context.settings.image_transformation:
        handlers = dict.fromkeys(handlers, _disabled)
    return [
        Route(f"/render/image/{door}/{{bucket}}/{{name:path}}", handler)
        for door, handler in handlers.items()
    ]


async def _disabled(request: Request) -> Response:
    message = "Image transformation is switched off: see [storage.image_transformation]"
    raise StorageFailure(403, "FeatureNotEnabled", message)


class Studio:
    """One at a time: an image of 50 megapixels takes up to 500 MB and a second of work."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def render(self, file: BinaryIO, wanted: Transform, *, webp: bool) -> Rendered:
        """Wait for our turn, then render. Raises StorageFailure 400 or 429."""
        if self._waiting >= MAX_WAITING:
            raise StorageFailure(429, "SlowDown", "Too many requests")
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(render, file, wanted, webp=webp)
        finally:
            self._waiting -= 1


@dataclass(frozen=True)
class Doors:
    """Who may see the image decides the door."""

    studio: Studio

    async def public(self, request: Request) -> Response:
        """GET /render/image/public/{bucket}/{name}: of a public bucket."""
        bucket, name = place_of(request)
        wanted = Transform.of(request.query_params, "querystring")
        service = service_of(request, "render.image_public")
        await require_public(request, service, bucket)
        opened = await open_object(context_of(request), service, bucket, name)
        return await self._answer(request, opened, wanted)

    async def authenticated(self, request: Request) -> Response:
        """GET /render/image/authenticated/{bucket}/{name}: of what the caller may see."""
        bucket, name = place_of(request)
        wanted = Transform.of(request.query_params, "querystring")
        reader = await reader_of(request, "render.image_authenticated")
        opened = await open_object(context_of(request), reader, bucket, name)
        return await self._answer(request, opened, wanted)

    async def signed(self, request: Request) -> Response:
        """GET /render/image/sign/{bucket}/{name}?token=: the token says what is done to it."""
        bucket, name = place_of(request)
        token = request.query_params.get("token", "")
        allowed = check_download(context_of(request), token, f"{bucket}/{name}")
        wanted = Transform.from_signed(allowed.transformations)
        expires = http_date(datetime.fromtimestamp(allowed.expires_at, UTC))
        service = service_of(request, "render.image_sign")
        opened = await open_object(context_of(request), service, bucket, name)
        return await self._answer(request, opened, wanted, expires)

    async def _answer(
        self, request: Request, opened: Opened, wanted: Transform, expires: str | None = None
    ) -> Response:
        headers = object_headers(opened.row, request.query_params.get("download"), expires)
        head = await asyncio.to_thread(opened.file.read, CHECKED)
        if is_svg(head) and wanted.format != "origin" and wanted.format is not None:
            opened.file.close()
            raise not_built("Drawing an SVG as another format")
        if is_svg(head):
            return await _as_it_is(opened.file, headers)
        with opened.file:
            webp = wanted.format is None and _takes_webp(request)
            if wanted.format is None:
                headers["vary"] = "Accept"
            headers["etag"] = _etag(headers["etag"], wanted, webp)
            if not_modified(request.headers, headers["etag"], opened.row["updated_at"]):
                del headers["content-type"]
                return Response(status_code=304, headers=headers)
            await _check_size(opened.file)
            rendered = await self.studio.render(opened.file, wanted, webp=webp)
        headers["content-type"] = rendered.media_type
        if wanted.applied():
            headers["x-transformations"] = wanted.applied()
        return Response(rendered.body, headers=headers)


async def _check_size(file: BinaryIO) -> None:
    if await _size(file) > MAX_FILE:
        raise invalid_request("The source image file is too large to process")


async def _size(file: BinaryIO) -> int:
    return (await asyncio.to_thread(os.fstat, file.fileno())).st_size


async def _as_it_is(file: BinaryIO, headers: dict[str, str]) -> Response:
    """An SVG is sharp at any size, so it goes out untouched."""
    size = await _size(file)
    headers |= {
        "content-type": MEDIA_TYPE,
        "content-length": str(size),
        "content-security-policy": POLICY,
    }
    return FileResponse(file, range(size), 200, headers)


def _takes_webp(request: Request) -> bool:
    return "image/webp" in request.headers.get("accept", "").lower()


def _etag(source: str, wanted: Transform, webp: bool) -> str:
    """Another one for each outcome, known before the work is done."""
    text = f"{source} {wanted.signed()} {webp}"
    return f'"{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}"'
