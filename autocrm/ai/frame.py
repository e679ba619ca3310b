"""A text as the head sees it: three views side by side, and a constant.

Its embedding through a Gaussian kernel (where the embedding model knows the language), hashed
n-grams, and the concepts of the thesaurus. The last two carry German and French.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.concepts import concept_names
from autocrm.ai.features import NGRAM_WIDTH, concept_matrix, ngram_matrix
from autocrm.ai.fourier import FOURIER_WIDTH, fourier

Matrix = NDArray[np.float32]
Vectors = Sequence[Sequence[float] | Matrix | None] | Matrix

_WORTH_READING = 0.5  # length of a vector; a row of padding has none


@dataclass(frozen=True)
class Frame:
    """How texts are read. It stays as it is while a head learns, so learning can be undone.

    `width`: numbers of a vector that are more than padding (0: there are no vectors).
    `words`, `concepts`: the weights of n-grams and concepts beside the vector's 1.
    """

    width: int
    words: float
    concepts: float
    concept_weights: Matrix  # (concepts,): an idf

    def rows(self, texts: Sequence[str], vectors: Matrix) -> Matrix:
        """Features of shape `(len(texts), size())`; `vectors` as from `stacked`."""
        weight = np.float32(self.words**0.5)
        return np.hstack(
            [
                fourier(vectors) if self.width else np.zeros((len(texts), FOURIER_WIDTH), "f4"),
                weight * ngram_matrix(texts),
                np.float32(self.concepts**0.5) * concept_matrix(texts, self.concept_weights),
                np.ones((len(texts), 1), dtype=np.float32),
            ]
        )

    def stacked(self, vectors: Vectors) -> Matrix:
        """Vectors without their padding, `(n, width)`; zeros where there is none."""
        out = np.zeros((len(vectors), max(self.width, 1)), dtype=np.float32)
        for row, vector in zip(out, vectors, strict=True):
            if vector is not None and self.width:
                given = np.asarray(vector, dtype=np.float32)[: self.width]
                row[: len(given)] = given
        return out


def frame_size() -> int:
    """Numbers in a row of features."""
    return FOURIER_WIDTH + NGRAM_WIDTH + len(concept_names()) + 1


def make_frame(texts: Sequence[str], vectors: Vectors, words: float, concepts: float) -> Frame:
    """A frame for `texts`: the width of their vectors, how rare each concept is among them."""
    touched = concept_matrix(texts) > 0
    weights = np.log((len(texts) + 1) / (touched.sum(axis=0) + 1)).astype(np.float32)
    return Frame(_width(vectors), words, concepts, weights.astype(np.float16).astype(np.float32))


def has_vector(vectors: Matrix) -> NDArray[np.bool_]:
    """Which rows are a vector and not padding."""
    out: NDArray[np.bool_] = np.linalg.norm(vectors, axis=1) > _WORTH_READING
    return out


def _width(vectors: Vectors) -> int:
    """Columns up to the last that is used: OpenAI's vectors fill all, local ones a quarter."""
    used = [np.flatnonzero(np.asarray(v)) for v in vectors if v is not None]
    return max((int(u[-1]) + 1 for u in used if len(u)), default=0)
