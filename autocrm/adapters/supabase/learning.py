"""What people have taught the desk: labels, and the examples a head begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from autocrm.adapters.supabase.client import rpc, run
from autocrm.ports import Labelled
from supabase import AsyncClient

_PAGE = 1000


class SupabaseLearning:
    """ports.Learning on supabase-py, with the secret key."""

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
