"""All functions under one app: `uvicorn functions.app:app`, or `python -m functions`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from autocrm import __version__
from autocrm.bootstrap import open_app
from autocrm.settings import load
from functions import problems


def build(*routers: APIRouter) -> FastAPI:
    """An app of some routers: all of them together, or one alone."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_app(load()) as house:
            app.state.house = house
            yield

    app = FastAPI(title="AutoCRM functions", version=__version__, lifespan=lifespan)
    problems.install(app)
    for router in routers:
        app.include_router(router)
    return app


def _all() -> FastAPI:
    from functions import answer, assist, feedback, health, inbound_email, search, triage

    return build(
        health.router, inbound_email.router, triage.router, answer.router, search.router,
        feedback.router, assist.router,
    )  # fmt: skip


def __getattr__(name: str) -> FastAPI:
    # Built when asked for: the single functions import `build` from here.
    if name == "app":
        return _all()
    raise AttributeError(name)
