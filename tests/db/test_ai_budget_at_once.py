"""The day's budget of the AI under many workers: not a cent too much, whoever comes when."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from autocrm.adapters.llm.openai.prices import PRICES
from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, count, value

WORKERS = 80  # connections of its own each; a hundred through the API are in test_ai_budget_api
OFFERS = [
    {"tier": "model", "model": "gpt-5-mini", "tokens_in": 10_000, "tokens_out": 4_000},  # 0.0105
    {"tier": "smaller", "model": "gpt-5-nano", "tokens_in": 10_000, "tokens_out": 4_000},  # 0.0021
]
OFFERED = json.dumps(OFFERS)


@pytest.fixture
def world(database):
    tap.load(database.conninfo("postgres"), HELPERS / "cast.psql")
    return database


def reserve(connection: psycopg.Connection) -> dict[str, Any]:
    key = str(uuid.uuid4())
    return value(connection, "select public.reserve_ai_budget(%s, %s)", key, OFFERED)


def settle(connection: psycopg.Connection, reservation: str, tokens: tuple[int, int]) -> Any:
    call = {
        "step": "draft", "endpoint": "model.example", "status": "ok", "tokens_from": "server",
        "tokens_in": tokens[0], "tokens_out": tokens[1], "latency_ms": 1,
    }  # fmt: skip
    said = value(
        connection, "select public.settle_ai_budget(%s, %s)", reservation, json.dumps(call)
    )
    return said["cost_usd"]


def today(world) -> dict[str, Any]:
    with world.connect("postgres") as owner:
        return value(owner, "select public.ai_budget()")


def limit(world, usd: float, **shares: float) -> None:
    with world.connect("postgres") as owner:
        terms = json.dumps({"usd_a_day": usd, **shares})
        owner.execute("select public.set_ai_terms(%s)", [terms])


def test_eighty_workers_at_once_do_not_overspend(world) -> None:
    """Each keeps asking until it is refused, and uses all it has set aside."""
    limit(world, 0.5, model_share=0.8, smaller_share=1)

    def work(connection: psycopg.Connection, number: int) -> list[str]:
        tiers = []
        while (granted := reserve(connection))["reservation_id"]:
            tiers.append(granted["tier"])
            settle(connection, granted["reservation_id"], (10_000, 4_000))
        return tiers

    found = at_once(world, ["service_role"] * WORKERS, work)
    tiers = [tier for one in found for tier in one]
    spent = Decimal(str(today(world)["spent_usd"]))
    # 38 x 0.0105 are 0.399 of the 0.4 for the model; 48 x 0.0021 are 0.1008: all but 0.0002
    assert (tiers.count("model"), tiers.count("smaller")) == (38, 48)
    assert spent == Decimal("0.4998")
    assert count(world, "ai_calls") == len(tiers)
    assert today(world)["reserved_usd"] == 0


def test_what_is_set_aside_by_all_counts_before_it_is_spent(world) -> None:
    limit(world, 0.1, model_share=1)
    found = at_once(world, ["service_role"] * 30, lambda connection, _: reserve(connection))
    granted = [one for one in found if one["reservation_id"]]
    assert [one["tier"] for one in granted].count("model") == 9
    assert today(world)["reserved_usd"] <= 0.1
    assert any("does not allow" in one.get("reason", "") for one in found)


def test_one_call_settled_by_eight_is_paid_once(world) -> None:
    with world.connect("postgres") as owner:
        reservation = reserve(owner)["reservation_id"]
    said = at_once(
        world, ["service_role"] * 8, lambda connection, _: settle(connection, reservation, (100, 1))
    )
    assert set(said) == {0.000027}
    assert today(world)["spent_usd"] == pytest.approx(0.000027)
    assert count(world, "ai_calls") == 1


def test_one_key_reserved_by_eight_is_one_reservation(world) -> None:
    key = str(uuid.uuid4())
    said = at_once(
        world, ["service_role"] * 8,
        lambda connection, _: value(
            connection, "select public.reserve_ai_budget(%s, %s)", key, OFFERED
        ),
    )  # fmt: skip
    assert {one["reservation_id"] for one in said} == {key}
    assert count(world, "ai_reservations") == 1


def test_the_database_starts_with_the_list_prices_of_the_program(world) -> None:
    with world.connect("postgres") as owner:
        rows = owner.execute("select model, usd_in::float8, usd_out::float8 from public.ai_prices")
        assert {model: (paid, got) for model, paid, got in rows} == PRICES
