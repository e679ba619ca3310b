"""`ports.Budget` without a database: every call is allowed, at list prices."""

from __future__ import annotations

from collections.abc import Sequence

from autocrm.adapters.llm.openai.prices import cost_usd
from autocrm.ports import Grant, ModelCall, Offer, Terms


class Unmetered:
    """For measurements and tests: keeps the calls in `calls`, forbids nothing."""

    def __init__(self, terms: Terms | None = None) -> None:
        self.calls: list[tuple[Grant, ModelCall]] = []
        self._terms = terms or Terms()

    async def terms(self) -> Terms:
        """What the constructor was given."""
        return self._terms

    async def reserve(self, call_id: str, offers: Sequence[Offer]) -> Grant:
        """The best offer, always."""
        best = offers[0]
        amount = cost_usd(best.model, best.tokens_in, best.tokens_out)
        return Grant(call_id, best.tier, best.model, amount)

    async def settle(self, grant: Grant, call: ModelCall) -> float:
        """US dollars by the list prices; all that was set aside where nobody knows."""
        self.calls.append((grant, call))
        if call.tokens_from == "unknown":
            return grant.amount_usd
        return cost_usd(grant.model, call.tokens_in, call.tokens_out)
