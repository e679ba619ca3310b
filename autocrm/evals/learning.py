"""Learning: a few examples, then people are asked about the least certain texts.

As a desk learns: every answer is taken in at once, and can be taken out again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.head import Head
from autocrm.ai.learn import Learner
from autocrm.ai.report import Example
from autocrm.evals.figures import Figure, share
from autocrm.evals.intents import places
from autocrm.evals.labelled import Labelled, Texts, text_of
from autocrm.evals.options import Options
from autocrm.evals.rows import learned

_SHOTS = 5
_ROUNDS = 11  # between two, all that is not yet asked is looked at again
_ALIKE = 0.9  # cosine from which two texts are not both asked about in one round
_FORGOTTEN = 50

Matrix = NDArray[np.float32]


def evaluate(options: Options) -> list[Figure]:
    """`accuracy_start` with 5 examples a class; `accuracy` after as many were asked for one by
    one; `forgetting`: the largest difference, in weights and in scores of the test, between
    taking 50 of them out and never having had them."""
    texts = Texts(options)
    start = texts.train(options.shots or _SHOTS)
    given = set(start.texts)
    pool = texts.embed([r for r in learned(options.data) if text_of(r) not in given])
    pool = pool.take([p for p, label in enumerate(pool.labels) if label in set(start.labels)])
    test = texts.test()
    names, vectors = texts.names(start.intents())
    learner = Learner(start.examples(), start.vectors, start.intents(), names, vectors)
    before = _accuracy("accuracy_start", learner.head()[0], test)
    asked = _ask(options, learner, pool, len(start.texts))
    after = _accuracy("accuracy", learner.head()[0], test)
    return [after, before, _forgetting(learner, start, (names, vectors), pool, asked, test)]


def _ask(options: Options, learner: Learner, pool: Labelled, wanted: int) -> list[tuple[int, int]]:
    """Learn `wanted` rows of the pool; gives their numbers and places."""
    stacked = learner.frame.stacked(pool.vectors)
    features = np.concatenate(
        [
            learner.frame.rows(pool.texts[at : at + 512], stacked[at : at + 512]).astype(np.float16)
            for at in range(0, len(pool.texts), 512)
        ]
    )
    asked: list[tuple[int, int]] = []
    while len(asked) < min(wanted, len(pool.texts)):
        options.progress(f"Asked about {len(asked)} of {wanted} texts")
        head, _ = learner.head()
        doubt = _doubt(head, features, stacked)
        doubt[[place for _, place in asked]] = -1.0
        few = min(-(-wanted // _ROUNDS), wanted - len(asked))
        for place in _unlike(doubt, stacked, few):
            number = learner.learn(pool.texts[place], pool.vectors[place], pool.labels[place])
            asked.append((number, place))
    return asked


def _doubt(head: Head, features: NDArray[np.float16], vectors: Matrix) -> Matrix:
    """`uncertainty` of many texts at once."""
    found = []
    for at in range(0, len(features), 512):
        part = slice(at, at + 512)
        chances = np.sort(head.chances(features[part].astype(np.float32), vectors[part]), axis=1)
        found.append(1 - (chances[:, -1] - chances[:, -2]))
    return np.concatenate(found)


def _unlike(doubt: Matrix, vectors: Matrix, count: int) -> list[int]:
    """The most doubtful, no two of them nearly the same."""
    taken: list[int] = []
    for place in np.argsort(-doubt, kind="stable"):
        if len(taken) == count:
            break
        if not taken or float((vectors[taken] @ vectors[place]).max()) < _ALIKE:
            taken.append(int(place))
    return taken


def _accuracy(metric: str, head: Head, test: Labelled) -> Figure:
    said = test.chances(head).argmax(axis=1)
    hits = int((said == places(test.labels, head.labels)).sum())
    return share(metric, hits, len(test.texts))


def _forgetting(
    learner: Learner,
    start: Labelled,
    names: tuple[list[Example], Matrix],
    pool: Labelled,
    asked: list[tuple[int, int]],
    test: Labelled,
) -> Figure:
    order = np.random.default_rng(0).permutation(len(asked))
    gone = {int(place) for place in order[:_FORGOTTEN]}
    for place in gone:
        learner.forget(asked[place][0])
    rest = pool.take([row for place, (_, row) in enumerate(asked) if place not in gone])
    never = Learner(
        [*start.examples(), *rest.examples()],
        np.concatenate([start.vectors, rest.vectors]),
        learner.labels,
        *names,
        setting=learner,
    )
    stacked = learner.frame.stacked(test.vectors)
    features = learner.frame.rows(test.texts, stacked).astype(np.float64)
    apart = learner.weights() - never.weights()
    worst = float(max(np.abs(apart).max(), np.abs(features @ apart).max()))
    return Figure("forgetting", worst, len(gone), worst, worst)
