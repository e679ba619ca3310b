"""TUS 1.0.0 over HTTP: /upload/resumable, and /upload/resumable/sign with a signed token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from autocrm.stack.storage.bearer import caller_of, service_of
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.errors import StorageFailure
from autocrm.stack.storage.files import new_version
from autocrm.stack.storage.names import check_bucket_name, check_key
from autocrm.stack.storage.signing import check_upload
from autocrm.stack.storage.tus_address import address_of, named, upload_url
from autocrm.stack.storage.tus_protocol import (
    BODY_TYPE,
    EXTENSIONS,
    VERSION,
    TusFailure,
    announced_length,
    answer,
    check_version,
    count_of,
    http_date,
    metadata_of,
    written_metadata,
)
from autocrm.stack.storage.tus_records import Records, Upload
from autocrm.stack.storage.tus_uploads import Uploader, Uploads

_ROOT, _SIGNED = "/upload/resumable", "/upload/resumable/sign"
_CREATE, _PART = "tus.upload.create", "tus.upload.part"
_GET, _DELETE = "tus.upload.get", "tus.upload.delete"
Handler = Callable[[Request], Awaitable[Response]]


def open_uploads(context: StorageContext) -> Uploads:
    """The resumable uploads below Storage's folder, those of earlier runs included.

    Blocking, for the start. Raises StackError.
    """
    records = Records(context.files.root / "uploads")
    records.prepare()
    return Uploads(context, records)


def tus_routes(context: StorageContext, uploads: Uploads) -> list[Route]:
    """Both doors: for the bearer of a JWT, and for the bearer of a token from upload/sign."""
    plain, signed = Tus(context, uploads, signed=False), Tus(context, uploads, signed=True)
    return [*_routes(_SIGNED, signed), *_routes(_ROOT, plain)]


def _routes(path: str, tus: Tus) -> list[Route]:
    handlers: dict[str, Handler] = {
        "HEAD": tus.offset,
        "PATCH": tus.write,
        "DELETE": tus.give_up,
    }
    one = path + "/{upload}"
    return [
        Route(path, _spoken(tus.create), methods=["POST"]),
        Route(path + "/", _spoken(tus.create), methods=["POST"]),
        Route(path, tus.options, methods=["OPTIONS"]),
        Route(one, tus.options, methods=["OPTIONS"]),
        *(Route(one, _spoken(handler), methods=[name]) for name, handler in handlers.items()),
    ]


def _spoken(handler: Handler) -> Handler:
    """Check the version before, and word troubles as TUS does: in plain text."""

    async def handle(request: Request) -> Response:
        try:
            check_version(request.headers)
            return await handler(request)
        except TusFailure as failure:
            return answer(failure.status, failure.headers, failure.body)
        except StorageFailure as failure:
            return answer(failure.status, body=failure.message)
        except ClientDisconnect:
            return answer(400, body="The client went away\n")  # which nobody reads

    return handle


@dataclass(frozen=True)
class Tus:
    """The handlers of one door."""

    context: StorageContext
    uploads: Uploads
    signed: bool

    async def options(self, request: Request) -> Response:
        """What we can do; no credentials are asked for."""
        limit = self.context.settings.file_size_limit
        return answer(
            204,
            {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(limit)},
        )

    async def create(self, request: Request) -> Response:
        """POST: a new upload; with a body (creation-with-upload) its first bytes."""
        length, metadata = announced_length(request.headers), metadata_of(request.headers)
        bucket = check_bucket_name(metadata.get("bucketName") or "")
        name = check_key(metadata.get("objectName") or "")
        uploader, upsert = self._uploader(request, _CREATE, bucket, name)
        upload = Upload(new_version(), bucket, name, length, metadata, upsert, uploader.identity)
        await self.uploads.begin(uploader, upload)
        headers = {
            "Location": upload_url(request, address_of(upload), signed=self.signed),
            "Upload-Expires": http_date(upload.expires),
        }
        if request.headers.get("content-type") == BODY_TYPE or length == 0:
            offset = await self._append(request, uploader, upload.id, 0)
            headers |= _progress(upload, offset)
        return answer(201, headers)

    async def offset(self, request: Request) -> Response:
        """HEAD: how far it has come."""
        uploader, upload_id = self._going_on(request, _GET)
        async with self.uploads.taken(uploader, upload_id) as upload:
            offset = await self.uploads.offset(uploader, upload)
        length = "Upload-Defer-Length" if upload.length is None else "Upload-Length"
        headers = {
            "Cache-Control": "no-store",
            "Upload-Offset": str(offset),
            length: "1" if upload.length is None else str(upload.length),
            "Upload-Metadata": written_metadata(upload.metadata),
        }
        if offset != upload.length:
            headers["Upload-Expires"] = http_date(upload.expires)
        return answer(200, headers)

    async def write(self, request: Request) -> Response:
        """PATCH: the next bytes."""
        offset = count_of(request.headers, "upload-offset")
        if offset is None:
            raise TusFailure(403, "Upload-Offset header required\n")
        kind = request.headers.get("content-type")
        if kind is None:
            raise TusFailure(403, "Content-Type header required\n")
        if kind != BODY_TYPE:
            raise TusFailure(400, "Invalid content-type\n")
        uploader, upload_id = self._going_on(request, _PART)
        async with self.uploads.taken(uploader, upload_id) as upload:
            length = count_of(request.headers, "upload-length")
            if length is not None:
                upload = await self.uploads.settle_length(uploader, upload, length)
            offset = await self._write(request, uploader, upload, offset)
        return answer(204, _progress(upload, offset))

    async def give_up(self, request: Request) -> Response:
        """DELETE: never mind."""
        uploader, upload_id = self._going_on(request, _DELETE)
        async with self.uploads.taken(uploader, upload_id) as upload:
            await self.uploads.give_up(upload)
        return answer(204)

    async def _append(
        self, request: Request, uploader: Uploader, upload_id: str, offset: int
    ) -> int:
        async with self.uploads.taken(uploader, upload_id) as upload:
            return await self._write(request, uploader, upload, offset)

    async def _write(
        self, request: Request, uploader: Uploader, upload: Upload, offset: int
    ) -> int:
        announced = count_of(request.headers, "content-length")
        return await self.uploads.write(uploader, upload, offset, request.stream(), announced)

    def _going_on(self, request: Request, operation: str) -> tuple[Uploader, str]:
        """Who asks, and which upload the address names. Raises TusFailure, StorageFailure."""
        bucket, name, upload_id = named(request.path_params["upload"])
        uploader, _ = self._uploader(request, operation, bucket, name)
        return uploader, upload_id

    def _uploader(
        self, request: Request, operation: str, bucket: str, name: str
    ) -> tuple[Uploader, bool]:
        """Who asks, and whether they overwrite. Raises StorageFailure."""
        if self.signed:
            token = request.headers.get("x-signature")
            if not token:
                raise StorageFailure(400, "InvalidSignature", "Missing x-signature header")
            permit = check_upload(self.context, token, f"{bucket}/{name}")
            caller = service_of(request, f"{operation}_signed")
            return Uploader(
                caller, f"signed:{permit.owner_id or ''}", permit.owner_id
            ), permit.upsert
        caller = caller_of(request, operation)
        identity = f"{caller.role}:{caller.owner_id or ''}"
        upsert = request.headers.get("x-upsert") == "true"
        return Uploader(caller, identity, caller.owner_id), upsert


def _progress(upload: Upload, offset: int) -> dict[str, str]:
    headers = {"Upload-Offset": str(offset)}
    if offset == upload.length:
        return headers | {"Tus-Complete": "1"}
    return headers | {"Upload-Expires": http_date(upload.expires)}
