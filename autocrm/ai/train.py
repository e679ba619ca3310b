"""Train the triage head, and say honestly how good it is: from held-out rows only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.descent import descend
from autocrm.ai.frame import Frame, Vectors, frame_size, has_vector, make_frame
from autocrm.ai.head import Head
from autocrm.ai.learn import Learner
from autocrm.ai.nearest import make_prototypes, nearness
from autocrm.ai.outlier import signal
from autocrm.ai.report import Example, HeldOut, Report, make_report
from autocrm.errors import Invalid

Matrix = NDArray[np.float32]
Halves = NDArray[np.float16]
Labels = NDArray[np.intp]

__all__ = ["EXACT", "Example", "Report", "named", "train_head"]

EXACT = 2048  # rows up to which the ridge learns, exactly; more are learned by descent
_SMALLEST = 2  # examples a label
_WORDS, _CONCEPTS = 1.0, 0.02  # what so many examples need of them, measured
_HELD_OUT, _MOST_HELD_OUT = 0.15, 3000
_STRANGE = 8  # one label in so many is kept from the head that is measured
_CHUNK = 1024  # rows made at a time


def named(labels: Mapping[str, str], language: str = "en") -> list[Example]:
    """Names as examples, `{label: its name in words}`: worth a point with five others."""
    return [Example(name, language, label) for label, name in labels.items()]


def train_head(
    examples: Sequence[Example],
    vectors: Vectors,
    labels: Sequence[str],
    background: Sequence[Example] = (),
    background_vectors: Vectors = (),
    strangers: Sequence[str] = (),
    stranger_vectors: Vectors = (),
) -> tuple[Head, Report]:
    """Fit on `examples` and on `background` (such as the articles of a category, or names).

    A vector is the text's embedding, or None where the embedding model does not know
    the language. Figures and calibration come from `examples` alone. `strangers` are texts
    that have none of the labels: only the probability of "none of these" learns from them, and
    without any, from labels left out in turn. Raises Invalid when a label has too few examples
    or an example an unknown label.
    """
    rows = [*examples, *background]
    _check(rows, labels)
    if len(rows) <= EXACT:
        head, report = Learner(examples, vectors, labels, background, background_vectors).head()
    else:
        head, report = _descended(examples, rows, [*vectors, *background_vectors], labels)
    return head.told_apart(strangers, stranger_vectors), report


def _check(rows: Sequence[Example], labels: Sequence[str]) -> None:
    strange = sorted({r.category for r in rows} - set(labels))
    if strange:
        raise Invalid(f"There are examples of unknown categories: {', '.join(strange)}.")
    counts = {label: sum(r.category == label for r in rows) for label in labels}
    few = [label for label, count in counts.items() if count < _SMALLEST]
    if few:
        raise Invalid(f"Give at least {_SMALLEST} examples for: {', '.join(few)}.")


def _descended(
    examples: Sequence[Example], rows: Sequence[Example], given: Vectors, labels: Sequence[str]
) -> tuple[Head, Report]:
    """Twice: once without a part of the rows and of the labels, to measure; then on all."""
    texts = [row.text for row in rows]
    frame = make_frame(texts, given, _WORDS, _CONCEPTS)
    vectors = frame.stacked(given)
    features = _features(frame, texts, vectors)
    places = {label: place for place, label in enumerate(labels)}
    target = np.array([places[row.category] for row in rows], dtype=np.intp)
    asked = _asked(len(examples), target, len(labels))
    seen = _measured(features, vectors, target, asked, len(labels))
    sharpness, (knows, familiar) = seen.sharpness(), seen.knows()
    weights = _half(descend(features, target, len(labels)))
    coarse, fine = make_prototypes(vectors, target, len(labels))
    head = Head(
        tuple(labels), frame, weights, coarse, fine, sharpness, knows, familiar, seen.typical()
    )
    return head, make_report([rows[place] for place in asked], seen, sharpness)


def _features(frame: Frame, texts: Sequence[str], vectors: Matrix) -> Halves:
    out = np.empty((len(texts), frame_size()), dtype=np.float16)
    for start in range(0, len(texts), _CHUNK):
        part = slice(start, start + _CHUNK)
        out[part] = frame.rows(texts[part], vectors[part])
    return out


def _is_strange(target: Labels, count: int) -> NDArray[np.bool_]:
    """Rows whose label is kept from the measured head, so that it meets strangers."""
    if count < _STRANGE:
        return np.zeros(len(target), dtype=bool)
    out: NDArray[np.bool_] = target % _STRANGE == _STRANGE - 1
    return out


def _asked(examples: int, target: Labels, count: int) -> Labels:
    """Which rows are held out: of the examples, never of the background, one a label stays."""
    order = np.random.default_rng(0).permutation(examples)
    _, first = np.unique(target[order], return_index=True)
    allowed = np.delete(order, first)
    allowed = allowed[~_is_strange(target[allowed], count)]
    wanted = min(int(np.ceil(_HELD_OUT * len(allowed))), _MOST_HELD_OUT)
    return np.sort(allowed[:wanted])


def _measured(
    features: Halves, vectors: Matrix, target: Labels, asked: Labels, count: int
) -> HeldOut:
    strange = _is_strange(target, count)
    fitted = ~strange
    fitted[asked] = False
    weights = descend(features[fitted], target[fitted], count)
    coarse, fine = make_prototypes(vectors[fitted], target[fitted], count)
    kept = np.unique(target[fitted])
    has = has_vector(vectors)

    def raw(places: Labels) -> Matrix:
        scores = features[places].astype(np.float32) @ weights
        out: Matrix = scores + nearness(coarse, fine, vectors[places])
        return out[:, kept]

    strangers = raw(np.flatnonzero(strange & has)[:_MOST_HELD_OUT])
    columns = np.searchsorted(kept, target[asked])
    return HeldOut(raw(asked), columns, has[asked], signal(strangers))


def _half(values: NDArray[np.floating]) -> Matrix:
    """Rounded to what will be stored, so a head is the same before and after storing."""
    return values.astype(np.float16).astype(np.float32)
