"""A liar that says two sentences of its source as one, for `OpenAIServer(model=...)`."""

from __future__ import annotations

from random import Random

from autocrm.ai.reword import joined
from autocrm.ai.segment import article_sentences
from autocrm.testing.openai_models import LyingModel, Material


class JoiningModel(LyingModel):
    """A `LyingModel` whose honest twin is the sentence with the one before or after it.

    A sentence that stands alone in its piece is said alone.
    """

    def draft(self, material: Material) -> dict[str, object]:
        """Remembers the evidence, in which the neighbours stand."""
        self._pieces = [piece["text"] for piece in material["evidence"]]
        return super().draft(material)

    def _twin(self, sentence: str, random: Random) -> str:
        for text in self._pieces:
            said = [" ".join(s.text.split()) for s in article_sentences(text) if s.plain]
            if sentence not in said:
                continue
            at = said.index(sentence)
            if at + 1 < len(said) and said[at + 1].endswith("."):
                return joined(sentence, said[at + 1])
            if at and said[at - 1].endswith("."):
                return joined(said[at - 1], sentence)
        return sentence
