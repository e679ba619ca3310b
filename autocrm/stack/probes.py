"""Real requests that show whether a service does its work. All answer True or False."""

from __future__ import annotations

import asyncio
import contextlib
import http.client as http_client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

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


async def get(url: str, headers: Mapping[str, str] | None = None) -> bytes | None:
    """The body of a 200 answer to a GET, or None. Proxies are never used.

    The standard library's client: probes run thirty times a second while all the others want
    the CPU, and httpx took 3 ms for each, and 60 ms to import.
    """
    return await asyncio.to_thread(fetch, url, headers)


def fetch(url: str, headers: Mapping[str, str] | None = None) -> bytes | None:
    """The same, blocking."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http_client.HTTPSConnection if secure else http_client.HTTPConnection
    target = parts._replace(scheme="", netloc="").geturl()
    with contextlib.closing(kind(parts.netloc, timeout=_TIMEOUT)) as connection:
        try:
            connection.request("GET", target or "/", headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.read() if answer.status == 200 else None
        except (OSError, http_client.HTTPException):
            return None


async def http(url: str, headers: Mapping[str, str] | None = None) -> bool:
    """True when a GET is answered with 200."""
    return await get(url, headers) is not None


async def rows(url: str, headers: Mapping[str, str]) -> bool:
    """True when a GET is answered with a JSON list, as PostgREST does for a table."""
    return isinstance(_json(await get(url, headers)), list)


async def heartbeat(url: str) -> bool:
    """True when the worker's JSON tells a `heartbeat_age_s` below the limit."""
    body = _json(await get(url))
    age = body.get("heartbeat_age_s") if isinstance(body, dict) else None
    return isinstance(age, int | float) and age < HEARTBEAT_LIMIT


def _json(body: bytes | None) -> Any:
    try:
        return None if body is None else json.loads(body)
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
