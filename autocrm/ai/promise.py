"""From what a person allows to go wrong to the confidence that may act alone.

"At most 5 % wrong" is kept by the Clopper-Pearson bound: not the errors that were seen, but
the most that are likely behind them, must stay below the promise.
"""

from __future__ import annotations

from math import ceil, exp, inf, lgamma, log, log1p

import numpy as np
from numpy.typing import NDArray

CERTAINTY = 0.95
_STEPS = 100  # thresholds that are looked at, from the surest down


def upper_bound(errors: int, n: int, certainty: float = CERTAINTY) -> float:
    """The share of errors that is exceeded with a chance of 1 - `certainty` at most.

    Clopper and Pearson, Biometrika 26 (1934), one-sided. 1.0 of nothing.
    """
    if errors >= n:
        return 1.0
    low, high = errors / n, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if _at_most(errors, n, middle) > 1 - certainty:
            low = middle
        else:
            high = middle
    return high


def lower_bound(successes: int, n: int, certainty: float = CERTAINTY) -> float:
    """The share of successes that is fallen short of with a chance of 1 - `certainty`."""
    return 1 - upper_bound(n - successes, n, certainty) if n else 0.0


def threshold(
    confidence: NDArray[np.floating],
    correct: NDArray[np.bool_],
    promise: float,
    certainty: float = CERTAINTY,
) -> float:
    """The lowest confidence at which what is surer errs in at most `promise` of the cases.

    From held-out cases, `(n,)` each. Infinite when no threshold keeps the promise. Thresholds
    are tried from the surest down and the first that fails ends it, so trying many does not
    cost any certainty (a test in a fixed order).
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~correct[order])
    first = ceil(log(1 - certainty) / log1p(-promise))  # cases that can show it at all
    found = inf
    for count in np.unique(np.linspace(first, len(order), _STEPS).astype(int)):
        if count > len(order) or count < 1:
            continue
        # Those before are surer; a tie at the border belongs with the rest of its kind.
        edge = float(confidence[order[count - 1]])
        taken = int((confidence >= edge).sum())
        if upper_bound(int(wrong[taken - 1]), taken, certainty) > promise:
            break
        found = edge
    return found


def _at_most(errors: int, n: int, share: float) -> float:
    """The binomial chance of at most `errors` in `n`."""
    terms = (
        [
            lgamma(n + 1)
            - lgamma(k + 1)
            - lgamma(n - k + 1)
            + k * log(share)
            + (n - k) * log1p(-share)
            for k in range(errors + 1)
        ]
        if 0 < share < 1
        else [0.0]
    )
    return sum(exp(term) for term in terms)
