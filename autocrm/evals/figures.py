"""A figure with its 95 % interval: a measured share without one says little."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Z = 1.959963984540054  # two-sided 95 %
_DRAWS = 1000
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric in 0..1 (or its own unit), of `n` cases, with a 95 % interval."""

    metric: str
    value: float
    n: int
    low: float
    high: float

    def as_dict(self) -> dict[str, float | int | str]:
        """As it is printed: {"metric", "value", "n", "low", "high"}, rounded to 1e-6."""
        numbers = {name: round(getattr(self, name), 6) for name in ("value", "low", "high")}
        return {"metric": self.metric, "n": self.n, **numbers}


def share(metric: str, hits: int, n: int) -> Figure:
    """A share of cases, with Wilson's interval. Of nothing it is 0 within [0, 1]."""
    if n == 0:
        return Figure(metric, 0.0, 0, 0.0, 1.0)
    p, z2 = hits / n, _Z * _Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Figure(metric, p, n, max(0.0, centre - half), min(1.0, centre + half))


def mean(metric: str, values: Sequence[float]) -> Figure:
    """A mean over cases, with the interval of a bootstrap over them."""
    array = np.asarray(values, dtype=float)
    return bootstrapped(metric, lambda rows: float(array[rows].mean()), len(array))


def bootstrapped(metric: str, statistic: Callable[[Array], float], n: int) -> Figure:
    """`statistic` of row numbers 0..n-1, with the percentiles of 1,000 draws (seeded)."""
    if n == 0:
        return Figure(metric, 0.0, 0, 0.0, 1.0)
    random = np.random.default_rng(0)
    drawn = [statistic(random.integers(0, n, n)) for _ in range(_DRAWS)]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Figure(metric, statistic(np.arange(n)), n, float(low), float(high))


def auroc(metric: str, scores: Sequence[float], positive: Sequence[bool]) -> Figure:
    """The chance that a positive case scores higher than a negative one (ties count half).

    The interval is Hanley and McNeil's (Radiology 143, 1982).
    """
    values, truth = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    n, p = len(values), int(truth.sum())
    if p in (0, n):
        return Figure(metric, 0.5, n, 0.0, 1.0)
    a = area(values, truth)
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    m = n - p
    variance = (a * (1 - a) + (p - 1) * (q1 - a * a) + (m - 1) * (q2 - a * a)) / (p * m)
    half = _Z * math.sqrt(max(variance, 0.0))
    return Figure(metric, a, n, max(0.0, a - half), min(1.0, a + half))


def area(scores: Array, positive: Array) -> float:
    """The area under the ROC curve, by mean ranks; both sides must have a case."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2)[place]
    p = int(positive.sum())
    below = ranks[positive].sum() - p * (p + 1) / 2
    return float(below / (p * (len(scores) - p)))
