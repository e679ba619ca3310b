"""The Starlette application of Storage: routes, and errors in upstream's shape."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import psycopg
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from autocrm.stack.errors import os_error_sentence
from autocrm.stack.storage import (
    bucket_routes,
    downloads,
    object_routes,
    signed_routes,
)
from autocrm.stack.storage.context import StorageContext, context_of
from autocrm.stack.storage.dberrors import explain
from autocrm.stack.storage.errors import StorageFailure, not_built
from autocrm.stack.storage.images import image_routes
from autocrm.stack.storage.tus import open_uploads, tus_routes

Handler = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger(__name__)
_ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_LATER = {
    "/s3": "The S3 protocol",
    "/s3/{rest:path}": "The S3 protocol",
    "/vector/{rest:path}": "Vector buckets",
    "/iceberg/{rest:path}": "Analytics buckets",
    "/cdn/{rest:path}": "A CDN with a cache to purge",
    "/bucket/{bucket}/lifecycle": "The lifecycle of objects",
}


def create_storage_app(context: StorageContext) -> Starlette:
    """Storage as an ASGI application; paths without the /storage/v1 prefix."""
    uploads = open_uploads(context)
    routes = [*_routes(), *image_routes(context), *tus_routes(context, uploads)]
    app = Starlette(routes=routes, exception_handlers=_HANDLERS)
    app.router.redirect_slashes = False  # `folder/` is another name than `folder`
    app.state.context, app.state.uploads = context, uploads
    return app


def _routes() -> list[Route]:
    return [
        Route("/status", _status),
        Route("/health", _health),
        Route("/version", _version),
        *(Route(path, _later(what), methods=_ANY) for path, what in _LATER.items()),
        *_bucket_routes(),
        *_named_object_routes(),
        *_object_routes(),
    ]


def _bucket_routes() -> list[Route]:
    one = "/bucket/{bucket}"
    return [
        *(Route(path, bucket_routes.list_all) for path in ("/bucket", "/bucket/")),
        *(Route(path, bucket_routes.create, methods=["POST"]) for path in ("/bucket", "/bucket/")),
        Route(one, bucket_routes.get),
        Route(one, bucket_routes.update, methods=["PUT"]),
        Route(one, bucket_routes.delete, methods=["DELETE"]),
        Route(f"{one}/empty", bucket_routes.empty, methods=["POST"]),
    ]


def _named_object_routes() -> list[Route]:
    """Those whose second word is not a bucket; they are asked before those where it is."""
    place = "{bucket}/{name:path}"
    return [
        Route("/object/move", object_routes.move, methods=["POST"]),
        Route("/object/copy", object_routes.copy, methods=["POST"]),
        Route("/object/list/{bucket}", object_routes.list_objects, methods=["POST"]),
        Route("/object/list-v2/{bucket}", object_routes.list_v2, methods=["POST"]),
        Route(f"/object/upload/sign/{place}", signed_routes.sign_for_upload, methods=["POST"]),
        Route(f"/object/upload/sign/{place}", signed_routes.upload_signed, methods=["PUT"]),
        Route("/object/sign/{bucket}", signed_routes.sign_many, methods=["POST"]),
        Route(f"/object/sign/{place}", signed_routes.sign, methods=["POST"]),
        Route(f"/object/sign/{place}", signed_routes.get_signed),
        Route(f"/object/public/{place}", downloads.get_public_object),
        Route(f"/object/authenticated/{place}", downloads.get_object),
        Route(f"/object/info/public/{place}", downloads.get_public_info),
        Route(f"/object/info/authenticated/{place}", downloads.get_info),
        Route(f"/object/info/{place}", downloads.get_info),
    ]


def _object_routes() -> list[Route]:
    place = "/object/{bucket}/{name:path}"
    return [
        Route(place, downloads.get_object),
        Route(place, object_routes.upload, methods=["POST"]),
        Route(place, object_routes.update, methods=["PUT"]),
        Route(place, object_routes.delete_one, methods=["DELETE"]),
        Route("/object/{bucket}", object_routes.delete_many, methods=["DELETE"]),
    ]


async def _status(request: Request) -> Response:
    return Response(status_code=200)


async def _health(request: Request) -> Response:
    """Healthy is a Storage whose rows can be read."""
    async with context_of(request).database.owning() as connection:
        await connection.execute("select from storage.buckets limit 1")
    return JSONResponse({"healthy": True})


async def _version(request: Request) -> Response:
    return PlainTextResponse("embedded")


def _later(what: str) -> Handler:
    async def answer(request: Request) -> Response:
        raise not_built(what)

    return answer


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, StorageFailure)
    return error.response()


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = f"Route {request.method}:{request.url.path[:200]} not found"
    failure = StorageFailure(error.status_code, "Not Found", message)
    return JSONResponse(failure.body(), error.status_code)


async def _disk_trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)
    sentence = os_error_sentence(error, context_of(request).files.root)
    _log.error("Storage: %s", sentence)
    return StorageFailure(500, "InternalError", sentence).response()


async def _database_trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, psycopg.Error)
    return explain(error, "ResourceAlreadyExists").response()


_HANDLERS = {
    StorageFailure: _refused,
    HTTPException: _no_route,
    OSError: _disk_trouble,
    psycopg.Error: _database_trouble,
}
