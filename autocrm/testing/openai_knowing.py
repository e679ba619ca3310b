"""A model that knows the right answer, for `OpenAIServer(model=...)`: what it is held back for is
the price of the checks alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autocrm.ai.segment import article_sentences
from autocrm.testing.openai_models import HonestModel, Material


@dataclass(frozen=True, slots=True)
class Known:
    """Of one message: its category, and words of which a sentence must hold one to answer it."""

    category: str
    must_say: Sequence[str]


class KnowingModel(HonestModel):
    """Quotes the sentence that answers a message, if the evidence holds it, and else nothing.

    `known`: by the message's text.
    """

    def __init__(self, known: Mapping[str, Known]) -> None:
        super().__init__(lambda material: self._of(material).category)
        self._known = known

    def found(self, material: Material) -> tuple[str, int] | None:
        """The first sentence that holds what must be said, and the number of its piece."""
        for wanted in self._of(material).must_say:
            for piece in material["evidence"]:
                for span in article_sentences(piece["text"]):
                    said = " ".join(span.text.split())
                    if wanted in said:
                        return said, piece["n"]
        return None

    def _of(self, material: Material) -> Known:
        return self._known.get(material["message"], Known("other", ()))
