"""Sixty mails through a hosted model whose answers are refused, broken, cut, stalled or rubbish."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from autocrm.bootstrap import open_app
from autocrm.cli.demo import seed_company
from autocrm.settings import Settings
from autocrm.stack import control
from autocrm.testing.openai_models import HonestModel
from autocrm.testing.openai_server import OpenAIServer
from autocrm.testing.openai_weather import Weather
from bench import mails_openai
from bench.mails_openai import Findings, bad_weather, openai_environment, sorted_by_people
from tests.flows.desk import ROOT, start_desk

COUNT = 60
DEADLINE_S = 3.0  # of a step: a stall takes two thirds of it


@pytest.mark.timeout(600)  # a desk of its own and sixty mails, on a busy machine
def test_bad_weather(tmp_path: Path) -> None:
    """Each mail is decided or with a person, once, in time and whole; every token is known.

    The shares are five times those of `bench mails_openai`, for sixty mails to see them all.
    """
    home = tmp_path / "home"
    model = HonestModel(sorted_by_people(ROOT / "seeds"))
    with OpenAIServer(model=model) as server, openai_environment(server, DEADLINE_S):
        desk = start_desk(home)
        try:
            found, weather = asyncio.run(_run(desk.settings, server))
        finally:
            control.stop(home)
    assert found.wrong() == []
    assert found.decisions == COUNT + mails_openai.WARM
    assert weather.seen.keys() >= {"rate_limited", "errors", "stalls", "rubbish", "cuts"}
    # On a busy machine one may arrive after its time: then it is a timeout.
    assert 0 < found.calls["http_429"] <= weather.seen["rate_limited"]
    assert found.sent > 0
    assert found.models["gpt-5-mini"] > found.models["local"] > 0


async def _run(settings: Settings, server: OpenAIServer) -> tuple[Findings, Weather]:
    await seed_company(settings, ROOT / "seeds", lambda _: None)
    async with open_app(settings) as app:
        await mails_openai.warm_up(app)
        server.weather = weather = bad_weather(
            rate_limited=0.1, errors=0.05, stalls=0.03, rubbish=0.05, cuts=0.05
        )
        await mails_openai.send_all(app, COUNT)
        return await mails_openai.findings(app, server.told, COUNT, DEADLINE_S), weather


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
