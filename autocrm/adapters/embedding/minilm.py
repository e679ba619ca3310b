"""all-MiniLM-L6-v2 in plain numpy, for machines without onnxruntime.

The same arithmetic on the same weights as in `graph`, so the vectors are the same
(cosine above 0.9999, measured), five times slower.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autocrm.adapters.embedding.graph import EPSILON, TOKEN_LEVELS
from autocrm.adapters.embedding.quantize import HEADS, LAYERS, WIDTH
from autocrm.adapters.embedding.tensors import Array, read_tensors

Matrix = NDArray[np.float32]

HEAD_WIDTH = WIDTH // HEADS
# Abramowitz and Stegun 7.1.26: erf to 1.5e-7, which is below what float32 resolves here.
_ERF_P = np.float32(0.3275911)
_ERF = tuple(
    np.float32(a) for a in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
)


class MiniLM:
    """The network. `encode` takes token numbers and gives `(n, 384)` unit vectors.

    Inside, a column is a token: `weights @ columns` is a third faster for short texts
    than `rows @ weights.T`, because the weights are read as they lie in memory.
    """

    def __init__(self, weights: Path) -> None:
        """`weights`: the file that `quantize` made. Takes 43 MB for the dense layers."""
        self._w: dict[str, Array] = read_tensors(weights)
        # Mapped once more, so that the pages read only for this are given back: 11 MB.
        for name, levels in read_tensors(weights).items():
            if levels.dtype == np.int8 and name != "words":
                self._w[name] = np.multiply(levels.T, self._w[name + ".scale"][:, None], order="C")

    def encode(self, texts: Sequence[Sequence[int]]) -> Matrix:
        """Unit vectors of shape `(len(texts), 384)`; all texts have the same number of tokens."""
        hidden = self._embed(np.array(texts, dtype=np.int64))
        for number in range(LAYERS):
            hidden = self._layer(f"{number}.", hidden, len(texts))
        sums = hidden.reshape(WIDTH, len(texts), -1).sum(axis=2).T
        unit: Matrix = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit

    def _embed(self, ids: NDArray[np.int64]) -> Matrix:
        summed = self._w["words"][ids] * self._w["words.scale"][ids]
        summed += self._w["positions"][: ids.shape[1]]
        return self._norm("norm", np.ascontiguousarray(summed.reshape(-1, WIDTH).T))

    def _layer(self, at: str, hidden: Matrix, count: int) -> Matrix:
        seen = self._dense(at + "seen", self._attend(at, hidden, count))
        hidden = self._norm(at + "seen.norm", seen + hidden)
        wide = gelu(self._dense(at + "wide", hidden * self._w["calm"][:, None]))
        return self._norm(at + "out.norm", self._dense(at + "out", wide) + hidden)

    def _attend(self, at: str, hidden: Matrix, count: int) -> Matrix:
        calm = hidden * self._w["calm"][:, None]
        looks = self._dense(at + "looks", calm).reshape(3, HEADS, HEAD_WIDTH, count, -1)
        query, key, value = looks.transpose(0, 3, 1, 2, 4)  # (texts, heads, width, tokens)
        weights = softmax(query.swapaxes(2, 3) @ key * np.float32(HEAD_WIDTH**-0.5))
        seen: Matrix = value @ weights.swapaxes(2, 3)
        return seen.transpose(1, 2, 0, 3).reshape(WIDTH, -1)

    def _dense(self, name: str, x: Matrix) -> Matrix:
        """Each token rounded to steps of its own, as in `graph`."""
        step = np.abs(x).max(axis=0) / np.float32(TOKEN_LEVELS)
        out: Matrix = self._w[name] @ np.rint(x / step)
        out *= step
        out += self._w[name + ".bias"][:, None]
        return out

    def _norm(self, name: str, x: Matrix) -> Matrix:
        x = x - x.mean(axis=0)
        x /= np.sqrt(np.mean(x * x, axis=0) + np.float32(EPSILON))
        x *= self._w[name + ".weight"][:, None]
        x += self._w[name + ".bias"][:, None]
        return x


def gelu(x: Matrix) -> Matrix:
    """The exact (erf) form of GELU, element by element."""
    size = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + _ERF_P * size)
    series = np.full_like(t, _ERF[0])
    for coefficient in _ERF[1:]:
        series *= t
        series += coefficient
    tail = series * t * np.exp(-size * size)  # 1 - erf(|x| / sqrt 2)
    out: Matrix = np.maximum(x, 0) - 0.5 * np.abs(x) * tail
    return out


def softmax(x: Matrix) -> Matrix:
    """Along the last axis."""
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    out: Matrix = x / x.sum(axis=-1, keepdims=True)
    return out
