"""Learning one correction at a time, and unlearning it: exactly as if it had never been.

A `Learner` holds what a head was made from, so `forget` gives what training without the row
would give. The head that answers (`Learner.head`) holds none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.calibrate import fit_sharpness, softmax
from autocrm.ai.features import NGRAM_WIDTH
from autocrm.ai.fourier import FOURIER_WIDTH
from autocrm.ai.frame import Frame, Vectors, has_vector, make_frame
from autocrm.ai.head import Head, Vector
from autocrm.ai.nearest import held_out_nearness, make_prototypes, nearness
from autocrm.ai.outlier import signal
from autocrm.ai.report import Example, HeldOut, Report, make_report
from autocrm.ai.ridge import added, held_out, inverted, products, removed, signed
from autocrm.errors import Invalid, NotFound

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]

SCALE = 10.0  # of the ridge's scores (-1..1), so that nearness weighs as it does with descent
WORDS = (0.25, 0.5, 1.0)  # weights tried for n-grams beside the vector's 1
CONCEPTS = (0.02, 0.35)  # across languages they are a bridge, within one they blur
NOISES = (0.2, 0.5)
_FOLDS = 5


class _Row(NamedTuple):
    """One that was learned. `own`: of those that figures are measured on."""

    number: int
    label: int
    noise: float
    own: bool
    language: str


@dataclass(frozen=True, slots=True)
class _Setting:
    frame: Frame
    noise: float


def uncertainty(scores: dict[str, float]) -> float:
    """How unsure a head is, 0..1: one minus the lead of the best label over the next.

    Asking people about the least certain first saves a quarter to a third of the labels.
    """
    best, second = [*sorted(scores.values(), reverse=True), 0.0, 0.0][:2]
    return 1.0 - (best - second)


class Learner:
    """A head that goes on learning. Its frame stays that of the rows it began with."""

    def __init__(
        self,
        examples: Sequence[Example],
        vectors: Vectors,
        labels: Sequence[str],
        background: Sequence[Example] = (),
        background_vectors: Vectors = (),
        setting: Learner | None = None,
    ) -> None:
        """As `train_head`. `setting`: take frame and strength over from another one."""
        rows, given = [*examples, *background], [*vectors, *background_vectors]
        self.labels = tuple(labels)
        self._places = {label: place for place, label in enumerate(labels)}
        self._rows = [
            _Row(number, self._place(row.category), 1.0, number < len(examples), row.language)
            for number, row in enumerate(rows)
        ]
        self._next = len(rows)
        texts = [row.text for row in rows]
        self._setting: _Setting = setting._setting if setting else self._choose(texts, given)
        self._vectors = self.frame.stacked(given)
        self._features = self.frame.rows(texts, self._vectors)
        self._inverse = inverted(products(self._features, self._features), self._noise())

    @property
    def frame(self) -> Frame:
        """How it reads texts."""
        return self._setting.frame

    def learn(self, text: str, vector: Vector, label: str, times: int = 1) -> int:
        """Learn that `text` is of `label`, `times` times at once; gives the number to forget it by.

        n^2 steps for n rows: milliseconds. Raises Invalid for a label it does not have.
        """
        place = self._place(label)
        vectors = self.frame.stacked([vector])
        features = self.frame.rows([text], vectors)
        noise = self._setting.noise / times
        row = products(features, self._features)[0]
        corner = float(products(features, features)[0, 0]) + noise
        self._inverse = added(self._inverse, row, corner)
        self._features = np.concatenate([self._features, features])
        self._vectors = np.concatenate([self._vectors, vectors])
        number, self._next = self._next, self._next + 1
        self._rows.append(_Row(number, place, 1 / times, True, ""))
        return number

    def forget(self, number: int) -> None:
        """Take out what `learn` gave this number for. Raises NotFound when it is not there."""
        place = next((p for p, row in enumerate(self._rows) if row.number == number), None)
        if place is None:
            raise NotFound(f"Nothing was learned under the number {number}.")
        self._inverse = removed(self._inverse, place)
        self._features = np.delete(self._features, place, axis=0)
        self._vectors = np.delete(self._vectors, place, axis=0)
        del self._rows[place]

    def weights(self) -> Floats:
        """The linear layer, `(features, labels)`, in double precision."""
        dual = self._inverse @ self._target() * SCALE
        out = np.zeros((self._features.shape[1], len(self.labels)))
        for start in range(0, len(dual), 256):
            part = slice(start, start + 256)
            out += self._features[part].astype(np.float64).T @ dual[part]
        return out

    def head(self) -> tuple[Head, Report]:
        """What answers, and its held-out figures. Raises Invalid without an example."""
        own = np.array([row.own for row in self._rows])
        if not own.any():
            raise Invalid("There is nothing to measure a head on: give it examples.")
        seen = self._held_out(own)
        sharpness, (knows, familiar) = seen.sharpness(), seen.knows()
        coarse, fine = make_prototypes(self._vectors, self._labels(), len(self.labels))
        weights = self.weights().astype(np.float16).astype(np.float32)
        head = Head(
            self.labels,
            self.frame,
            weights,
            coarse,
            fine,
            sharpness,
            knows,
            familiar,
            seen.typical(),
        )
        rows = [Example("", row.language or "?", "") for row in self._rows if row.own]
        return head, make_report(rows, seen, sharpness)

    def _held_out(self, own: NDArray[np.bool_]) -> HeldOut:
        labels, has = self._labels(), has_vector(self._vectors)
        raw = held_out(self._inverse, self._target()) * SCALE
        raw += held_out_nearness(self._vectors, labels, len(self.labels))
        if len(self.labels) < _FOLDS:
            strange = _without_own(raw[own & has], labels[own & has])
        else:
            strange = self._strange(own & has)
        return HeldOut(raw[own], labels[own], has[own], strange)

    def _strange(self, own: NDArray[np.bool_]) -> Floats:
        """Signals of examples by heads that have never met their label, a fifth of them a time."""
        labels, count = self._labels(), len(self.labels)
        gram = products(self._features, self._features)
        found = []
        for fold in range(_FOLDS):
            out = labels % _FOLDS == fold
            kept = np.flatnonzero(np.arange(count) % _FOLDS != fold)
            inside, asked = np.ix_(~out, ~out), np.ix_(out & own, ~out)
            dual = inverted(gram[inside], self._noise()[~out]) @ self._target()[~out] * SCALE
            near = nearness(
                *make_prototypes(self._vectors[~out], labels[~out], count),
                self._vectors[out & own],
            )
            found.append(signal((gram[asked] @ dual + near)[:, kept]))
        return np.concatenate(found)

    def _choose(self, texts: Sequence[str], vectors: Vectors) -> _Setting:
        """The weights under which rows left out are likeliest; no other data has a say."""
        frame = make_frame(texts, vectors, 1.0, 1.0)
        rows = frame.rows(texts, frame.stacked(vectors))
        grams = slice(FOURIER_WIDTH, FOURIER_WIDTH + NGRAM_WIDTH)
        views = (rows[:, :FOURIER_WIDTH], rows[:, grams], rows[:, grams.stop : -1])
        by_vector, by_words, by_concepts = (products(view, view) for view in views)
        best, found = np.inf, _Setting(frame, NOISES[0])
        for words, concepts, noise in product(WORDS, CONCEPTS, NOISES):
            gram = by_vector + words * by_words + concepts * by_concepts + 1
            inverse = inverted(gram, np.full(len(rows), noise))
            loss = self._loss(held_out(inverse, self._target()) * SCALE)
            if loss < best:
                chosen = replace(frame, words=words, concepts=concepts)
                best, found = loss, _Setting(chosen, noise)
        return found

    def _loss(self, scores: Floats) -> float:
        labels = self._labels()
        chances = softmax(scores, fit_sharpness(scores, labels.tolist()))
        own = np.array([row.own for row in self._rows])
        chosen = chances[np.arange(len(labels)), labels][own]
        return -float(np.log(np.maximum(chosen, 1e-12)).mean())

    def _labels(self) -> NDArray[np.intp]:
        return np.array([row.label for row in self._rows], dtype=np.intp)

    def _target(self) -> Floats:
        return signed(self._labels(), len(self.labels))

    def _noise(self) -> Floats:
        return self._setting.noise * np.array([row.noise for row in self._rows])

    def _place(self, label: str) -> int:
        if label not in self._places:
            raise Invalid(f"{label!r} is none of the categories this head knows.")
        return self._places[label]


def _without_own(raw: Floats, labels: NDArray[np.intp]) -> Floats:
    """Signals as if a row's own label were not there: for heads with few labels to leave out."""
    others = np.arange(raw.shape[1]) != labels[:, None]
    return signal(raw[others].reshape(len(raw), -1)) if len(raw) else np.zeros(0)
