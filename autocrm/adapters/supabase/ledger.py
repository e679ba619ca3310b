"""The ledger, read: `ports.Ledger` on supabase-py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from autocrm.adapters.supabase.client import rpc, run
from autocrm.domain.knowledge import Article, ArticleQuestion
from autocrm.errors import Invalid, NotFound
from autocrm.ports import Judged, Recorded
from supabase import AsyncClient

T = TypeVar("T")
_PAGE, _VERSIONS = 100, 25  # ids, pairs in one URL
_VERSION = "article_id, version, title, content, questions"


class SupabaseLedger:
    """Selects alone; the secret key sees all of it, an admin too."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def recorded(self, ref: str) -> Recorded:
        """By the decision's id, or the latest of a ticket's number or id. Raises NotFound."""
        row = await self._row(ref)
        steps = await run(
            self._client.table("ai_recordings").select("step, output").eq("decision_id", row["id"])
        )
        return Recorded(row, {step["step"]: step["output"] for step in steps})

    async def texts(self, interaction_ids: Sequence[str]) -> dict[str, str]:
        """What was said, by interaction; what is gone is left out."""
        rows = await self._by_id("interactions", "id, content", interaction_ids)
        return {row["id"]: row["content"] for row in rows}

    async def versions(self, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Article]:
        """Articles as they stood in that version; what is gone is left out."""
        ids = sorted({article for article, _ in wanted})
        texts: list[dict[str, Any]] = []
        for page in _pages(sorted(set(wanted)), _VERSIONS):
            named = ",".join(f"and(article_id.eq.{_uuid(a)},version.eq.{v:d})" for a, v in page)
            query = self._client.table("knowledge_versions").select(_VERSION).or_(named)
            texts += await run(query)
        now = await self._by_id("knowledge_base", "id, slug, language, visibility, status", ids)
        articles = {row["id"]: row for row in now}
        return {
            (row["article_id"], row["version"]): _article(row, articles[row["article_id"]])
            for row in texts
        }

    async def head(self, version: str) -> str | None:
        """The weights (base64) of a triage head; None when it is gone."""
        rows = await run(
            self._client.table("ai_models").select("weights")
            .eq("kind", "triage_head").eq("version", version).limit(1)
        )  # fmt: skip
        return str(rows[0]["weights"]) if rows else None

    async def judged(self, since: datetime, limit: int) -> list[Judged]:
        """The latest decisions from `since` on, the oldest first."""
        rows = await rpc(self._client, "judged_decisions", p_since=since.isoformat(), p_limit=limit)
        return [Judged(**row) for row in rows]

    async def _row(self, ref: str) -> dict[str, Any]:
        query = self._client.table("ai_decisions").select("*")
        if number := _number(ref):
            tickets = await run(self._client.table("tickets").select("id").eq("number", number))
            if not tickets:
                raise NotFound(f"There is no ticket #{number}.")
            query = query.eq("ticket_id", tickets[0]["id"])
        else:
            query = query.or_(f"id.eq.{_uuid(ref)},ticket_id.eq.{_uuid(ref)}")
        rows = await run(query.order("created_at", desc=True).order("id").limit(1))
        if not rows:
            raise NotFound(f"There is no decision {ref}: `autocrm ai explain TICKET` names its id.")
        found: dict[str, Any] = rows[0]
        return found

    async def _by_id(self, table: str, columns: str, ids: Sequence[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for page in _pages(ids, _PAGE):
            query = self._client.table(table).select(columns).in_("id", page)
            found += await run(query.limit(1000))
        return found


def _pages(items: Sequence[T], size: int) -> Iterable[list[T]]:
    return (list(items[at : at + size]) for at in range(0, len(items), size))


def _number(ref: str) -> int | None:
    digits = ref.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _uuid(ref: str) -> str:
    try:
        return str(UUID(ref))
    except ValueError:
        raise Invalid(
            f"{ref!r} names no decision: give its id, or a ticket's number for its latest one."
        ) from None


def _article(row: dict[str, Any], now: dict[str, Any]) -> Article:
    questions = tuple(
        ArticleQuestion(tuple(q["ask"]), tuple(q["answer"])) for q in row["questions"]
    )
    return Article(
        id=row["article_id"], slug=now["slug"], title=row["title"], body=row["content"],
        language=now["language"], visibility=now["visibility"], status=now["status"],
        version=row["version"], questions=questions,
    )  # fmt: skip
