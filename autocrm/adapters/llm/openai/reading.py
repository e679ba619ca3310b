"""From what a model returned to what the product speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autocrm.adapters.llm.openai.citations import grounded
from autocrm.adapters.llm.openai.hiding import Hiding
from autocrm.adapters.llm.openai.prompts import Prompt
from autocrm.adapters.llm.openai.schemas import SentenceAnswer, TriageAnswer
from autocrm.domain.draft import Sentence
from autocrm.domain.knowledge import Evidence
from autocrm.errors import ModelFailed

_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Task:
    """One question about evidence, ready to be asked, and how to read its answer."""

    prompt: Prompt
    user: str
    by_number: dict[int, Evidence]
    hiding: Hiding

    def sentences(self, answers: Sequence[SentenceAnswer]) -> tuple[Sentence, ...]:
        """With what was hidden put back, and the places that are cited."""
        plain = [a.model_copy(update={"text": self.hiding.restore(a.text)}) for a in answers]
        return grounded(plain, self.by_number)


def category_of(answer: TriageAnswer, categories: Sequence[str]) -> tuple[str, float]:
    """A category that exists, and how sure; an invented one is "other", not sure at all."""
    named = answer.category.strip().lower()
    for category in categories:
        if category.lower() == named:
            return category, answer.confidence
    if _OTHER in categories:
        return _OTHER, 0.0
    raise ModelFailed("The model named a category that does not exist.")
