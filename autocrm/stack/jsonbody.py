"""A request's body as a JSON object, for the services that each refuse it in their own shape."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

Json = dict[str, Any]
_MAX_BODY = 1024 * 1024  # bytes; upstream's limit, in Auth and in Storage


class BodyTooLarge(Exception):
    """The body is over 1 MB."""


class NotJson(Exception):
    """The body is no JSON, or none that text could hold."""


class NotAnObject(Exception):
    """The body is JSON, but no object."""


async def read_object(request: Request) -> Json:
    """The body, {} when it is empty. Raises BodyTooLarge, NotJson, NotAnObject."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MAX_BODY:
            raise BodyTooLarge
    try:
        body = json.loads(raw) if raw.strip() else {}
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(body, dict):
        raise NotAnObject
    return body
