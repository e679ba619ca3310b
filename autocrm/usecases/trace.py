"""Recording a decision while it is made: which code made it, and what the search gave."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import cast

from autocrm.ai.ledger import packed
from autocrm.domain.knowledge import Evidence, Narrowed, Query
from autocrm.domain.recording import keep
from autocrm.ports import Knowledge, Searching

# What of the product makes a decision; who may see it and how it is shown does not.
_DECIDING = (
    *("ai", "domain", "prompts", "tools"),
    *("usecases/answer_ticket.py", "usecases/retrieve.py", "usecases/use_tools.py"),
)


@cache
def code_hash() -> str:
    """Changes when the code or the prompts that decide do: the start of a SHA-256."""
    digest = hashlib.sha256()
    for name in _DECIDING:
        for path, file in _files(resources.files("autocrm").joinpath(name), name):
            digest.update(path.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(place: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if place.is_file():
        yield path, place
    elif place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda one: one.name):
            if inner.is_dir() or inner.name.endswith((".py", ".md")):
                yield from _files(inner, f"{path}/{inner.name}")


class KeptSearch:
    """`ports.Searching` whose searches are recorded."""

    def __init__(self, services: Searching) -> None:
        self.embedder = services.embedder
        self.reranker = services.reranker
        self._knowledge = services.knowledge

    @property
    def knowledge(self) -> Knowledge:
        """Only its `search` is that of a whole knowledge base."""
        return cast(Knowledge, self)

    async def search(
        self,
        query: Query,
        vectors: Sequence[Sequence[float]],
        model: str,
        narrowed: Narrowed,
        *,
        limit: int = 8,
    ) -> list[Evidence]:
        """As the knowledge base's own."""
        found = await self._knowledge.search(query, vectors, model, narrowed, limit=limit)
        keep("search", packed(found))
        return found
