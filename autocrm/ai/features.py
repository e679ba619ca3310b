"""Texts as hashed n-grams: what the triage head sees beside the sentence embedding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.concepts import concept_names, concepts_of
from autocrm.ai.words import fold, words

Matrix = NDArray[np.float32]

NGRAM_WIDTH = 4096
_READ = 4000  # characters of a mail that count; the question stands at the beginning


def ngram_matrix(texts: Sequence[str]) -> Matrix:
    """Rows of unit length, shape `(len(texts), NGRAM_WIDTH)`: word 1-2-grams, character 3-5-grams.

    Character n-grams stay inside words, so inflections, compounds and typing mistakes
    meet in any language. Counts are damped (1 + log n).
    """
    rows = np.zeros((len(texts), NGRAM_WIDTH), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for (place, sign), count in Counter(_hashed(text[:_READ])).items():
            row[place] += sign * (1 + np.log(count))
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    out: Matrix = rows / np.maximum(length, 1e-9)
    return out


def concept_matrix(texts: Sequence[str], weights: Matrix | None = None) -> Matrix:
    """Which concepts each text touches, shape `(len(texts), len(concept_names()))`.

    Rows have unit length after `weights` (one a concept, such as an idf) were applied.
    """
    places = {name: place for place, name in enumerate(concept_names())}
    rows = np.zeros((len(texts), len(places)), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in set(words(text[:_READ])):
            row[[places[name] for name in concepts_of(word)]] = 1.0
    weighted = rows if weights is None else rows * weights
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    out: Matrix = weighted / np.maximum(length, 1e-9)
    return out


def _hashed(text: str) -> Iterator[tuple[int, float]]:
    for gram in _grams(text):
        code = crc32(gram.encode())  # not hash(): that differs from process to process
        yield code % NGRAM_WIDTH, 1.0 if code & 0x8000_0000 else -1.0


def _grams(text: str) -> Iterator[str]:
    found = [w if not w[0].isdigit() else "0" for w in words(fold(text))]
    for first, second in zip(found, [*found[1:], "$"], strict=False):
        yield f"w {first}"
        yield f"w {first} {second}"
        padded = f"<{first}>"
        for size in (3, 4, 5):
            for start in range(len(padded) - size + 1):
                yield "c " + padded[start : start + size]
