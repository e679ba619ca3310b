"""Train the triage head, and say honestly how good it is: from held-out rows only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.calibrate import expected_calibration_error, fit_sharpness, softmax
from autocrm.ai.features import concept_matrix, ngram_matrix
from autocrm.ai.head import CONCEPT_WEIGHT, Head, kernel
from autocrm.errors import Invalid

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]

RIDGE = 1.0
_SMALLEST = 2  # examples a label
_UNFAMILIAR_SHARE = 0.01  # of the examples themselves that may look unfamiliar


@dataclass(frozen=True, slots=True)
class Example:
    """A text whose category is known. `language` is an ISO 639-1 code."""

    text: str
    language: str
    category: str


@dataclass(frozen=True, slots=True)
class Report:
    """Leave-one-out figures over the examples: `{"all" | language: value}`."""

    examples: dict[str, int]
    accuracy: dict[str, float]
    calibration_error: dict[str, float]


def train_head(
    examples: Sequence[Example],
    vectors: Sequence[Sequence[float] | None] | Matrix,
    labels: Sequence[str],
    background: Sequence[Example] = (),
    background_vectors: Sequence[Sequence[float] | None] | Matrix = (),
) -> tuple[Head, Report]:
    """Fit on `examples` and on `background` (such as the articles of a category).

    A vector is the text's embedding, or None where the embedding model does not know
    the language. Figures and calibration come from `examples` alone. Raises Invalid
    when a label has too few examples or an example an unknown label.
    """
    rows = [*examples, *background]
    _check(rows, labels)
    given = _stacked([*vectors, *background_vectors])
    has = np.linalg.norm(given, axis=1) > 0.5
    views, concept_weights = _views([r.text for r in rows], given, has)
    target = np.array([labels.index(r.category) for r in rows])
    held_out, dual = _ridge(views, np.eye(len(labels))[target] * 2 - 1)
    known = len(examples)
    sharpness = _sharpness(held_out[:known], target[:known], has[:known])
    head = _assemble(labels, rows, given, has, dual, concept_weights, sharpness)
    return head, _report(examples, held_out[:known], target[:known], has[:known], sharpness)


def _check(rows: Sequence[Example], labels: Sequence[str]) -> None:
    strange = sorted({r.category for r in rows} - set(labels))
    if strange:
        raise Invalid(f"There are examples of unknown categories: {', '.join(strange)}.")
    counts = {label: sum(r.category == label for r in rows) for label in labels}
    few = [label for label, count in counts.items() if count < _SMALLEST]
    if few:
        raise Invalid(f"Give at least {_SMALLEST} examples for: {', '.join(few)}.")


def _stacked(vectors: Sequence[Sequence[float] | None]) -> Matrix:
    width = max((len(v) for v in vectors if v is not None), default=1)
    blank = np.zeros(width, dtype=np.float32)
    stacked = np.stack([blank if v is None else np.asarray(v, dtype=np.float32) for v in vectors])
    used = np.flatnonzero(stacked.any(axis=0))
    return stacked[:, : used[-1] + 1] if len(used) else stacked[:, :1]  # without the padding


def _views(texts: Sequence[str], vectors: Matrix, has: NDArray[np.bool_]) -> tuple[Floats, Matrix]:
    """The sum of the three kernels and a constant, `(n, n)`; and the idf of the concepts."""
    touched = concept_matrix(texts) > 0
    weights = np.log((len(texts) + 1) / (touched.sum(axis=0) + 1)).astype(np.float32)
    ngrams, concepts = ngram_matrix(texts), concept_matrix(texts, weights)
    summed = ngrams @ ngrams.T + CONCEPT_WEIGHT * concepts @ concepts.T + 1
    summed += kernel(vectors, vectors) * np.outer(has, has)
    return summed.astype(np.float64), weights


def _ridge(views: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Leave-one-out scores in closed form, and the dual weights."""
    inverse = np.linalg.inv(views + RIDGE * np.eye(len(views)))
    dual = inverse @ target
    return target - dual / np.diag(inverse)[:, None], dual


def _sharpness(
    scores: Floats, target: NDArray[np.intp], has: NDArray[np.bool_]
) -> tuple[float, float]:
    """One factor for texts without a vector and one for those with; both where one is missing."""
    found = [
        fit_sharpness(scores[part], target[part].tolist()) if part.sum() >= 20 else None
        for part in (~has, has)
    ]
    joint = fit_sharpness(scores, target.tolist())
    return (found[0] or joint, found[1] or joint)


def _assemble(
    labels: Sequence[str],
    rows: Sequence[Example],
    vectors: Matrix,
    has: NDArray[np.bool_],
    dual: Floats,
    concept_weights: Matrix,
    sharpness: tuple[float, float],
) -> Head:
    texts = [r.text for r in rows]
    concepts = concept_matrix(texts, concept_weights)
    return Head(
        labels=tuple(labels),
        known=_half(vectors[has]),
        alphas=_half(dual[has]),
        ngrams=_half(ngram_matrix(texts).T @ dual),
        concepts=_half(CONCEPT_WEIGHT**0.5 * concepts.T @ dual),
        concept_weights=_half(concept_weights),
        bias=_half(dual.sum(axis=0)),
        sharpness=sharpness,
        familiar=_familiar(vectors[has]),
    )


def _familiar(vectors: Matrix) -> float:
    if len(vectors) < 2:
        return -1.0
    near = vectors @ vectors.T - 2 * np.eye(len(vectors))
    return float(np.quantile(near.max(axis=1), _UNFAMILIAR_SHARE))


def _half(values: NDArray[np.floating]) -> Matrix:
    """Rounded to what will be stored, so a head is the same before and after storing."""
    return values.astype(np.float16).astype(np.float32)


def _report(
    examples: Sequence[Example],
    scores: Floats,
    target: NDArray[np.intp],
    has: NDArray[np.bool_],
    sharpness: tuple[float, float],
) -> Report:
    factor = np.where(has, sharpness[1], sharpness[0])[:, None]
    chances = softmax(scores * factor, 1.0)
    correct = chances.argmax(axis=1) == target
    languages = np.array([e.language for e in examples])
    parts = {"all": np.ones(len(examples), dtype=bool)}
    parts |= {code: languages == code for code in sorted(set(languages.tolist()))}
    sure = chances.max(axis=1)
    return Report(
        examples={k: int(p.sum()) for k, p in parts.items()},
        accuracy={k: round(float(correct[p].mean()), 4) for k, p in parts.items()},
        calibration_error={
            k: round(expected_calibration_error(sure[p], correct[p]), 4) for k, p in parts.items()
        },
    )
