"""Intents: banking77's or clinc150's form, `text` and `label`; what is outside is left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.calibrate import expected_calibration_error
from autocrm.evals.figures import Figure, bootstrapped, share
from autocrm.evals.labelled import Texts
from autocrm.evals.options import Options


def evaluate(options: Options) -> list[Figure]:
    """`accuracy`, `macro_f1`, `ece`."""
    texts = Texts(options)
    head, _ = texts.fit(texts.train(options.shots))
    test = texts.test()
    chances = test.chances(head)
    truth = places(test.labels, head.labels)
    return figures(chances.max(axis=1), chances.argmax(axis=1), truth)


def figures(
    confidence: NDArray[np.floating], said: NDArray[np.intp], truth: NDArray[np.intp]
) -> list[Figure]:
    """Of predictions `(n,)`; a label that was never learned (-1) counts as wrong."""
    correct = said == truth
    n = len(truth)
    return [
        share("accuracy", int(correct.sum()), n),
        bootstrapped("macro_f1", lambda rows: macro_f1(said[rows], truth[rows]), n),
        bootstrapped(
            "ece", lambda rows: expected_calibration_error(confidence[rows], correct[rows]), n
        ),
    ]


def places(labels: Sequence[str], known: Sequence[str]) -> NDArray[np.intp]:
    """The place of each label among the known ones, -1 where it is none of them."""
    order = {label: place for place, label in enumerate(known)}
    return np.array([order.get(label, -1) for label in labels], dtype=np.intp)


def macro_f1(said: NDArray[np.intp], truth: NDArray[np.intp]) -> float:
    """The mean of the F1 of the labels that occur in `truth`."""
    width = int(max(said.max(), truth.max())) + 2
    hits = np.bincount(truth[said == truth] + 1, minlength=width)
    both = np.bincount(truth + 1, minlength=width) + np.bincount(said + 1, minlength=width)
    occur = np.unique(truth) + 1
    return float((2 * hits[occur] / both[occur]).mean())
