"""The triage head: which category a mail belongs to, learned from a few dozen examples or many.

One linear layer on a `Frame` of the text, plus how near the text is to what is known of each
label. The same head comes from a ridge (few examples: `autocrm.ai.learn`) or from descent
(thousands: `autocrm.ai.train`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.calibrate import softmax
from autocrm.ai.concepts import concept_names
from autocrm.ai.frame import Frame, Vectors, frame_size, has_vector
from autocrm.ai.nearest import Prototypes, nearness
from autocrm.ai.outlier import chance_known, signal
from autocrm.ai.report import know
from autocrm.errors import Invalid

Matrix = NDArray[np.float32]
Vector = Sequence[float] | Matrix | None

FORMAT = "triage-head-2"


@dataclass(frozen=True)
class Head:
    """A trained head; `labels` name the columns of `weights`."""

    labels: tuple[str, ...]
    frame: Frame
    weights: Matrix  # (frame_size(), labels), rounded to half precision
    coarse: Prototypes
    fine: Prototypes
    sharpness: tuple[float, float]  # without and with a vector
    knows: tuple[float, float]  # slope and offset of `known`
    familiar: float  # `known` below which a text is called unlike all examples
    typical: Matrix  # signals of held-out examples, in order

    def scores(self, text: str, vector: Vector) -> dict[str, float]:
        """Calibrated probability of each label. `vector`: the text's embedding (padding
        allowed), or None when the embedding model does not understand its language."""
        return self.read(text, vector)[0]

    def known(self, text: str, vector: Vector) -> float:
        """The probability that the text has one of the labels at all, against "none of these";
        1.0 where there is no vector to tell by."""
        return self.read(text, vector)[1]

    def read(self, text: str, vector: Vector) -> tuple[dict[str, float], float]:
        """Both: `scores` and `known`."""
        vectors = self.frame.stacked([vector])
        raw = self.raw(self.frame.rows([text], vectors), vectors)[0]
        chances = softmax(raw, self.sharpness[vector is not None])
        scores = dict(zip(self.labels, (round(float(c), 6) for c in chances), strict=True))
        if vector is None or not self.frame.width:
            return scores, 1.0
        return scores, round(chance_known(float(signal(raw)), self.knows), 6)

    def is_familiar(self, text: str, vector: Vector) -> bool:
        """Whether the text is like what was learned: hardly an example looks less known."""
        return self.known(text, vector) >= self.familiar

    def raw(self, features: Matrix, vectors: Matrix) -> Matrix:
        """Scores before calibration, `(n, labels)`, from `frame.rows` and `frame.stacked`."""
        out: Matrix = features @ self.weights + nearness(self.coarse, self.fine, vectors)
        return out

    def chances(self, features: Matrix, vectors: Matrix) -> Matrix:
        """As `scores`, of many texts at once: `(n, labels)`."""
        factor = np.where(has_vector(vectors), self.sharpness[1], self.sharpness[0])[:, None]
        out: Matrix = softmax(self.raw(features, vectors) * factor, 1.0).astype(np.float32)
        return out

    @cached_property
    def version(self) -> str:
        """Content hash: the same examples give the same version."""
        return sha256(self.to_bytes()).hexdigest()[:16]

    def to_bytes(self) -> bytes:
        """The head as a compressed npz: 0.3 MB for 9 labels, 2.5 MB for 77, 5 MB for 150."""
        sink = io.BytesIO()
        content: dict[str, Any] = {
            "weights": self.weights.astype(np.float16),
            "concept_weights": self.frame.concept_weights.astype(np.float16),
            "typical": self.typical,
            "coarse": self.coarse.rows,
            "coarse_starts": self.coarse.starts,
            "fine": self.fine.rows,
            "fine_starts": self.fine.starts,
            "facts": np.array([*self.sharpness, *self.knows, self.familiar]),
            "views": np.array([self.frame.words, self.frame.concepts]),
            "width": np.array(self.frame.width),
        }
        texts = {"labels": self.labels, "concept_names": concept_names(), "format": (FORMAT,)}
        content |= {name: np.array(text) for name, text in texts.items()}
        np.savez_compressed(sink, **content)
        return sink.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Head:
        """Raises Invalid when `data` is no head of this version of the program."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                arrays = {name: np.asarray(stored[name]) for name in stored.files}
        except (ValueError, OSError, EOFError, BadZipFile) as error:
            raise Invalid("This is not a triage head: train it again.") from error
        if (
            arrays.get("format", np.array([""])).tolist() != [FORMAT]
            or tuple(arrays["concept_names"].tolist()) != concept_names()
            or len(arrays["weights"]) != frame_size()
        ):
            raise Invalid("This triage head is of another version: train it again.")
        plain, vectored, slope, offset, familiar = arrays["facts"].tolist()
        words, concepts = arrays["views"].tolist()
        concept_weights = arrays["concept_weights"].astype(np.float32)
        return cls(
            labels=tuple(arrays["labels"].tolist()),
            frame=Frame(int(arrays["width"]), words, concepts, concept_weights),
            weights=arrays["weights"].astype(np.float32),
            coarse=Prototypes(arrays["coarse"], arrays["coarse_starts"]),
            fine=Prototypes(arrays["fine"], arrays["fine_starts"]),
            sharpness=(plain, vectored),
            knows=(slope, offset),
            familiar=familiar,
            typical=arrays["typical"],
        )

    def told_apart(self, strangers: Sequence[str], vectors: Vectors) -> Head:
        """The head with `known` fitted on texts that have none of its labels; itself without."""
        stacked = self.frame.stacked(vectors)
        raw = self.raw(self.frame.rows(strangers, stacked), stacked)[has_vector(stacked)]
        if not len(raw):
            return self
        knows, familiar = know(self.typical, signal(raw))
        return replace(self, knows=knows, familiar=familiar)
