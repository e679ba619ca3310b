"""Functions through the official clients: every body, every answer, regions, refusals."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from supabase_functions.errors import FunctionsHttpError, FunctionsRelayError
from supabase_functions.utils import FunctionRegion

from tests.stack.harness import Ticker, background, echo, serving

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


async def _same(request: Request) -> Response:
    """The body as it came, with its own content type."""
    return Response(await request.body(), media_type=request.headers.get("content-type"))


async def _broken(_request: Request) -> Response:
    return JSONResponse({"error": "No tea here"}, 418, {"x-own": "kept"})


async def _moved(_request: Request) -> Response:
    return RedirectResponse("/functions/v1/echo", 307)


class Stall:
    """A function that never answers, and knows whether its caller is still there."""

    def __init__(self) -> None:
        self.left: set[str] = set()

    async def __call__(self, request: Request) -> Response:
        try:
            while not await request.is_disconnected():
                await asyncio.sleep(0.02)
        finally:
            self.left.add(request.query_params.get("who", ""))
        return Response()

    async def told(self, request: Request) -> Response:
        """Whether the caller `who` has been seen to leave."""
        return JSONResponse(request.query_params["who"] in self.left)


@pytest.fixture(scope="module")
def functions_port(ticker: Ticker) -> Iterator[int]:
    stall = Stall()
    routes = [
        Route("/ticks", ticker.stream, methods=["GET", "POST"]),
        Route("/same", _same, methods=["POST"]),
        Route("/broken", _broken, methods=["GET", "POST"]),
        Route("/moved", _moved, methods=["GET", "POST"]),
        Route("/stall", stall.__call__, methods=["GET", "POST"]),
        Route("/left", stall.told),
        Route("/{path:path}", echo, methods=METHODS),
    ]
    with background(lambda: serving(Starlette(routes=routes))) as port:
        yield port


def test_supabase_js(js):
    js("functions.mjs")


def test_json_is_parsed_when_asked(stack):
    seen = stack.client().functions.invoke("echo", {"body": {"a": 1}, "responseType": "json"})
    assert (seen["method"], seen["path"], json.loads(seen["body"])) == ("POST", "/echo", {"a": 1})
    assert seen["headers"]["content-type"] == "application/json"
    assert seen["headers"]["apikey"] == stack.keys.publishable_key


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_and_query(stack, method):
    options = {"method": method, "responseType": "json", "headers": {"x-mine": "1"}}
    seen = stack.client().functions.invoke("echo?name=bob&x=%20", options)
    assert (seen["method"], seen["headers"]["x-mine"]) == (method, "1")
    assert dict(httpx.QueryParams(seen["query"])) == {"name": "bob", "x": " "}


def test_bytes_and_text_pass_unchanged(stack):
    raw = bytes(range(256)) * 4000
    functions = stack.client().functions
    headers = {"Content-Type": "application/octet-stream"}
    assert functions.invoke("same", {"body": raw, "headers": headers}) == raw
    assert functions.invoke("same", {"body": "Grüezi"}) == "Grüezi".encode()


def test_a_region_is_a_header_and_a_parameter(stack):
    options = {"region": FunctionRegion.EuCentral1, "responseType": "json"}
    seen = stack.client().functions.invoke("echo", options)
    assert seen["headers"]["x-region"] == "eu-central-1"
    assert "forceFunctionRegion=eu-central-1" in seen["query"]


def test_a_signed_in_person_sends_their_token(stack, person):
    client = stack.signed_up(person)
    client.functions.set_auth(client.auth.get_session().access_token)
    seen = client.functions.invoke("echo", {"responseType": "json"})
    assert seen["headers"]["authorization"].startswith("Bearer ey")


def test_an_error_of_the_function_is_http(stack):
    with pytest.raises(FunctionsHttpError, match="No tea here") as caught:
        stack.client().functions.invoke("broken")
    assert caught.value.status == 418


@pytest.mark.parametrize("token", ["nonsense", "x.y.z"])
def test_a_bad_token_is_an_error_of_the_relay(stack, token):
    client = stack.client()
    client.functions.set_auth(token)
    with pytest.raises(FunctionsRelayError) as caught:
        client.functions.invoke("echo")
    assert caught.value.status == 401


def test_a_caller_that_gives_up_frees_the_function(stack):
    who = str(uuid.uuid4())
    http = stack.http(apikey=stack.keys.publishable_key)
    with pytest.raises(httpx.ReadTimeout):
        http.get("/functions/v1/stall", params={"who": who}, timeout=0.3)
    for _ in range(500):  # 10 s at most
        if http.get("/functions/v1/left", params={"who": who}).json():
            return
    pytest.fail("the function still waits for a caller who has left")
