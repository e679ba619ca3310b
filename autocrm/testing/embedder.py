"""Vectors without a model: the same words give the same direction."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence

from autocrm.ports import EMBEDDING_WIDTH

_WORD = re.compile(r"\w+")


def hash_vector(text: str, width: int = EMBEDDING_WIDTH) -> list[float]:
    """`width` floats of unit length; texts that share words are near each other."""
    vector = [0.0] * width
    for word in _WORD.findall(text.lower()) or [""]:
        digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
        for place in range(0, 16, 4):  # four places a word: collisions hardly matter
            index = int.from_bytes(digest[place : place + 3], "big") % width
            vector[index] += 1.0 if digest[place + 3] & 1 else -1.0
    length = math.hypot(*vector) or 1.0
    return [value / length for value in vector]


class HashEmbedder:
    """`ports.Embedder` that is quick, deterministic and understands nothing."""

    def __init__(
        self, model: str = "hash-embedder", languages: frozenset[str] | None = None
    ) -> None:
        self._model = model
        self._languages = languages
        self.calls: list[list[str]] = []

    @property
    def model(self) -> str:
        return self._model

    @property
    def languages(self) -> frozenset[str] | None:
        return self._languages

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order."""
        self.calls.append(list(texts))
        return [hash_vector(text) for text in texts]

    def count_tokens(self, text: str) -> int:
        """A token a word or mark."""
        return len(re.findall(r"\w+|[^\w\s]", text))
