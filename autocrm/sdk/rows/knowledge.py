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
