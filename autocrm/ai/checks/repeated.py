"""Not the same answer again: who asks once more was not helped by it."""

from __future__ import annotations

from autocrm.ai.checks.subject import Subject
from autocrm.ai.words import content_words
from autocrm.domain.draft import Sentence

_SAME = 0.9  # share of a sentence's words that one earlier answer holds


def not_repeated(s: Subject) -> str:
    """Whether every sentence of the draft stands in answers that this thread already got."""
    given = [turn.text for turn in s.context.turns if turn.author in ("agent", "ai")]
    if not given or not s.draft.sentences:
        return ""
    if all(_given(sentence, given, s.triage.language) for sentence in s.draft.sentences):
        return "The customer already got this answer."
    return ""


def _given(sentence: Sentence, answers: list[str], language: str) -> bool:
    mine = content_words(sentence.text, language)
    held = [set(content_words(answer, language)) for answer in answers]
    return bool(mine) and any(sum(w in h for w in mine) >= _SAME * len(mine) for h in held)
