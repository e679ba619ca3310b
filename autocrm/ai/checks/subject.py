"""What a check may look at, and what several of them look for in it."""

from __future__ import annotations

from dataclasses import dataclass

from autocrm.domain.draft import Draft, Sentence, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext


@dataclass(frozen=True, slots=True)
class Subject:
    """All that a check may look at."""

    context: TicketContext
    triage: Triage
    evidence: tuple[Evidence, ...]
    draft: Draft
    visible: frozenset[str] | None

    @property
    def asked(self) -> str:
        """The customer's last message, subject line included."""
        return self.context.question()

    def evidence_text(self) -> str:
        """All pieces that were found, each with its title and heading."""
        return "\n".join(f"{e.title}\n{e.heading}\n{e.text}" for e in self.evidence)

    def cited_text(self, sentence: Sentence) -> str:
        """What the citations of a sentence point at; "" where that is not in the evidence."""
        chunks = {e.chunk_id: e for e in self.evidence}
        found = [
            chunk.text[max(0, c.start - chunk.start) : max(0, c.end - chunk.start)]
            for c in sentence.citations
            if (chunk := chunks.get(c.chunk_id))
        ]
        return "\n\n".join(found)

    def headings(self, sentence: Sentence) -> str:
        """Titles, headings and lead-ins over what a sentence cites."""
        cited = {c.chunk_id for c in sentence.citations}
        return "\n".join(
            f"{e.title}\n{e.heading}\n{e.lead}" for e in self.evidence if e.chunk_id in cited
        )


def short(text: str, longest: int = 100) -> str:
    """On one line, cut with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
