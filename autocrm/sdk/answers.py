"""What the SDK returns of the AI: answers, what was found, and the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from autocrm.sdk.rows import Row


class Citation(Row):
    """Where a sentence stands: characters `start` to `end` of that version of the article."""

    slug: str
    title: str
    article_id: str
    article_version: int | None = None
    start: int
    end: int


class Sentence(Row):
    """One sentence of an answer and where it comes from."""

    text: str
    citations: tuple[Citation, ...] = ()


class Check(Row):
    """One named check of an answer. `detail` says what was found."""

    name: str
    passed: bool
    detail: str = ""


class Answer(Row):
    """What would be answered to a question, and what would be done with it.

    `outcome` is auto, review, shadow or none; `confidence` (0..1) is the category's.
    """

    outcome: str
    reason: str
    answerable: bool
    text: str
    sentences: tuple[Sentence, ...] = ()
    category: str
    confidence: float
    priority: int
    language: str
    checks: tuple[Check, ...] = ()


class Hit(Row):
    """A piece of an article that was found.

    `score` (0..1) is relative to its search; `vector` is a cosine, `bm25` is 0 or more.
    """

    chunk_id: str
    article_id: str
    slug: str
    title: str
    heading: str
    text: str
    language: str
    score: float
    vector: float
    bm25: float


class Decision(Row):
    """A row of the ledger: what the AI decided on one interaction, and all it went by.

    `triage`, `evidence`, `draft`, `checks`, `thresholds` and `policy` are as they were recorded;
    `waited_ms` is from the commit of the job to its start.
    """

    id: str
    ticket_id: str
    interaction_id: str
    category: str
    confidence: float
    priority: int
    language: str
    outcome: str
    reason: str
    triage: dict[str, Any]
    evidence: tuple[dict[str, Any], ...]
    draft: dict[str, Any] | None = None
    checks: tuple[Check, ...]
    thresholds: dict[str, float] | None = None
    policy: dict[str, Any]
    model: str
    prompt_hash: str
    embedding_model: str
    tokens_in: int
    tokens_out: int
    cost_usd: float
    timings_ms: dict[str, float]
    waited_ms: float | None = None
    created_at: datetime
