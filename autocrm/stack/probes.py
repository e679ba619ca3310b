"""Real requests that show whether a service does its work. All answer True or False."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import psycopg

from autocrm.stack.config import HOST

_TIMEOUT = 3.0  # seconds
HEARTBEAT_LIMIT = 5.0  # seconds; an older heartbeat means that the worker is stuck


async def postgres(conninfo: str) -> bool:
    """`select 1` on a new connection."""
    try:
        connection = await psycopg.AsyncConnection.connect(conninfo, connect_timeout=2)
        async with connection:
            await connection.execute("select 1")
    except psycopg.Error:
        return False
    return True


async def get(url: str, headers: Mapping[str, str] | None = None) -> httpx.Response | None:
    """The answer to a GET, or None when there is none. Proxies are never used."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT) as client:
            return await client.get(url, headers=headers)
    except httpx.HTTPError:
        return None


async def http(url: str, headers: Mapping[str, str] | None = None) -> bool:
    """True when a GET is answered with 200."""
    answer = await get(url, headers)
    return answer is not None and answer.status_code == 200


async def rows(url: str, headers: Mapping[str, str]) -> bool:
    """True when a GET is answered with a JSON list, as PostgREST does for a table."""
    return isinstance(_json(await get(url, headers)), list)


async def heartbeat(url: str) -> bool:
    """True when the worker's JSON tells a `heartbeat_age_s` below the limit."""
    body = _json(await get(url))
    age = body.get("heartbeat_age_s") if isinstance(body, dict) else None
    return isinstance(age, int | float) and age < HEARTBEAT_LIMIT


def _json(answer: httpx.Response | None) -> Any:
    if answer is None or answer.status_code != 200:
        return None
    try:
        return answer.json()
    except ValueError:
        return None


async def smtp(port: int) -> bool:
    """True when an SMTP server greets us."""
    try:
        async with asyncio.timeout(_TIMEOUT):
            reader, writer = await asyncio.open_connection(HOST, port)
            greeting = await reader.readline()
            writer.write(b"QUIT\r\n")
            writer.close()
            await writer.wait_closed()
    except (OSError, TimeoutError):
        return False
    return greeting.startswith(b"220")


async def all_of(*checks: Any) -> bool:
    """True when all the given coroutines answer True; they run side by side."""
    return all(await asyncio.gather(*checks))
