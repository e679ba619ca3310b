"""all-MiniLM-L6-v2 in a quarter of the space: weights of eight bits, in numpy alone.

Every output of a dense layer has a scale of its own (as has every word), so one large
weight does not coarsen the others. Plain IEEE arithmetic, so the result is the same to
the bit on every machine and can be pinned by its hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from autocrm.adapters.embedding.tensors import Array

LAYERS, HEADS, WIDTH = 6, 12, 384
POSITIONS = 256  # tokens of a text: what the model was trained with
# Processors without VNNI add two products in 16 bits, which 127 levels overflow now and then
# (cosine to the original 0.9988, with overflows 0.9973); 95 hardly ever do (0.9985 and 0.9985).
WEIGHT_LEVELS = 95
WORD_LEVELS = 127  # the table of words is only looked up
# One channel is up to thirty times as large as the others and would take their steps away:
# a quarter of it is worked with, and its weights are four times as large (0.9976 to 0.9988).
LOUD_CHANNEL, LOUDNESS = 99, 4


def quantize(weights: Mapping[str, Array]) -> dict[str, Array]:
    """The tensors that `graph` and `MiniLM` work on, from those of `model.safetensors`."""
    return dict(_tensors(weights))


def _tensors(weights: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    at = "embeddings."
    words, scale = _levels(weights[at + "word_embeddings.weight"], WORD_LEVELS)
    yield "words", words
    yield "words.scale", scale
    positions = weights[at + "position_embeddings.weight"][:POSITIONS]
    yield "positions", positions + weights[at + "token_type_embeddings.weight"][0]
    yield from _norm(weights, at + "LayerNorm", "norm")
    loudness = np.ones(WIDTH, dtype=np.float32)
    loudness[LOUD_CHANNEL] = LOUDNESS
    yield "calm", 1 / loudness
    for number in range(LAYERS):
        yield from _layer(weights, loudness, f"encoder.layer.{number}.", f"{number}.")


def _layer(
    weights: Mapping[str, Array], loudness: Array, of: str, to: str
) -> Iterator[tuple[str, Array]]:
    looks = [f"{of}attention.self.{name}" for name in ("query", "key", "value")]
    yield from _dense(weights, looks, to + "looks", loudness)
    yield from _dense(weights, [of + "attention.output.dense"], to + "seen")
    yield from _norm(weights, of + "attention.output.LayerNorm", to + "seen.norm")
    yield from _dense(weights, [of + "intermediate.dense"], to + "wide", loudness)
    yield from _dense(weights, [of + "output.dense"], to + "out")
    yield from _norm(weights, of + "output.LayerNorm", to + "out.norm")


def _dense(
    weights: Mapping[str, Array], names: list[str], to: str, loudness: Array | float = 1.0
) -> Iterator[tuple[str, Array]]:
    """As `rows @ weight` needs it: `(inputs, outputs)`. `loudness`: one factor an input."""
    rows = np.concatenate([weights[name + ".weight"] for name in names]) * loudness
    levels, scale = _levels(rows, WEIGHT_LEVELS)
    yield to, np.ascontiguousarray(levels.T)
    yield to + ".scale", scale[:, 0]
    yield to + ".bias", np.concatenate([weights[name + ".bias"] for name in names])


def _norm(weights: Mapping[str, Array], name: str, to: str) -> Iterator[tuple[str, Array]]:
    yield to + ".weight", np.asarray(weights[name + ".weight"])
    yield to + ".bias", np.asarray(weights[name + ".bias"])


def _levels(rows: Array, levels: int) -> tuple[Array, Array]:
    """Whole numbers of -levels to levels, and the scale of each row, shape `(rows, 1)`."""
    scale = np.abs(rows).max(axis=1, keepdims=True) / np.float32(levels)
    scale[scale == 0] = 1
    return np.rint(rows / scale).astype(np.int8), scale
