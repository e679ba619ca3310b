"""The gateway with Auth and Storage on real Postgres and PostgREST, and captured mail."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from autocrm.stack.tokens import Signer
from tests.stack.harness import (
    CONFIG,
    Mailbox,
    Stack,
    Ticker,
    background,
    capturing,
    echo,
    serving,
    serving_gateway,
)

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def ticker() -> Ticker:
    return Ticker()


@pytest.fixture(scope="module")
def functions_port(ticker: Ticker) -> Iterator[int]:
    """A stand-in for the functions: it echoes, or ticks."""
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    routes = [Route("/open/ticks", ticker.stream), Route("/{path:path}", echo, methods=methods)]
    with background(lambda: serving(Starlette(routes=routes))) as port:
        yield port


@pytest.fixture(scope="module")
def stack_config() -> dict[str, Any]:
    """config.toml as parsed. A module that wants another overrides this fixture."""
    return CONFIG


@pytest.fixture(scope="module")
def service_ports(functions_port: int) -> dict[str, int]:
    """Services behind the gateway, beside PostgREST."""
    return {"functions": functions_port}


@pytest.fixture(scope="module")
def running_stack(
    rest_api: Any,
    stack_config: dict[str, Any],
    service_ports: dict[str, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """Gateway, Auth and Storage over the module's own database, and captured mail."""
    keys, folder = rest_api.keys, tmp_path_factory.mktemp("home")
    with background(lambda: capturing(folder / "mail")) as mailbox:
        storage = folder / "storage"
        with background(
            lambda: serving_gateway(rest_api, stack_config, mailbox, storage, service_ports)
        ) as url:
            yield Stack(url, keys, Signer(keys, "ES256"), rest_api.database, mailbox)


@pytest.fixture
def stack(running_stack: Stack) -> Iterator[Stack]:
    """The module's stack; the clients that a test makes are closed after it."""
    with contextlib.ExitStack() as closing:
        yield replace(running_stack, closing=closing)


@pytest.fixture
def person() -> dict[str, str]:
    """Credentials nobody has used yet."""
    return {"email": f"person{next(_numbers)}@example.com", "password": "correct horse"}


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    """SMTP and HTTP of the captured mail, over an empty folder."""
    with background(lambda: capturing(tmp_path)) as box:
        yield box
