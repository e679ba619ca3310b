"""all-MiniLM-L6-v2 in plain numpy: six BERT layers, mean pooling, unit length.

The weights stay memory-mapped, so several processes share one copy in RAM. Texts of
different lengths are packed behind each other instead of padded: the dense layers see
one long matrix, only attention looks at each text by itself. That wastes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
_EPSILON = np.float32(1e-12)
# Abramowitz and Stegun 7.1.26: erf to 1.5e-7, which is below what float32 resolves here.
_ERF_P = np.float32(0.3275911)
_ERF = tuple(
    np.float32(a) for a in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
)


def read_safetensors(path: Path) -> dict[str, Matrix]:
    """The float32 tensors of a safetensors file, memory-mapped and read-only."""
    with path.open("rb") as file:
        header_size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_size))
    raw = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + header_size)
    return {
        # As plain arrays: the subclass np.memmap costs time in every operation.
        name: np.asarray(raw[slice(*info["data_offsets"])]).view(np.float32).reshape(info["shape"])
        for name, info in header.items()
        if name != "__metadata__" and info["dtype"] == "F32"
    }


class MiniLM:
    """The network. `encode` takes token numbers and gives `(n, 384)` unit vectors.

    Inside, a column is a token: `weights @ columns` is a third faster for short texts
    than `rows @ weights.T`, because the weights are read as they lie in the file.
    """

    def __init__(self, weights: Path) -> None:
        self._w = read_safetensors(weights)

    def encode(self, texts: Sequence[Sequence[int]]) -> Matrix:
        """Unit vectors of shape `(len(texts), 384)`; each text at most 512 tokens."""
        bounds = np.cumsum([0, *map(len, texts)])
        spans = [slice(a, b) for a, b in pairwise(bounds)]
        hidden = self._embed(texts)
        for number in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{number}.", hidden, spans)
        means = np.stack([hidden[:, span].mean(axis=1) for span in spans])
        unit: Matrix = means / np.linalg.norm(means, axis=1, keepdims=True)
        return unit

    def _embed(self, texts: Sequence[Sequence[int]]) -> Matrix:
        tokens = np.concatenate([np.asarray(t, dtype=np.int64) for t in texts])
        places = np.concatenate([np.arange(len(t)) for t in texts])
        summed = (
            self._w["embeddings.word_embeddings.weight"][tokens]
            + self._w["embeddings.position_embeddings.weight"][places]
            + self._w["embeddings.token_type_embeddings.weight"][0]
        )
        return self._norm("embeddings.LayerNorm", np.ascontiguousarray(summed.T))

    def _layer(self, at: str, hidden: Matrix, spans: Sequence[slice]) -> Matrix:
        attended = self._dense(at + "attention.output.dense", self._attend(at, hidden, spans))
        hidden = self._norm(at + "attention.output.LayerNorm", attended + hidden)
        inner = gelu(self._dense(at + "intermediate.dense", hidden))
        return self._norm(at + "output.LayerNorm", self._dense(at + "output.dense", inner) + hidden)

    def _attend(self, at: str, hidden: Matrix, spans: Sequence[slice]) -> Matrix:
        query, key, value = (
            self._dense(f"{at}attention.self.{name}", hidden).reshape(HEADS, HEAD_WIDTH, -1)
            for name in ("query", "key", "value")
        )
        query *= np.float32(HEAD_WIDTH**-0.5)
        seen = np.empty_like(value)
        for s in spans:
            weights = softmax(query[:, :, s].transpose(0, 2, 1) @ key[:, :, s])
            seen[:, :, s] = value[:, :, s] @ weights.transpose(0, 2, 1)
        return seen.reshape(WIDTH, -1)

    def _dense(self, name: str, x: Matrix) -> Matrix:
        out: Matrix = self._w[name + ".weight"] @ x
        out += self._w[name + ".bias"][:, None]
        return out

    def _norm(self, name: str, x: Matrix) -> Matrix:
        x = x - x.mean(axis=0)
        x /= np.sqrt(np.mean(x * x, axis=0) + _EPSILON)
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
