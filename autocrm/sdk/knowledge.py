"""crm.knowledge."""

from __future__ import annotations

import builtins

from autocrm.sdk.connection import Connection, parsed
from autocrm.sdk.rows import Article, ArticleRating, ArticleWord

LIST = "id, slug, title, language, category, visibility, status, version, updated_at"
WHOLE = f"{LIST}, content"


class Knowledge:
    """Articles are named by their slug."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(
        self, *, category: str | None = None, status: str | None = None, limit: int = 1000
    ) -> builtins.list[Article]:
        """Articles you may see, without their content, by slug."""
        query = self._connection.table("knowledge_base").select(LIST).order("slug").limit(limit)
        if category:
            query = query.eq("category", category)
        if status:
            query = query.eq("status", status)
        return await self._connection.rows(query, Article)

    async def get(self, slug: str) -> Article:
        """Raises NotFound."""
        query = self._connection.table("knowledge_base").select(WHOLE).eq("slug", slug)
        return await self._connection.one(query, Article, f"There is no article {slug!r} here.")

    async def save(
        self,
        slug: str,
        title: str,
        content: str,
        *,
        language: str = "en",
        category: str | None = None,
        visibility: str = "public",
        status: str = "published",
        team: str | None = None,
    ) -> Article:
        """Add or change an article (admins and the secret key).

        A changed text is a new version, which is searchable as soon as it is embedded.
        """
        await self._connection.call(
            "save_article",
            p_slug=slug,
            p_title=title,
            p_content=content,
            p_language=language,
            p_category=category,
            p_visibility=visibility,
            p_status=status,
            p_team=team,
        )
        return await self.get(slug)

    async def archive(self, slug: str) -> Article:
        """Take an article out of searches and answers; it stays, with its history."""
        columns = f"{WHOLE}, source, teams(key)"
        query = self._connection.table("knowledge_base").select(columns).eq("slug", slug)
        found = await self._connection.one(query, _Stored, f"There is no article {slug!r} here.")
        return await self.save(
            slug,
            found.title,
            found.content,
            language=found.language,
            category=found.category,
            visibility=found.visibility,
            status="archived",
            team=found.teams["key"] if found.teams else None,
        )

    async def rate(self, slug: str, helpful: bool, *, comment: str | None = None) -> None:
        """Say as a customer whether a public article has helped; again, it is said anew."""
        await self._connection.call(
            "rate_article", p_slug=slug, p_helpful=helpful, p_comment=comment
        )

    async def ratings(self, *, days: int = 365) -> builtins.list[ArticleRating]:
        """What readers have said, those articles first that helped least (members)."""
        rows = await self._connection.call("article_ratings", p_days=days)
        return [parsed(ArticleRating, row) for row in rows]

    async def feedback(self, slug: str, *, limit: int = 100) -> builtins.list[ArticleWord]:
        """The latest that readers have said of one article (members)."""
        columns = "at, article_version, helpful, comment, knowledge_base!inner(slug)"
        query = self._connection.table("article_feedback").select(columns)
        query = query.eq("knowledge_base.slug", slug).order("at", desc=True).limit(limit)
        return await self._connection.rows(query, ArticleWord)


class _Stored(Article):
    teams: dict[str, str] | None = None
