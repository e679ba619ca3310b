"""Fits `private.duplicate_chance`: `python -m autocrm.evals.fit_duplicates --data DIR`.

On the train parts of banking77 and clinc150 (folders below DIR), see `autocrm.evals.pairs`. Prints
the weights of the signs and the bias: by hand into the SQL function and into
`autocrm.evals.duplicates`. What the same customer weighs is no part of it.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from autocrm.evals.labelled import Texts
from autocrm.evals.options import Options
from autocrm.evals.pairs import Floats, pairs_of
from autocrm.evals.rows import learned
from autocrm.settings import cache_dir

_SETS = ("banking77", "clinc150")
_POOLS = 6  # a set
_STEPS = 50


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = Options(parser.parse_args().data, cache_dir())
    found = []
    for name in _SETS:
        mine = replace(options, data=options.data / name)
        found.append(pairs_of(learned(mine.data), Texts(mine), _POOLS))
    # Each set weighs the same, and in a set each pair: the chance is that of a pair compared.
    weight = np.concatenate([np.full(len(p.same), 1000.0 / len(p.same)) for p in found])
    signs = np.concatenate([p.signs for p in found])
    same = np.concatenate([p.same for p in found]).astype(np.float64)
    names = ("cosine", "background", "subject", "bias")
    for name, value in zip(names, fit(signs, same, weight), strict=True):
        print(f"{name:10s} {value:7.2f}")


def fit(signs: Floats, same: Floats, weight: Floats) -> Floats:
    """Weights and bias of a logistic regression, by Newton's method; a hair of ridge."""
    x = np.c_[signs, np.ones(len(signs))]
    found = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-x @ found))
        bend = (x * (weight * p * (1.0 - p))[:, None]).T @ x + 1e-6 * np.eye(len(found))
        found = found - np.linalg.solve(bend, x.T @ (weight * (p - same)))
    return found


if __name__ == "__main__":
    main()
