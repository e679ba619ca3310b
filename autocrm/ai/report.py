"""How good a head is, from rows it had not seen when it scored them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.calibrate import expected_calibration_error, fit_sharpness, softmax
from autocrm.ai.outlier import UNSURE, chance_known, fit_known, signal
from autocrm.ai.promise import threshold

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]
Labels = NDArray[np.intp]
Matrix = NDArray[np.float32]

TYPICAL = 100  # signals that are kept of what is known
PROMISES = (0.02, 0.05, 0.10)
_ENOUGH = 20  # rows that a factor of their own may be fitted on
_UNFAMILIAR_SHARE = 0.01  # of the examples themselves that may look unfamiliar


@dataclass(frozen=True, slots=True)
class Example:
    """A text whose category is known. `language` is an ISO 639-1 code."""

    text: str
    language: str
    category: str


@dataclass(frozen=True, slots=True)
class Report:
    """Held-out figures over the examples: `{"all" | language: value}`.

    `promise`: by share of errors allowed, the confidence from which it is kept (left out
    where none keeps it).
    """

    examples: dict[str, int]
    accuracy: dict[str, float]
    calibration_error: dict[str, float]
    promise: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Raw scores of rows by a head that had not seen them, and of texts of labels unknown to it."""

    raw: Floats  # (n, labels)
    labels: Labels  # (n,)
    has: Flags  # (n,): it has a vector
    strange: Floats  # (m,): signals

    def sharpness(self) -> tuple[float, float]:
        """One factor for texts without a vector and one for those with; both where one lacks."""
        joint = fit_sharpness(self.raw, self.labels.tolist())
        plain, vectored = (
            fit_sharpness(self.raw[part], self.labels[part].tolist())
            if part.sum() >= _ENOUGH
            else joint
            for part in (~self.has, self.has)
        )
        return plain, vectored

    def typical(self) -> Matrix:
        """Signals that texts with a known label have, in order: a hundred of them stand for all."""
        own = signal(self.raw[self.has])
        shares = np.linspace(0.005, 0.995, TYPICAL)
        found = np.quantile(own, shares) if len(own) else np.zeros(TYPICAL)
        return found.astype(np.float32)

    def knows(self) -> tuple[tuple[float, float], float]:
        """Slope and offset of "known", and the value below which a text is unfamiliar."""
        return know(signal(self.raw[self.has]), self.strange)


def know(own: Floats, strange: Floats) -> tuple[tuple[float, float], float]:
    """From the signals of both sides: see `HeldOut.knows`."""
    fit = fit_known(own, strange)
    if fit == UNSURE:
        return fit, 0.0
    chances = [chance_known(float(value), fit) for value in own]
    return fit, min(0.5, float(np.quantile(chances, _UNFAMILIAR_SHARE)))


def make_report(rows: Sequence[Example], seen: HeldOut, sharpness: tuple[float, float]) -> Report:
    """The figures of `rows`, which are those of `seen`."""
    factor = np.where(seen.has, sharpness[1], sharpness[0])[:, None]
    chances = softmax(seen.raw * factor, 1.0)
    correct = chances.argmax(axis=1) == seen.labels
    languages = np.array([row.language for row in rows])
    parts = {"all": np.ones(len(rows), dtype=bool)}
    parts |= {code: languages == code for code in sorted(set(languages.tolist()))}
    sure = chances.max(axis=1)
    kept = {f"{share:g}": threshold(sure, correct, share) for share in PROMISES}
    return Report(
        examples={k: int(p.sum()) for k, p in parts.items()},
        accuracy={k: round(float(correct[p].mean()), 4) for k, p in parts.items()},
        calibration_error={
            k: round(expected_calibration_error(sure[p], correct[p]), 4) for k, p in parts.items()
        },
        promise={share: round(value, 4) for share, value in kept.items() if isfinite(value)},
    )
