"""Folders of labelled texts (banking77's, clinc150's or bitext's form), read and embedded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.ai.head import Head
from autocrm.ai.report import Example, Report
from autocrm.ai.train import named, train_head
from autocrm.errors import Invalid
from autocrm.evals.options import Options
from autocrm.evals.rows import DataMissing, Row, learned, measured, read

Matrix = NDArray[np.float32]

OUTSIDE = "oos"  # the label of what has none of the intents
_BATCH = 512  # texts embedded between two lines of progress
_TEXT, _LABEL = ("text", "utterance"), ("label", "intent")


@dataclass(frozen=True)
class Labelled:
    """Texts with their labels and vectors, in step."""

    texts: list[str]
    labels: list[str]
    vectors: Matrix  # (n, width)

    def take(self, places: Sequence[int] | NDArray[np.intp]) -> Labelled:
        """Some of the rows."""
        chosen = [int(place) for place in places]
        return Labelled(
            [self.texts[p] for p in chosen],
            [self.labels[p] for p in chosen],
            self.vectors[chosen],
        )

    def examples(self) -> list[Example]:
        """As training takes them."""
        pairs = zip(self.texts, self.labels, strict=True)
        return [Example(text, "en", label) for text, label in pairs]

    def intents(self) -> list[str]:
        """The labels that occur, in order."""
        return sorted(set(self.labels))

    def chances(self, head: Head) -> Matrix:
        """What a head says of the texts, `(n, head's labels)`."""
        return self._in_parts(head, head.chances)

    def raw(self, head: Head) -> Matrix:
        """A head's scores before calibration, `(n, head's labels)`."""
        return self._in_parts(head, head.raw)

    def _in_parts(self, head: Head, ask: Callable[[Matrix, Matrix], Matrix]) -> Matrix:
        out = np.zeros((len(self.texts), len(head.labels)), dtype=np.float32)
        for start in range(0, len(self.texts), _BATCH):
            part = slice(start, start + _BATCH)
            vectors = head.frame.stacked(self.vectors[part])
            out[part] = ask(head.frame.rows(self.texts[part], vectors), vectors)
        return out


class Texts:
    """Reads the rows of a folder and embeds them with the local model, told of as it goes."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._embedder = LocalEmbedder(options.cache_dir)

    def train(self, shots: int | None = None) -> Labelled:
        """The intents of `train.jsonl`, or `shots` examples of each (see `few`)."""
        rows = few(self._options.data, shots) if shots else learned(self._options.data)
        return self.embed([row for row in rows if label_of(row) != OUTSIDE])

    def test(self) -> Labelled:
        """What is measured on, without what is outside of all intents."""
        return self.embed([r for r in measured(self._options.data) if label_of(r) != OUTSIDE])

    def outside(self) -> Labelled:
        """What has none of the intents: rows labelled so, and `oos_test.jsonl` (or dev, val)."""
        folder = self._options.data
        rows = [row for row in measured(folder) if label_of(row) == OUTSIDE]
        try:
            rows += measured(folder, "oos_")
        except DataMissing:
            if not rows:
                raise
        return self.embed(rows)

    def embed(self, rows: Sequence[Row]) -> Labelled:
        """Rows with their vectors; embedded by length, which is quickest."""
        texts = [text_of(row) for row in rows]
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            vectors[part] = self._embedder.vectors([texts[place] for place in part])
            self._options.progress(f"Embedded {start + len(part)} of {len(texts)} texts")
        return Labelled(texts, [label_of(row) for row in rows], vectors)

    def names(self, intents: Sequence[str]) -> tuple[list[Example], Matrix]:
        """The names of the intents as examples, with their vectors."""
        found = named({intent: in_words(intent) for intent in intents})
        return found, self._embedder.vectors([example.text for example in found])

    def strangers(self) -> Labelled:
        """What may be learned from of texts outside: `oos_train.jsonl` and rows labelled so."""
        folder = self._options.data
        rows = [row for row in learned(folder) if label_of(row) == OUTSIDE]
        if (folder / "oos_train.jsonl").exists():
            rows += learned(folder, "oos_train")
        return self.embed(rows)

    def fit(self, rows: Labelled, strangers: Labelled | None = None) -> tuple[Head, Report]:
        """The head that `autocrm ai train` would make of these rows and the names."""
        self._options.progress(f"Training on {len(rows.texts)} texts")
        intents = rows.intents()
        names, vectors = self.names(intents)
        known = (rows.examples(), rows.vectors, intents, names, vectors)
        if strangers is None:
            return train_head(*known)
        return train_head(*known, strangers.texts, strangers.vectors)


def few(folder: Path, shots: int) -> list[Row]:
    """`train_<shots>.jsonl` where there is one, else that many drawn from each label."""
    beside = folder / f"train_{shots}.jsonl"
    if beside.exists():
        return read(beside)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in learned(folder):
        groups[label_of(row)].append(row)
    random = np.random.default_rng(0)
    return [
        group[place]
        for label in sorted(groups)
        for group in [groups[label]]
        for place in random.permutation(len(group))[:shots]
    ]


def in_words(label: str) -> str:
    """ "card_arrival" as a person would write it."""
    return " ".join(label.replace("_", " ").replace("-", " ").split()).lower()


def text_of(row: Row) -> str:
    """The text of a row, whatever the set calls it. Raises Invalid without one."""
    return _field(row, _TEXT)


def label_of(row: Row) -> str:
    """The label of a row, whatever the set calls it. Raises Invalid without one."""
    return _field(row, _LABEL)


def _field(row: Row, names: Sequence[str]) -> str:
    for name in names:
        if name in row:
            return str(row[name])
    raise Invalid(f"A row has none of the fields {' or '.join(names)}.")
