"""Desks for the flows: one a test file, on ports and in a folder of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from autocrm.cli.demo import seed_company
from autocrm.stack import control
from autocrm.testing.openai_server import OpenAIServer
from tests.flows.desk import ROOT, Desk, start_desk
from tests.flows.hosted import hosted_env


@pytest.fixture(scope="module")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = start_desk(tmp_path_factory.mktemp("desk") / "home")
    yield desk
    control.stop(desk.config.home)


@pytest.fixture(scope="module")
def seeded_desk(empty_desk: Desk) -> Desk:
    """With the demo company and its knowledge, its inbox not yet received."""
    asyncio.run(seed_company(empty_desk.settings, ROOT / "seeds", lambda _: None))
    return empty_desk


@pytest.fixture(scope="module")
def openai_server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture(scope="module")
def hosted_desk(
    openai_server: OpenAIServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """A seeded one that asks a model: what `openai_server` is told to say."""
    home = tmp_path_factory.mktemp("openai") / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in hosted_env(openai_server).items():
            patch.setenv(name, value)
        desk = start_desk(home)
        asyncio.run(seed_company(desk.settings, ROOT / "seeds", lambda _: None))
    yield desk
    control.stop(home)
