"""Solved cases: what was answered to others and lasted."""

from __future__ import annotations

from collections.abc import Sequence

from autocrm.adapters.supabase.client import rpc
from autocrm.domain.knowledge import LastingAnswer, Narrowed, SolvedCase
from supabase import AsyncClient


class SolvedCases:
    """The part of ports.Knowledge that is about solved tickets."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def solved(
        self, vector: Sequence[float], model: str, narrowed: Narrowed, *, limit: int = 5
    ) -> list[SolvedCase]:
        """The likest first. Raises Forbidden for whoever is no member."""
        rows = await rpc(
            self._client,
            "match_cases",
            p_embedding=as_text(vector),
            p_model=model,
            p_limit=limit,
            p_for_customer=narrowed.for_customer,
            p_language=narrowed.language,
        )
        return [SolvedCase(**row) for row in rows]

    async def lasting_answers(self, model: str, limit: int) -> list[LastingAnswer]:
        """Replies that are no cases of `model` yet, with what the customer is called."""
        rows = await rpc(self._client, "lasting_answers", p_model=model, p_limit=limit)
        return [LastingAnswer(**{**row, "names": tuple(row["names"])}) for row in rows]

    async def save_cases(
        self, cases: Sequence[LastingAnswer], vectors: Sequence[Sequence[float]], model: str
    ) -> int:
        """Keep redacted cases; how many were kept."""
        rows = [
            {
                "ticket_id": case.ticket_id,
                "reply_id": case.reply_id,
                "language": case.language,
                "question": case.question,
                "answer": case.answer,
                "embedding": as_text(values),
            }
            for case, values in zip(cases, vectors, strict=True)
        ]
        kept: int = await rpc(self._client, "save_cases", p_model=model, p_cases=rows)
        return kept


def as_text(values: Sequence[float]) -> str:
    """pgvector's text form: a third of the size of a JSON array of doubles, and no cast needed."""
    return "[" + ",".join(f"{value:.7g}" for value in values) + "]"
