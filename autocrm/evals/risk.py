"""A promised share of errors: is it kept on texts that the threshold was not chosen on?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.promise import threshold
from autocrm.evals.figures import Figure, mean, share
from autocrm.evals.intents import places
from autocrm.evals.labelled import Labelled, Texts
from autocrm.evals.options import Options

_FOLDS = 5  # heads that are trained, each without a part of train.jsonl
_DRAWN = 0.8  # of that part, drawn anew for each seed, is what the threshold is chosen on

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]


def evaluate(options: Options) -> list[Figure]:
    """`kept_share` of the seeds whose promise held, `coverage`: what is above the threshold."""
    texts = Texts(options)
    rows, test = texts.train(), texts.test()
    parts = np.array_split(np.random.default_rng(0).permutation(len(rows.texts)), _FOLDS)
    kept, covered = 0, []
    for fold, part in enumerate(parts):
        seeds = range(fold, options.seeds, _FOLDS)
        if not seeds:
            continue
        chosen_on, measured_on = _answers(texts, rows, part, test)
        for seed in seeds:
            held, coverage = _draw(chosen_on, measured_on, options.promise, seed)
            kept += held
            covered.append(coverage)
    return [share("kept_share", kept, options.seeds), mean("coverage", covered)]


def _answers(
    texts: Texts, rows: Labelled, part: NDArray[np.intp], test: Labelled
) -> tuple[tuple[Floats, Flags], tuple[Floats, Flags]]:
    """Confidence and correctness of the part left out and of the test, by one head."""
    head, _ = texts.fit(rows.take(np.setdiff1d(np.arange(len(rows.texts)), part)))
    found = []
    for asked in (rows.take(part), test):
        chances = asked.chances(head)
        correct = chances.argmax(axis=1) == places(asked.labels, head.labels)
        found.append((chances.max(axis=1), correct))
    return found[0], found[1]


def _draw(
    chosen_on: tuple[Floats, Flags], measured_on: tuple[Floats, Flags], promise: float, seed: int
) -> tuple[bool, float]:
    """Whether the promise was kept, and the share of the test that was covered."""
    confidence, correct = chosen_on
    order = np.random.default_rng(seed).permutation(len(confidence))
    taken = order[: int(_DRAWN * len(order))]
    least = threshold(confidence[taken], correct[taken], promise)
    sure = measured_on[0] >= least
    wrong = int((~measured_on[1][sure]).sum())
    return wrong <= promise * sure.sum(), float(sure.mean())
