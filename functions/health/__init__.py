"""GET /health: is this process up, and does the API answer it?"""

from __future__ import annotations

import httpx
from fastapi import APIRouter
from pydantic import BaseModel

from autocrm import __version__
from autocrm.errors import Unavailable
from functions.app import build
from functions.caller import House

router = APIRouter()


class Health(BaseModel):
    status: str
    version: str
    embedding_model: str
    llm: str


@router.get("/health")
async def health(house: House) -> Health:
    """Open to everybody; says nothing secret."""
    try:
        answer = await house.http.get(f"{house.settings.url}/health")
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable("The API does not answer.") from error
    return Health(
        status="ok",
        version=__version__,
        embedding_model=house.services.embedder.model,
        llm=house.llm_name,
    )


app = build(router)
