"""Pairs of messages that a desk would compare, with whether they ask the same.

What stands for "the same": two messages with the same fine intent, which one reply would answer.
What stands for a desk: pools of open tickets drawn from a set, each compared with its nearest,
as `duplicate_candidates` does. No public set says who wrote a message, nor has it subjects: of
every other pool the first words of a message are its subject, as where people write what they want
into the subject line; the others have none. So nothing here speaks of the same customer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autocrm.evals.labelled import OUTSIDE, Labelled, Texts, label_of
from autocrm.evals.rows import Row

NEAREST = 50  # as many as the search compares a ticket with
USUAL, DRAWN = 0.35, 10  # a usual background, and how many tickets it counts as
_POOL = 300  # open tickets of a desk
_SUBJECT_WORDS = 6
_SEED = 5
_WORD = re.compile(r"[^\W_]+")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """In step: `signs` (n, 3) are the cosine of a pair, the background and the likeness of the
    subjects (0..1). The background is what the first of them has in common with any ticket."""

    signs: Floats
    same: NDArray[np.bool_]
    asked: NDArray[np.intp]  # the number of the pair's first ticket, rising

    def tickets(self) -> list[NDArray[np.intp]]:
        """Places of the pairs, by ticket: pairs of one ticket are not drawn apart."""
        places = np.arange(len(self.asked))
        return np.split(places, np.flatnonzero(np.diff(self.asked)) + 1)


def pairs_of(rows: Sequence[Row], texts: Texts, pools: int) -> Pairs:
    """Of `pools` desks, drawn from the rows without any message twice (fewer if rows run out)."""
    known = [row for row in rows if label_of(row) != OUTSIDE]
    order = np.random.default_rng(_SEED).permutation(len(known))[: pools * _POOL]
    drawn = texts.embed([known[place] for place in order])
    found = [
        _of_pool(drawn.take(list(range(start, min(start + _POOL, len(order))))), number % 2 == 0)
        for number, start in enumerate(range(0, len(order), _POOL))
    ]
    return Pairs(
        np.concatenate([p.signs for p in found]),
        np.concatenate([p.same for p in found]),
        np.concatenate([p.asked + number * _POOL for number, p in enumerate(found)]),
    )


def _of_pool(pool: Labelled, with_subjects: bool) -> Pairs:
    cosines = (pool.vectors @ pool.vectors.T).astype(np.float64)
    np.fill_diagonal(cosines, -1.0)
    subjects = [subject_of(text) if with_subjects else "" for text in pool.texts]
    signs, same, asked = [], [], []
    for place, row in enumerate(cosines):
        nearest = np.argsort(-row)[: min(NEAREST, len(row) - 1)]
        common = background(row[nearest])
        for other in nearest:
            signs.append((row[other], common, likeness(subjects[place], subjects[int(other)])))
            same.append(pool.labels[place] == pool.labels[int(other)])
            asked.append(place)
    return Pairs(np.array(signs), np.array(same), np.array(asked))


def background(cosines: Floats) -> float:
    """The mean cosine of a ticket's nearest, drawn to the usual one where they are few.

    What is near to everything, or a desk on one theme, would seem to repeat itself otherwise.
    """
    return float((cosines.sum() + DRAWN * USUAL) / (len(cosines) + DRAWN))


def subject_of(text: str) -> str:
    """The first words of a message."""
    return " ".join(text.split()[:_SUBJECT_WORDS])


def likeness(one: str, other: str) -> float:
    """As pg_trgm's `similarity`: the share of three-letter runs that two texts have in common."""
    left, right = _trigrams(one), _trigrams(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def _trigrams(text: str) -> set[str]:
    padded = [f"  {word} " for word in _WORD.findall(text.lower())]
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}
