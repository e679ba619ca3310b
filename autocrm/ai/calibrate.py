"""From scores to probabilities that keep their word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def softmax(scores: Floats, sharpness: float) -> Floats:
    """Probabilities along the last axis."""
    scaled = scores * sharpness
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    out: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return out


def fit_sharpness(scores: Floats, truth: Sequence[int]) -> float:
    """The factor at which softmax gives the held-out truth the best likelihood.

    `scores` of shape `(n, classes)` must come from a model that had not seen the row.
    """
    rows = np.arange(len(truth))

    def loss(log_factor: float) -> float:
        chosen = softmax(scores, float(np.exp(log_factor)))[rows, list(truth)]
        return -float(np.log(np.maximum(chosen, 1e-12)).mean())

    return float(np.exp(_minimum(loss, np.log(0.02), np.log(100.0))))


def expected_calibration_error(
    confidence: Floats, correct: NDArray[np.bool_], bins: int = 10
) -> float:
    """Mean gap between what was promised and what came true, over bins of equal size."""
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, min(bins, len(order)))
    gaps = [abs(confidence[p].mean() - correct[p].mean()) * len(p) for p in parts if len(p)]
    return float(sum(gaps) / len(order))


def _minimum(loss: object, low: float, high: float) -> float:
    """Golden-section search; the loss has one valley."""
    assert callable(loss)
    ratio = (5**0.5 - 1) / 2
    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return (low + high) / 2
