"""None of these: the chance that a text has one of the known labels at all.

The signal is the logarithm of the summed powers of all raw scores: one high score, or near
to something known. On clinc150 its area under the curve is above 0.99, where the largest
probability alone gives 0.985.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

_STEPS = 50
_PULL = 1e-3  # keeps the slope finite where the two sides do not meet
UNSURE = (0.0, 10.0)  # slope and offset of a head that cannot tell: everything is known


def signal(raw: Floats) -> NDArray[np.float64]:
    """How much speaks for any label, `(n,)`, from raw scores `(n, labels)`."""
    top = raw.max(axis=-1, keepdims=True)
    out: NDArray[np.float64] = np.log(np.exp(raw - top).sum(axis=-1)) + top[..., 0]
    return out


def chance_known(value: float, fit: tuple[float, float]) -> float:
    """The probability that a text with this signal has a known label."""
    return float(1 / (1 + np.exp(-np.clip(fit[0] * value + fit[1], -50, 50))))


def fit_known(own: Floats, strange: Floats) -> tuple[float, float]:
    """Slope and offset of `chance_known`, both sides counted as equally frequent.

    `own`: signals of held-out texts with a known label. `strange`: of texts whose label the
    head had not learned. A logistic regression by Newton's steps. It never falls with the
    signal: UNSURE where the two sides cannot be told apart.
    """
    if not len(own) or not len(strange):
        return UNSURE
    x = np.concatenate([own, strange])
    truth = np.repeat([1.0, 0.0], [len(own), len(strange)])
    share = np.repeat([0.5 / len(own), 0.5 / len(strange)], [len(own), len(strange)])
    centre, spread = float(x.mean()), float(x.std()) or 1.0
    rows = np.stack([(x - centre) / spread, np.ones_like(x)], axis=1)
    weights = np.zeros(2)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (share * (chance - truth)) + _PULL * weights
        curve = (rows * (share * chance * (1 - chance))[:, None]).T @ rows + _PULL * np.eye(2)
        weights -= np.clip(np.linalg.solve(curve, slope), -2.0, 2.0)
    if weights[0] <= 0:
        return UNSURE
    return float(weights[0] / spread), float(weights[1] - weights[0] * centre / spread)
