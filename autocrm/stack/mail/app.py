"""The HTTP side of captured mail: Mailpit's API, read by tests, and a page for people."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from autocrm.stack.mail import page, shapes
from autocrm.stack.mail.parse import parse
from autocrm.stack.mail.search import Where, where
from autocrm.stack.mail.store import Delivery, MailStore

Json = dict[str, Any]
_LIMIT, _MOST = 50, 1000
_SAFE = {"x-content-type-options": "nosniff"}


def create_mail_app(store: MailStore) -> Starlette:
    """The ASGI application over `store`."""
    app = Starlette(routes=_ROUTES, exception_handlers={HTTPException: _refused})
    app.state.store = store
    return app


def _store(request: Request) -> MailStore:
    store: MailStore = request.app.state.store
    return store


async def list_messages(request: Request) -> Response:
    """GET /api/v1/messages?limit&start: newest first."""
    return JSONResponse(await _listing(request, where("")))


async def search(request: Request) -> Response:
    """GET /api/v1/search?query=: the same list, only what matches."""
    return JSONResponse(await _listing(request, where(request.query_params.get("query", ""))))


async def _listing(request: Request, condition: Where) -> Json:
    limit, start = _number(request, "limit", _LIMIT), _number(request, "start", 0)
    return await asyncio.to_thread(_page, _store(request), condition, min(limit, _MOST), start)


def _page(store: MailStore, condition: Where, limit: int, start: int) -> Json:
    shown = [shapes.summary(delivery) for delivery in store.page(condition, limit, start)]
    total, matching = store.count(), store.count(condition)
    return {
        "total": total,
        "unread": total,
        "count": len(shown),
        "messages_count": matching,
        "messages_unread": matching,
        "start": start,
        "tags": [],
        "messages": shown,
    }


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise HTTPException(400, f"{name} must be a number.")
    return int(text)


async def get_message(request: Request) -> Response:
    """GET /api/v1/message/{id}: `latest` is an id too."""
    delivery = await _delivery(request)
    return JSONResponse(await asyncio.to_thread(shapes.message, delivery))


async def get_headers(request: Request) -> Response:
    """GET /api/v1/message/{id}/headers: name to list of values."""
    delivery = await _delivery(request)
    return JSONResponse((await asyncio.to_thread(parse, delivery.raw)).headers)


async def get_raw(request: Request) -> Response:
    """GET /api/v1/message/{id}/raw: the source, byte for byte."""
    return PlainTextResponse((await _delivery(request)).raw, headers=_SAFE)


async def delete_messages(request: Request) -> Response:
    """DELETE /api/v1/messages: those named in `{"IDs": [...]}`, or all."""
    raw = await request.body()
    try:
        ids = json.loads(raw).get("IDs") if raw.strip() else None
    except (ValueError, AttributeError) as error:
        raise HTTPException(400, 'Send {"IDs": [...]}, or no body to delete all.') from error
    if ids is not None and not (isinstance(ids, list) and all(isinstance(i, str) for i in ids)):
        raise HTTPException(400, "IDs must be a list of message IDs.")
    # Mailpit takes an empty list for all, as it does no list.
    await asyncio.to_thread(_store(request).delete, ids or None)
    return PlainTextResponse("ok")


async def info(request: Request) -> Response:
    """GET /api/v1/info: how much there is."""
    total = await asyncio.to_thread(_store(request).count)
    return JSONResponse({"Version": "embedded", "Messages": total, "Unread": total})


async def show_list(request: Request) -> Response:
    """GET /: the page."""
    query = request.query_params.get("q", "")
    listing = await _listing(request, where(query))
    return page.response(page.list_page(listing, query))


async def show_message(request: Request) -> Response:
    """GET /view/{id}: one message on a page."""
    delivery = await _delivery(request)
    shown = await asyncio.to_thread(shapes.message, delivery)
    return page.response(page.message_page(shown))


async def style(request: Request) -> Response:
    """GET /style.css."""
    return Response(page.STYLE, media_type="text/css", headers=_SAFE)


async def _delivery(request: Request) -> Delivery:
    found = await asyncio.to_thread(_store(request).get, request.path_params["id"])
    if found is None:
        raise HTTPException(404, "There is no such message; it may have been deleted.")
    return found


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"Error": error.detail}, error.status_code)


_ROUTES = [
    Route("/", show_list),
    Route("/style.css", style),
    Route("/view/{id}", show_message),
    Route("/api/v1/info", info),
    Route("/api/v1/search", search),
    Route("/api/v1/messages", list_messages),
    Route("/api/v1/messages", delete_messages, methods=["DELETE"]),
    Route("/api/v1/message/{id}", get_message),
    Route("/api/v1/message/{id}/headers", get_headers),
    Route("/api/v1/message/{id}/raw", get_raw),
]
