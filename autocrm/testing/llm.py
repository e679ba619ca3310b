"""A language model that says what it was told to say."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TypeVar

from autocrm.domain.draft import Citation, Draft, Sentence, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.errors import AutoCRMError

Scripted = TypeVar("Scripted", Triage, Draft)


def a_triage(
    category: str = "other",
    *,
    confidence: float = 0.9,
    language: str = "en",
    priority: int = 3,
    flags: tuple[str, ...] = (),
) -> Triage:
    """A triage with sensible values for what is not given."""
    return Triage(
        category=category, confidence=confidence, scores={category: confidence},
        priority=priority, priority_reasons=(), language=language, language_confidence=1.0,
        sentiment=0.0, flags=flags, model="scripted", model_version="1",
    )  # fmt: skip


def a_draft(*evidence: Evidence, language: str = "en") -> Draft:
    """A draft that quotes the whole text of each piece; without any, one that gives up."""
    sentences = tuple(Sentence(e.text, (_whole(e),)) for e in evidence)
    return Draft(
        answerable=bool(sentences), answerability=1.0 if sentences else 0.0, sentences=sentences,
        text="\n\n".join(e.text for e in evidence), language=language,
        reason="" if sentences else "Nothing was found.", model="scripted", prompt_hash="0" * 16,
    )  # fmt: skip


def _whole(e: Evidence) -> Citation:
    return Citation(e.chunk_id, e.article_id, e.article_version, e.slug, e.title, e.start,
                    e.start + len(e.text))  # fmt: skip


class ScriptedLLM:
    """`ports.LLM`. Scripted values are used up in order (an error is raised); then the
    defaults: the first category, and a draft that quotes the best piece of evidence."""

    def __init__(self) -> None:
        self.triaged: list[TicketContext] = []
        self.drafted: list[tuple[TicketContext, Triage, tuple[Evidence, ...]]] = []
        self._triages: deque[Triage | AutoCRMError] = deque()
        self._drafts: deque[Draft | AutoCRMError] = deque()

    def script_triage(self, *values: Triage | AutoCRMError) -> None:
        """What the next calls of `triage` return or raise."""
        self._triages.extend(values)

    def script_draft(self, *values: Draft | AutoCRMError) -> None:
        """What the next calls of `draft` return or raise."""
        self._drafts.extend(values)

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        """The next scripted triage."""
        self.triaged.append(context)
        return _next(self._triages) or a_triage(categories[0] if categories else "other")

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        """The next scripted draft."""
        self.drafted.append((context, triage, tuple(evidence)))
        return _next(self._drafts) or a_draft(*evidence[:1], language=triage.language)


def _next(scripted: deque[Scripted | AutoCRMError]) -> Scripted | None:
    if not scripted:
        return None
    value = scripted.popleft()
    if isinstance(value, AutoCRMError):
        raise value
    return value
