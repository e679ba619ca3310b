"""What a hosted model may cost, and each of its calls: `ports.Budget` on supabase-py."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from autocrm.adapters.supabase.client import rpc, run
from autocrm.errors import ModelFailed, Unavailable
from autocrm.ports import Grant, ModelCall, Offer, Terms
from supabase import AsyncClient

FRESH_S = 10.0  # for how long terms are used before asking again
_SETTLE_WAITS_S = (0.2, 1.0)  # a call that was paid is told more than once if need be


class SupabaseBudget:
    """The day's budget in the database, shared by all workers."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._terms = Terms()
        self._read = float("-inf")

    async def terms(self) -> Terms:
        """As they stood within the last ten seconds. Raises Unavailable."""
        if time.monotonic() - self._read > FRESH_S:
            rows = await run(self._client.table("ai_terms").select("tone, redact"))
            self._terms = Terms(**rows[0])
            self._read = time.monotonic()
        return self._terms

    async def reserve(self, call_id: str, offers: Sequence[Offer]) -> Grant:
        """Raises ModelFailed (code "budget_spent"), Unavailable."""
        said = await rpc(
            self._client, "reserve_ai_budget", p_key=call_id, p_offers=[asdict(o) for o in offers]
        )
        if said["reservation_id"] is None:
            raise ModelFailed(said["reason"], code="budget_spent")
        return Grant(said["reservation_id"], said["tier"], said["model"], said["amount_usd"])

    async def settle(self, grant: Grant, call: ModelCall) -> float:
        """Raises Unavailable when the database stays away."""
        for wait in _SETTLE_WAITS_S:
            try:
                return await self._settle(grant, call)
            except Unavailable:
                await asyncio.sleep(wait)
        return await self._settle(grant, call)

    async def _settle(self, grant: Grant, call: ModelCall) -> float:
        said: dict[str, Any] = await rpc(
            self._client,
            "settle_ai_budget",
            p_reservation_id=grant.id,
            p_call={name: value for name, value in asdict(call).items() if value != ""},
        )
        return float(said["cost_usd"])
