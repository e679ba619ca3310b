"""The web application on the gateway: its files, one page for its addresses, nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from autocrm.stack.gateway import Pages
from tests.stack.harness import background, serving

PAGE = "<!doctype html><title>AutoCRM</title>"
SCRIPT = "console.log('hello')\n" * 50
BROWSER = {"accept": "text/html,application/xhtml+xml", "accept-encoding": "identity"}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "assets" / "app-1a2b.js").write_text(SCRIPT)
    (folder / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (tmp_path / "secret.txt").write_text("not for you")
    return folder


@pytest.fixture
def web(dist: Path) -> Iterator[httpx.Client]:
    pages = Pages(dist, "sb_publishable_key")

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if pages.takes(scope):
            await pages(scope, receive, send)
        else:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b"not taken"})

    with (
        background(lambda: serving(door)) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/desk", "/desk/tickets/17", "/help/a.b", "/sign-in?next=%2F"]
)
def test_every_address_a_browser_opens_is_the_page(web: httpx.Client, path: str) -> None:
    answer = web.get(path, headers=BROWSER)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["cache-control"] == "no-cache"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_files_named_by_content_last_and_come_compressed(web: httpx.Client) -> None:
    plain = web.get("/assets/app-1a2b.js", headers={"accept-encoding": "identity"})
    small = web.get("/assets/app-1a2b.js", headers={"accept-encoding": "gzip, br"})
    assert plain.text == small.text == SCRIPT
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"])
    assert "javascript" in small.headers["content-type"]
    assert "immutable" in small.headers["cache-control"]


def test_the_application_reads_the_publishable_key(web: httpx.Client) -> None:
    assert web.get("/app.json").json() == {"key": "sb_publishable_key"}


@pytest.mark.parametrize("path", ["/assets/gone.js", "/nothing.png", "/"])
def test_what_is_no_page_is_left_to_the_stack(web: httpx.Client, path: str) -> None:
    assert web.get(path, headers={"accept": "*/*"}).text == "not taken"
    assert web.post(path, headers=BROWSER).text == "not taken"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"]
)
def test_nothing_outside_the_folder_is_read(web: httpx.Client, path: str) -> None:
    assert "not for you" not in web.get(path, headers=BROWSER).text


def test_without_a_build_there_are_no_pages(web: httpx.Client, dist: Path) -> None:
    (dist / "index.html").unlink()
    assert web.get("/", headers=BROWSER).text == "not taken"
