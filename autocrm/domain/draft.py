"""A drafted answer, the checks it went through, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from autocrm.domain.tool import Wish

Outcome = Literal["auto", "review", "shadow", "none"]
Mode = Literal["off", "shadow", "review", "auto"]


@dataclass(frozen=True, slots=True)
class Triage:
    """What a message is about, and how sure we are.

    `confidence` is a calibrated probability (0..1) that `category` is right.
    `flags` name what a person must see: "injection", "abuse", "legal", "automatic", ...
    """

    category: str
    confidence: float
    scores: dict[str, float]
    priority: int
    priority_reasons: tuple[str, ...]
    language: str
    language_confidence: float
    sentiment: float  # -1 (angry) .. 1 (happy)
    flags: tuple[str, ...]
    model: str
    model_version: str
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    known: float = 1.0  # probability that any of the categories fits, against "none of these"
    flag_reasons: dict[str, str] = field(default_factory=dict)  # by flag: what raised it, how sure


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence stands: `article.body[start:end]`, in characters."""

    chunk_id: str
    article_id: str
    article_version: int
    slug: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with at least one citation (none fails a check)."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is checked. `text` is the whole mail body, greeting included."""

    answerable: bool
    answerability: float  # 0..1: does the evidence answer the question at all
    sentences: tuple[Sentence, ...]
    text: str
    language: str
    reason: str  # why it is not answerable, or ""
    model: str
    prompt_hash: str
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Check:
    """One named check of a draft. `detail` says what was found, in words."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What may happen with a category by itself. Thresholds are in 0..1."""

    category: str
    mode: Mode
    min_confidence: float
    min_answerability: float
    version: int
    tools: tuple[str, ...] = ()  # that its answers may use, by name


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a draft, and the reason in one sentence a person can read."""

    outcome: Outcome
    reason: str
    confidence: float
    thresholds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `answer_ticket` found out about one interaction; goes into the ledger."""

    triage: Triage
    evidence: tuple[Any, ...]
    draft: Draft | None
    checks: tuple[Check, ...]
    decision: Decision
    policy: Policy
    timings_ms: dict[str, float]
    recordings: dict[str, Any] = field(default_factory=dict)  # output by step: see recording
    vector: tuple[float, ...] = ()  # of the question, by which tickets are compared
    vector_model: str = ""
    wishes: tuple[Wish, ...] = ()  # what is to be done when the draft is released
