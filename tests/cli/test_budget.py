"""budget: the day's money, the terms and the prices, as a person reads them."""

from __future__ import annotations

import json

import respx

from tests.cli.conftest import Run

TERMS = {"usd_a_day": 5.0, "model_share": 0.8, "smaller_share": 0.95, "tone": "", "redact": True}


def test_show(run: Run, api: respx.MockRouter) -> None:
    api.post("/rest/v1/rpc/ai_budget").respond(
        json={"day": "2026-11-24", "usd_a_day": 5, "spent_usd": 4.2, "reserved_usd": 0.01,
              "left_usd": 0.79, "tier": "smaller", "calls": 812},
    )  # fmt: skip
    said = run("budget", "show").out
    assert "5.00 USD a day, 4.2000 spent, 0.0100 set aside, 812 calls" in said
    assert "smaller" in said


def test_only_what_is_given_is_changed(run: Run, api: respx.MockRouter) -> None:
    route = api.post("/rest/v1/rpc/set_ai_terms").respond(json=TERMS)
    done = run("budget", "set", "--usd-a-day", "5", "--redact")
    assert json.loads(route.calls[0].request.content) == {
        "p_changes": {"usd_a_day": 5.0, "redact": True}
    }
    assert "5.00 USD a day; personal data is hidden from the model." in done.out
    run("budget", "set", "--no-limit")
    assert json.loads(route.calls[1].request.content) == {"p_changes": {"usd_a_day": None}}


def test_a_limit_and_none_exclude_each_other(run: Run) -> None:
    done = run("budget", "set", "--usd-a-day", "5", "--no-limit")
    assert (done.code, "exclude each other" in done.err) == (2, True)


def test_prices(run: Run, api: respx.MockRouter) -> None:
    route = api.post("/rest/v1/rpc/set_ai_price").respond(
        json={"model": "house-llm", "usd_in": 0, "usd_out": 0}
    )
    assert "house-llm: 0 in, 0 out" in run("budget", "price", "house-llm", "0").out
    asked = json.loads(route.calls[0].request.content)
    assert asked == {"p_model": "house-llm", "p_usd_in": 0.0, "p_usd_out": 0.0}
    api.get("/rest/v1/ai_prices").respond(
        json=[{"model": "gpt-5-mini", "usd_in": 0.25, "usd_out": 2}]
    )
    assert "gpt-5-mini" in run("budget", "prices").out


def test_calls(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/ai_calls").respond(
        json=[{"step": "triage", "model": "gpt-5-mini", "status": "http_429", "tokens_in": 0,
               "tokens_out": 0, "cost_usd": 0, "latency_ms": 12.4, "request_id": None}],
    )  # fmt: skip
    assert "http_429" in run("budget", "calls").out
