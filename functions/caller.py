"""Who calls: a function acts with the caller's own rights and has none itself.

The key and the bearer of the request go on to the API, which checks them: a function that
verified tokens itself would be a second place to get it wrong.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from autocrm.adapters.supabase.client import connect
from autocrm.bootstrap import App
from autocrm.errors import Unauthenticated
from supabase import AsyncClient


def house(request: Request) -> App:
    """The wired application of this process."""
    app: App = request.app.state.house
    return app


async def caller(
    request: Request, app: Annotated[App, Depends(house)]
) -> AsyncIterator[AsyncClient]:
    """A client with the rights of whoever sent this request, sharing the process's connections."""
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    key = request.headers.get("apikey", "") or bearer
    if not key:
        raise Unauthenticated("Send an apikey header, or Authorization: Bearer with a token.")
    token = bearer if bearer and not bearer.startswith("sb_") and bearer != key else None
    yield connect(app.settings.url, key, token, http=app.http)


House = Annotated[App, Depends(house)]
Caller = Annotated[AsyncClient, Depends(caller)]
