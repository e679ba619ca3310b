"""Server-sent events: `piece` while it is written, then `done` with the whole, or `error`."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from autocrm.errors import AutoCRMError
from autocrm.ports import Tell

log = logging.getLogger("autocrm.functions")
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}

Work = Callable[[Tell | None], Awaitable[BaseModel]]


async def answered(work: Work, stream: bool) -> BaseModel | StreamingResponse:
    """The answer of `work`, at once or as events."""
    if not stream:
        return await work(None)
    return StreamingResponse(_events(work), media_type="text/event-stream", headers=_HEADERS)


async def _events(work: Work) -> AsyncIterator[str]:
    """What a reader who leaves no longer wants is ended with them."""
    pieces: asyncio.Queue[str | None] = asyncio.Queue()
    doing = asyncio.ensure_future(work(pieces.put_nowait))
    doing.add_done_callback(lambda _: pieces.put_nowait(None))
    try:
        while (piece := await pieces.get()) is not None:
            yield _event("piece", json.dumps({"text": piece}, ensure_ascii=False))
        yield _event("done", (await doing).model_dump_json())
    except AutoCRMError as error:
        said = {"status": error.status, "code": error.code, "detail": error.message}
        yield _event("error", json.dumps(said, ensure_ascii=False))
    finally:
        doing.cancel()


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
