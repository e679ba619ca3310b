"""Pieces of the embedded stack in threads of the test process: no processes to wait for."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from autocrm.stack.keys import Keys
from autocrm.stack.listening import Listener, bind
from autocrm.stack.mail import MailStore, create_mail_app, start_smtp
from autocrm.stack.serve import Neighbours, gateway_server, open_gateway, server_for
from autocrm.stack.tokens import Signer
from supabase import Client, ClientOptions, create_client

T = TypeVar("T")
CONFIG: dict[str, Any] = {"functions": {"open": {"verify_jwt": False}}}


@dataclass(frozen=True)
class Mailbox:
    """A running capture."""

    url: str
    smtp_port: int
    folder: Path

    def mails_to(self, address: str) -> list[dict[str, Any]]:
        """What has come for an address, newest first: id, Subject, Text and HTML of each."""
        found = httpx.get(f"{self.url}/api/v1/search", params={"query": f'to:"{address}"'})
        ids = [mail["ID"] for mail in found.raise_for_status().json()["messages"]]
        return [httpx.get(f"{self.url}/api/v1/message/{id_}").json() for id_ in ids]


@contextlib.asynccontextmanager
async def capturing(folder: Path) -> AsyncIterator[Mailbox]:
    """SMTP and HTTP of the captured mail, over an empty folder."""
    smtp = bind(0)
    with contextlib.closing(MailStore(folder)) as store:
        async with start_smtp(store, smtp), serving(create_mail_app(store)) as port:
            yield Mailbox(f"http://127.0.0.1:{port}", smtp.getsockname()[1], folder)


@dataclass(frozen=True)
class Stack:
    """A running gateway; `tokens` signs as Auth does."""

    url: str
    keys: Keys
    tokens: Signer
    database: Any
    mailbox: Mailbox
    closing: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def client(self, key: str | None = None) -> Client:
        """supabase-py as a user would make it; by default with the publishable key."""
        http = self.closing.enter_context(httpx.Client(timeout=10))
        # no timer that refreshes: its thread would outlive the test
        options = ClientOptions(auto_refresh_token=False, httpx_client=http)
        return create_client(self.url, key or self.keys.publishable_key, options)

    def signed_up(self, person: dict[str, str]) -> Client:
        """The client of somebody who has just signed up."""
        client = self.client()
        client.auth.sign_up({"email": person["email"], "password": person["password"]})
        return client

    def admin(self) -> Client:
        """supabase-py with the secret key."""
        return self.client(self.keys.secret_key)

    def http(self, **headers: str) -> httpx.Client:
        """Raw requests to the gateway."""
        client = httpx.Client(base_url=self.url, headers=headers, timeout=10)
        return self.closing.enter_context(client)

    def wait_for_api(self, path: str, seconds: float = 10) -> None:
        """Until PostgREST has read a new schema, so that it knows `/memos`, `/rpc/whoami`.

        One path tells of the whole schema. Of functions it takes one without arguments: it is
        called, since PostgREST's document lists functions that it cannot call yet.
        """
        deadline = time.monotonic() + seconds
        url = f"{self.url}/rest/v1"
        with httpx.Client(headers={"apikey": self.keys.secret_key}) as http:
            while (
                http.post(url + path).status_code == 404
                if path.startswith("/rpc/")
                else path not in http.get(url + "/").json()["paths"]
            ):
                assert time.monotonic() < deadline, f"PostgREST does not know {path}"
                time.sleep(0.05)


@contextlib.contextmanager
def background(context: Callable[[], contextlib.AbstractAsyncContextManager[T]]) -> Iterator[T]:
    """Hold an async context open in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(20)

    manager = context()
    try:
        yield run(manager.__aenter__())
    finally:
        run(manager.__aexit__(None, None, None))
        run(_end_tasks())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end_tasks() -> None:
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    await asyncio.sleep(0.01)  # closed transports need one more turn of the loop


@contextlib.asynccontextmanager
async def serving(
    app: Any, port: int = 0, make: Callable[[Any], Listener] = server_for
) -> AsyncIterator[int]:
    """Serve an ASGI application; yields the port."""
    server, listener = make(app), bind(port)
    task = asyncio.ensure_future(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.005)
    yield listener.getsockname()[1]
    server.should_exit = True
    await task


async def echo(request: Request) -> Response:
    body = await request.body()
    seen = {
        "method": request.method,
        "path": request.scope["raw_path"].decode(),
        "query": request.url.query,
        "headers": dict(request.headers),
        "body": body.decode("latin-1"),
        "size": len(body),
    }
    return JSONResponse(seen, headers={"x-own": "kept", "access-control-allow-origin": "evil"})


class Ticker:
    """A function that streams, and knows whether its caller is still there."""

    def __init__(self) -> None:
        self.ended = threading.Event()

    async def stream(self, request: Request) -> Response:
        """Twenty events a second, for as long as somebody listens."""

        async def ticks() -> AsyncIterator[str]:
            try:
                for number in range(1000):
                    yield f"data: {number}\n\n"
                    await asyncio.sleep(0.05)
            finally:
                self.ended.set()

        return StreamingResponse(ticks(), media_type="text/event-stream")


@contextlib.asynccontextmanager
async def serving_gateway(
    rest: Any, toml: dict[str, Any], mailbox: Mailbox, folder: Path, ports: dict[str, int]
) -> AsyncIterator[str]:
    """The gateway over the database and PostgREST of `rest` (a RestApi); yields its URL.

    `ports` are those of "functions" and "realtime"; a missing one is a port nobody answers.
    """
    # the address is in the tokens, so the port is chosen before Auth is made
    with contextlib.closing(bind(0)) as reserved:
        port = reserved.getsockname()[1]
    url, database = f"http://127.0.0.1:{port}", rest.database
    neighbours = Neighbours(
        api_url=url,
        auth_database=database.conninfo("supabase_auth_admin"),
        storage_database=database.conninfo("supabase_storage_admin"),
        storage_folder=folder,
        pages_folder=folder / "dist",
        rest_port=int(rest.url.rpartition(":")[2]),
        realtime_port=ports.get("realtime", 1),
        functions_port=ports.get("functions", 1),
        smtp_port=mailbox.smtp_port,
    )
    make = functools.partial(gateway_server, realtime_port=neighbours.realtime_port)
    async with (
        open_gateway(neighbours, rest.keys, toml) as gateway,
        serving(gateway, port, make),
    ):
        yield url
