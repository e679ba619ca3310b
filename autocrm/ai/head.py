"""The triage head: which category a mail belongs to, learned from a few dozen examples.

One ridge regression on three views of a text: its sentence embedding through a Gaussian
kernel (where the embedding model knows the language), hashed n-grams, and the concepts
of the thesaurus. The last two carry German and French.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.calibrate import softmax
from autocrm.ai.concepts import concept_names
from autocrm.ai.features import concept_matrix, ngram_matrix
from autocrm.errors import Invalid

Matrix = NDArray[np.float32]

FORMAT = "triage-head-1"
VECTOR_WEIGHT, CONCEPT_WEIGHT, GAMMA = 2.0, 0.7, 1.0


@dataclass(frozen=True)
class Head:
    """A trained head. Arrays are what `to_bytes` stores; `labels` name the columns."""

    labels: tuple[str, ...]
    known: Matrix  # (n, 384) vectors of the examples that have one
    alphas: Matrix  # (n, labels)
    ngrams: Matrix  # (NGRAM_WIDTH, labels)
    concepts: Matrix  # (concepts, labels)
    concept_weights: Matrix  # (concepts,)
    bias: Matrix  # (labels,)
    sharpness: tuple[float, float]  # without and with a vector
    familiar: float  # cosine below which a text is unlike all examples

    def scores(self, text: str, vector: Sequence[float] | Matrix | None) -> dict[str, float]:
        """Calibrated probability of each label. `vector`: the text's embedding (padding
        allowed), or None when the embedding model does not understand its language."""
        raw = self._raw(text, vector)
        chances = softmax(raw, self.sharpness[vector is not None])
        return dict(zip(self.labels, (round(float(c), 6) for c in chances), strict=True))

    def is_familiar(self, vector: Sequence[float] | Matrix | None) -> bool:
        """Whether some example is near; True where there is no vector to tell by."""
        if vector is None or not len(self.known):
            return True
        return float((self.known @ self._cut(vector)).max()) >= self.familiar

    @cached_property
    def version(self) -> str:
        """Content hash: the same examples give the same version."""
        return sha256(self.to_bytes()).hexdigest()[:16]

    def to_bytes(self) -> bytes:
        """The head as a compressed npz, half precision: about half a megabyte."""
        sink = io.BytesIO()
        content: dict[str, Any] = {n: getattr(self, n).astype(np.float16) for n in _ARRAYS}
        content["facts"] = np.array([*self.sharpness, self.familiar], dtype=np.float64)
        texts = {"labels": self.labels, "concept_names": concept_names(), "format": (FORMAT,)}
        content |= {name: np.array(text) for name, text in texts.items()}
        np.savez_compressed(sink, **content)
        return sink.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Head:
        """Raises Invalid when `data` is no head of this version of the program."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                arrays = {name: np.asarray(stored[name]) for name in stored.files}
        except (ValueError, OSError, EOFError, BadZipFile) as error:
            raise Invalid("This is not a triage head: train it again.") from error
        if (
            arrays.get("format", np.array([""])).tolist() != [FORMAT]
            or tuple(arrays["concept_names"].tolist()) != concept_names()
        ):
            raise Invalid("This triage head is of another version: train it again.")
        *sharpness, familiar = arrays["facts"].tolist()
        return cls(
            labels=tuple(arrays["labels"].tolist()),
            sharpness=(sharpness[0], sharpness[1]),
            familiar=familiar,
            **{name: arrays[name].astype(np.float32) for name in _ARRAYS},
        )

    def _raw(self, text: str, vector: Sequence[float] | Matrix | None) -> Matrix:
        raw: Matrix = ngram_matrix([text])[0] @ self.ngrams + self.bias
        raw += CONCEPT_WEIGHT**0.5 * concept_matrix([text], self.concept_weights)[0] @ self.concepts
        if vector is not None and len(self.known):
            raw += kernel(self._cut(vector)[None], self.known)[0] @ self.alphas
        return raw

    def _cut(self, vector: Sequence[float] | Matrix) -> Matrix:
        return np.asarray(vector, dtype=np.float32)[: self.known.shape[1]]


_ARRAYS = ("known", "alphas", "ngrams", "concepts", "concept_weights", "bias")


def kernel(left: Matrix, right: Matrix) -> Matrix:
    """Gaussian kernel of unit vectors, weighted against the other views."""
    out: Matrix = VECTOR_WEIGHT * np.exp(-GAMMA * (2 - 2 * left @ right.T))
    return out
