"""Evidence for tests, with no more said than matters."""

from __future__ import annotations

from typing import Any

from autocrm.domain.knowledge import Evidence


def found(text: str, title: str = "Title", **fields: Any) -> Evidence:
    """A chunk with `text`; `fields` as in Evidence."""
    given = {
        "chunk_id": fields.get("slug", text),
        "article_id": "a",
        "article_version": 1,
        "slug": "slug",
        "heading": "",
        "start": 0,
        "language": "en",
        "score": 0.5,
        "vector": 0.5,
        "bm25": 1.0,
    }
    return Evidence(text=text, title=title, **{**given, **fields})
