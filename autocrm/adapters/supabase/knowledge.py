"""Knowledge: saving, embedding and searching articles; policies and trained heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from autocrm.adapters.supabase.client import rpc, run
from autocrm.adapters.supabase.solved import SolvedCases, as_text
from autocrm.domain.draft import Policy
from autocrm.domain.knowledge import (
    Article,
    ArticleQuestion,
    AskedOften,
    Chunk,
    Evidence,
    KnownQuestion,
    Narrowed,
    Query,
)
from autocrm.errors import NotFound
from supabase import AsyncClient

_ANY = 100  # chunks of one article
_ARTICLE = "id, slug, title, content, language, visibility, status, version, fingerprint, questions"


class SupabaseKnowledge(SolvedCases):
    """ports.Knowledge on supabase-py."""

    async def article(self, article_id: str) -> tuple[Article, str]:
        """The article, and the fingerprint of what of it was embedded last ("" if nothing)."""
        rows = await run(
            self._client.table("knowledge_base").select(_ARTICLE).eq("id", article_id).limit(1)
        )
        if not rows:
            raise NotFound("There is no such article.")
        row = rows[0]
        fingerprint = row.pop("fingerprint") or ""
        questions = tuple(
            ArticleQuestion(tuple(q["ask"]), tuple(q["answer"])) for q in row.pop("questions")
        )
        return Article(body=row.pop("content"), questions=questions, **row), fingerprint

    async def match(
        self,
        query: str,
        embedding: Sequence[float],
        model: str,
        *,
        limit: int = 8,
        for_customer: str | None = None,
    ) -> list[Evidence]:
        """The best `limit` chunks, best first, that the reader may read."""
        rows = await rpc(
            self._client,
            "match_knowledge",
            p_query=query,
            p_embedding=as_text(embedding),
            p_model=model,
            p_limit=limit,
            p_for_customer=for_customer,
        )
        return [_evidence(row) for row in rows]

    async def search(
        self,
        query: Query,
        vectors: Sequence[Sequence[float]],
        model: str,
        narrowed: Narrowed,
        *,
        limit: int = 8,
    ) -> list[Evidence]:
        """The best `limit` (at most 100) chunks that the reader may read, best first."""
        rows = await rpc(
            self._client,
            "search_knowledge",
            p_texts=[said.text for said in query.words],
            p_weights=[said.weight for said in query.words],
            p_embeddings=[as_text(values) for values in vectors],
            p_model=model,
            p_limit=limit,
            p_per_article=narrowed.per_article or _ANY,
            p_for_customer=narrowed.for_customer,
            p_language=narrowed.language,
            p_product=narrowed.product,
        )
        return [_evidence(row) for row in rows]

    async def embed_stale(self, model: str) -> int:
        """Enqueue the embedding of every article that `model` has not embedded; how many."""
        count: int = await rpc(self._client, "embed_stale", p_model=model)
        return count

    async def asked(self) -> list[AskedOften]:
        """The questions that published public articles of a category answer."""
        rows = await run(
            self._client.table("knowledge_base")
            .select("category, language, questions")
            .eq("status", "published")
            .eq("visibility", "public")
            .not_.is_("category", "null")
            .order("slug")
        )
        return [
            AskedOften(row["category"], row["language"], tuple(question["ask"]))
            for row in rows
            for question in row["questions"]
        ]

    async def save(self, *, slug: str, title: str, body: str, **fields: Any) -> dict[str, Any]:
        """Add or change an article.

        `fields`: language, category, visibility, status, team, source, questions.

        Returns {"id", "slug", "version", "created", "changed"}.
        """
        extra = {f"p_{name}": value for name, value in fields.items()}
        saved: dict[str, Any] = await rpc(
            self._client, "save_article", p_slug=slug, p_title=title, p_content=body, **extra
        )
        return saved

    async def replace_chunks(
        self,
        article: Article,
        chunks: Sequence[Chunk],
        embeddings: Sequence[Sequence[float]],
        lead: Sequence[float],
        model: str,
        fingerprint: str,
    ) -> bool:
        """Swap an article's chunks; False when it has a newer version meanwhile."""
        rows = [
            {
                "ordinal": chunk.ordinal,
                "heading": chunk.heading,
                "lead": chunk.lead,
                "text": chunk.text,
                "start": chunk.start,
                "end": chunk.end,
                "tokens": chunk.tokens,
                "embedding": as_text(embedding),
                "questions": [asdict(question) for question in chunk.questions],
            }
            for chunk, embedding in zip(chunks, embeddings, strict=True)
        ]
        done: bool = await rpc(
            self._client,
            "replace_chunks",
            p_article_id=article.id,
            p_version=article.version,
            p_model=model,
            p_fingerprint=fingerprint,
            p_lead=as_text(lead),
            p_chunks=rows,
        )
        return done


class SupabasePolicies:
    """What the AI may do by itself, and with which trained head."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def all(self) -> dict[str, Policy]:
        """Policies by category."""
        columns = "category, mode, min_confidence, min_answerability, version, category_tools(tool)"
        rows = await run(self._client.table("ai_policies").select(columns))
        for row in rows:
            row["tools"] = tuple(sorted(one["tool"] for one in row.pop("category_tools")))
        return {row["category"]: Policy(**row) for row in rows}

    async def head(self, embedding_model: str) -> dict[str, Any] | None:
        """{"version", "weights" (base64), "metrics"} of the active triage head."""
        rows = await run(
            self._client.table("ai_models")
            .select("version, weights, metrics")
            .eq("kind", "triage_head")
            .eq("embedding_model", embedding_model)
            .eq("active", True)
            .limit(1)
        )
        return rows[0] if rows else None

    async def save_head(
        self, version: str, embedding_model: str, weights: str, metrics: dict[str, Any]
    ) -> None:
        """Store a trained triage head (base64) and make it the active one."""
        await rpc(
            self._client,
            "save_model",
            p_kind="triage_head",
            p_version=version,
            p_embedding_model=embedding_model,
            p_weights=weights,
            p_metrics=metrics,
        )


def _evidence(row: dict[str, Any]) -> Evidence:
    return Evidence(
        chunk_id=row["chunk_id"],
        article_id=row["article_id"],
        article_version=row["article_version"],
        slug=row["slug"],
        title=row["title"],
        heading=row["heading"],
        text=row["content"],
        start=row["start_offset"],
        language=row["language"],
        score=row["score"],
        vector=row["vector_score"],
        bm25=row["bm25_score"],
        questions=tuple(_known(question) for question in row["questions"]),
        lead=row.get("lead", ""),
        terms=tuple(row.get("terms", ())),
        visibility=row.get("visibility", "public"),
        products=tuple(row.get("products", ())),
    )


def _known(row: dict[str, Any]) -> KnownQuestion:
    answers = tuple((int(start), int(end)) for start, end in row["answers"])
    return KnownQuestion(tuple(row["ask"]), answers)
