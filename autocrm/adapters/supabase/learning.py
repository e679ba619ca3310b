"""What people have taught the desk: labels, the examples a head begins with, and its gaps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from autocrm.adapters.supabase.client import rpc, run
from autocrm.ports import FoundGap, Labelled, OpenGap, Signal
from supabase import AsyncClient

_PAGE = 1000


class SupabaseLearning:
    """ports.Learning and ports.Gaps on supabase-py, with the secret key."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def labels(self) -> list[Labelled]:
        """Corrections of categories that stand, in the order in which they came."""
        return [Labelled(**row) for row in await rpc(self._client, "category_labels")]

    async def examples(self) -> list[Labelled]:
        """In the order in which they were given."""
        found: list[Labelled] = []
        while True:
            query = self._client.table("triage_examples").select("category, language, text")
            rows = await run(query.order("id").range(len(found), len(found) + _PAGE - 1))
            found += [Labelled(**row) for row in rows]
            if len(rows) < _PAGE:
                return found

    async def keep_examples(self, examples: Sequence[Labelled]) -> None:
        """In place of those that are there."""
        rows = [asdict(example) for example in examples]
        await rpc(self._client, "save_examples", p_examples=rows)

    async def new_signals(self, limit: int) -> list[Signal]:
        """Answered by a person and in no gap yet, the oldest first."""
        rows = await rpc(self._client, "new_signals", p_limit=limit)
        return [Signal(**{**row, "names": tuple(row["names"])}) for row in rows]

    async def open_gaps(self, model: str) -> list[OpenGap]:
        """All whose vectors are of `model`."""
        return [_gap(row) for row in await rpc(self._client, "open_gaps", p_model=model)]

    async def save_gap(self, model: str, gap: FoundGap) -> str | None:
        """The gap's id; None when another took its signals meanwhile."""
        signals = [dict(zip(("id", "question", "answer"), one, strict=True)) for one in gap.signals]
        row = {
            "id": gap.id,
            "title": gap.title,
            "language": gap.language,
            "category": gap.category,
            "embedding": str(list(gap.vector)),
            "signals": signals,
            "suggestion": {
                "title": gap.title,
                "content": gap.content,
                "questions": [{"ask": gap.asks, "answer": gap.answers}] if gap.asks else [],
            },
        }
        found: str | None = await rpc(self._client, "save_gap", p_model=model, p_gap=row)
        return found


def _gap(row: dict[str, Any]) -> OpenGap:
    return OpenGap(
        row["id"],
        row["language"],
        tuple(json.loads(row["embedding"])),
        tuple(row["questions"]),
        tuple(row["answers"]),
    )
