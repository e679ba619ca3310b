"""Duplicates: whether the chance that two tickets ask the same is one, and what is shown by it.

Of pairs of a desk as `autocrm.evals.pairs` makes them, by the formula of `private.duplicate_chance`
(a test holds the two together). Two different customers wrote each pair, as far as is known.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autocrm.evals.figures import Figure, area, bootstrapped
from autocrm.evals.labelled import Texts
from autocrm.evals.options import Options
from autocrm.evals.pairs import Floats, Pairs, pairs_of
from autocrm.evals.rows import measured

# By `autocrm.evals.fit_duplicates`: cosine, background, subjects; then the bias.
WEIGHTS, BIAS = (15.02, -13.17, 0.26), -4.57
SHOWN = 0.4  # from this chance on a pair is shown
_POOLS = 5
_BINS = 10
Places = NDArray[np.intp]
Bools = NDArray[np.bool_]


def evaluate(options: Options) -> list[Figure]:
    """`auroc` of the chance; `ece`, by how much it is wrong on the average in ten bins; `precision`
    and `recall` of what is shown. Intervals by drawing tickets, with all their pairs."""
    return figures(pairs_of(measured(options.data), Texts(options), _POOLS))


def figures(pairs: Pairs) -> list[Figure]:
    """See `evaluate`; some of the pairs must be the same, and some not."""
    said, same = chances(pairs.signs), pairs.same
    shown, tickets = said >= SHOWN, pairs.tickets()

    def figure(metric: str, statistic: Callable[[Places], float]) -> Figure:
        return bootstrapped(
            metric,
            lambda drawn: statistic(np.concatenate([tickets[n] for n in drawn])),
            len(tickets),
        )

    return [
        figure("auroc", lambda rows: area(said[rows], same[rows])),
        figure("ece", lambda rows: off_by(said[rows], same[rows].astype(np.float64))),
        figure("precision", lambda rows: _share(same[rows], shown[rows])),
        figure("recall", lambda rows: _share(shown[rows], same[rows])),
    ]


def _share(of: Bools, among: Bools) -> float:
    return float(of[among].mean()) if among.any() else 0.0


def chances(signs: Floats) -> Floats:
    """Of rows of cosine, background and likeness of the subjects."""
    found: Floats = 1.0 / (1.0 + np.exp(-(signs @ np.array(WEIGHTS) + BIAS)))
    return found


def off_by(said: Floats, same: Floats) -> float:
    """The expected calibration error, 0..1: chances against shares in ten equal bins."""
    places = np.minimum((said * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(places, weights=said - same, minlength=_BINS)
    return float(np.abs(gaps).sum() / len(said))
