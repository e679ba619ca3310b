"""What the company knows."""

from __future__ import annotations

from datetime import datetime

from autocrm.sdk.rows.base import Row


class Article(Row):
    """A help article; `content` is Markdown ("" in lists). `visibility`: public, internal, team."""

    id: str
    slug: str
    title: str
    content: str = ""
    language: str
    category: str | None = None
    visibility: str
    status: str
    version: int
    updated_at: datetime


class ArticleRating(Row):
    """How many readers an article has helped; `comments` of them said why."""

    article_id: str
    slug: str
    title: str
    helpful: int
    unhelpful: int
    comments: int
    latest: datetime


class ArticleWord(Row):
    """What one reader has said of an article, of the version that they had read."""

    at: datetime
    article_version: int
    helpful: bool
    comment: str
