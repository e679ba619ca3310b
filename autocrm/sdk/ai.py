"""crm.ai: what the AI may do by itself, what it has earned, and judging what it did."""

from __future__ import annotations

import builtins

from autocrm.sdk.connection import Connection, as_id
from autocrm.sdk.rows.ai import Agreement, Judgement, Policy

COLUMNS = "category, mode, min_confidence, min_answerability, version, promote, bar, earned"


class AI:
    """Policies by category. Members look and judge, admins change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def policies(self) -> builtins.list[Policy]:
        """All of them, by category."""
        query = self._connection.table("ai_policies").select(COLUMNS)
        return await self._connection.rows(query.order("category"), Policy)

    async def set_policy(
        self,
        category: str,
        mode: str,
        *,
        min_confidence: float | None = None,
        min_answerability: float | None = None,
    ) -> Policy:
        """Set what may happen with a category: off, shadow, review or auto. Thresholds (0..1)
        that are not named stay."""
        row = await self._connection.call(
            "set_policy",
            p_category=category,
            p_mode=mode,
            p_min_confidence=min_confidence,
            p_min_answerability=min_answerability,
        )
        return Policy.model_validate(row)

    async def agreement(self, category: str) -> Agreement:
        """How often people agree with what would leave by itself, and what the next step needs."""
        row = await self._connection.call("policy_agreement", p_category=category)
        return Agreement.model_validate(row)

    async def promote(self, category: str) -> Agreement:
        """One step up. Raises Conflict while the lower bound does not clear the bar."""
        row = await self._connection.call("promote_policy", p_category=category)
        return Agreement.model_validate(row)

    async def set_promotion(
        self, category: str, *, promote: str | None = None, bar: float | None = None
    ) -> Policy:
        """Who moves a policy up ("hand", "itself"), and the bar (0..1) to clear; None: as it is."""
        row = await self._connection.call(
            "set_promotion", p_category=category, p_promote=promote, p_bar=bar
        )
        return Policy.model_validate(row)

    async def judge(self, decision: str, *, right: bool) -> Judgement:
        """Say whether an answer was right, also one that has left by itself."""
        row = await self._connection.call(
            "judge_decision", p_decision_id=as_id(decision), p_right=right
        )
        return Judgement.model_validate(row)
