"""The budget as the workers use it: through the API, a hundred at once."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from postgrest import AsyncPostgrestClient

from autocrm.adapters.supabase.budget import SupabaseBudget
from autocrm.errors import ModelFailed
from autocrm.ports import Grant, ModelCall, Offer, Terms

OFFERS = [
    Offer("model", "gpt-5-mini", 10_000, 4_000),  # 0.0105 dollars
    Offer("smaller", "gpt-5-nano", 10_000, 4_000),  # 0.0021
]
CALL = ModelCall("draft", "model.example", "ok", 10_000, 4_000, "server", 1.0, "req-1")


@pytest.fixture
async def budget(rest: Any) -> AsyncIterator[SupabaseBudget]:
    async with AsyncPostgrestClient(rest.url, headers=rest.headers("service_role")) as client:
        yield SupabaseBudget(client)  # type: ignore[arg-type]  # it speaks of tables and functions


@pytest.fixture
def owner(rest: Any, budget: SupabaseBudget) -> Any:
    with rest.database.connect("postgres") as connection:
        yield connection


def limit(owner: Any, **terms: Any) -> None:
    owner.execute("select public.set_ai_terms(%s)", [json.dumps(terms)])


async def spend(budget: SupabaseBudget) -> Grant:
    grant = await budget.reserve(str(uuid.uuid4()), OFFERS)
    assert await budget.settle(grant, CALL) == pytest.approx(grant.amount_usd)
    return grant


async def test_a_hundred_workers_spend_the_budget_and_not_a_cent_more(
    budget: SupabaseBudget, owner: Any
) -> None:
    limit(owner, usd_a_day=0.2, model_share=0.8, smaller_share=1)

    async def work() -> list[str]:
        tiers: list[str] = []
        with pytest.raises(ModelFailed, match=r"0\.2 US dollars") as refused:
            await spend_all(tiers)
        assert refused.value.code == "budget_spent"
        return tiers

    async def spend_all(tiers: list[str]) -> None:
        while True:
            tiers.append((await spend(budget)).tier)

    tiers = [tier for one in await asyncio.gather(*(work() for _ in range(100))) for tier in one]
    # 15 x 0.0105 are 0.1575 of 0.16 for the model; 20 x 0.0021 more are 0.1995
    assert (tiers.count("model"), tiers.count("smaller")) == (15, 20)
    [(spent,)] = owner.execute("select spent_usd::float8 from public.ai_budget_days").fetchall()
    assert spent == pytest.approx(0.1995)


async def test_a_call_told_twice_is_paid_once(budget: SupabaseBudget, owner: Any) -> None:
    limit(owner, usd_a_day=None)
    grant = await budget.reserve(str(uuid.uuid4()), OFFERS)
    assert await budget.settle(grant, CALL) == await budget.settle(grant, CALL)
    rows = owner.execute(
        "select request_id, tokens_in, ticket_id from public.ai_calls where id = %s", [grant.id]
    )
    assert rows.fetchall() == [("req-1", 10_000, None)]


async def test_the_terms_are_those_an_admin_has_set(budget: SupabaseBudget, owner: Any) -> None:
    limit(owner, tone="Plain.", redact=True)
    assert await budget.terms() == Terms(tone="Plain.", redact=True)
