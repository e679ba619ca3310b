"""Ridge regression in its dual form: what is learned can be taken out again, exactly.

Of n rows only their products are needed, so a row more or less changes an inverse of n x n
in n^2 steps. Held-out scores of every row come with it, in closed form.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]

_BLOCK = 256  # rows turned into doubles at a time


def products(left: Matrix, right: Matrix) -> Floats:
    """`left @ right.T` in double precision, without a double copy of either."""
    out = np.empty((len(left), len(right)))
    for i in range(0, len(left), _BLOCK):
        part = left[i : i + _BLOCK].astype(np.float64)
        for j in range(0, len(right), _BLOCK):
            out[i : i + _BLOCK, j : j + _BLOCK] = part @ right[j : j + _BLOCK].T
    return out


def inverted(gram: Floats, noise: Floats) -> Floats:
    """The inverse of `gram` with `noise`, `(n,)`, added to its diagonal."""
    out: Floats = np.linalg.inv(gram + np.diag(noise)).astype(np.float64)
    return out


def added(inverse: Floats, row: Floats, corner: float) -> Floats:
    """The inverse after a row more: its products with the others, and with itself + noise."""
    reached = inverse @ row
    rest = 1.0 / (corner - row @ reached)
    out = np.empty((len(row) + 1, len(row) + 1))
    out[:-1, :-1] = inverse + rest * np.outer(reached, reached)
    out[:-1, -1] = out[-1, :-1] = -rest * reached
    out[-1, -1] = rest
    return out


def removed(inverse: Floats, place: int) -> Floats:
    """The inverse after row `place` is taken out."""
    kept = np.arange(len(inverse)) != place
    column = inverse[kept, place]
    out: Floats = inverse[np.ix_(kept, kept)] - np.outer(column, column) / inverse[place, place]
    return out


def signed(labels: NDArray[np.intp], count: int) -> Floats:
    """Targets: 1 for the row's own label and -1 for the others, `(n, count)`."""
    return np.eye(count)[labels] * 2 - 1


def held_out(inverse: Floats, target: Floats) -> Floats:
    """What each row would score had it not been learned from (leave one out), `(n, count)`."""
    out: Floats = target - inverse @ target / np.diag(inverse)[:, None]
    return out
