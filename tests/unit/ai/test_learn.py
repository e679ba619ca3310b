"""What is learned one by one is what is learned at once, and what is forgotten was never there."""

from __future__ import annotations

import numpy as np
import pytest

from autocrm.ai.learn import Learner, uncertainty
from autocrm.errors import Invalid, NotFound
from tests.unit.ai.clouds import Cloud

CLOUD = Cloud(count=6)
ROWS, VECTORS = CLOUD.draw(4)
MORE, MORE_VECTORS = CLOUD.draw(3, seed=1)


def _say_the_same(one: Learner, other: Learner) -> None:
    (first, figures), (second, same) = one.head(), other.head()
    assert figures.accuracy["all"] == same.accuracy["all"]
    for row, vector in zip(MORE, MORE_VECTORS, strict=True):
        expected = first.scores(row.text, vector)
        assert second.scores(row.text, vector) == pytest.approx(expected, abs=1e-5)
        assert second.known(row.text, vector) == pytest.approx(
            first.known(row.text, vector), abs=1e-5
        )


def test_corrections_one_by_one_are_training_at_once() -> None:
    learner = Learner(ROWS, VECTORS, CLOUD.labels)
    for row, vector in zip(MORE, MORE_VECTORS, strict=True):
        learner.learn(row.text, vector, row.category)
    at_once = Learner(
        [*ROWS, *MORE], np.concatenate([VECTORS, MORE_VECTORS]), CLOUD.labels, setting=learner
    )
    assert np.abs(learner.weights() - at_once.weights()).max() < 1e-9
    _say_the_same(learner, at_once)


def test_forgetting_leaves_nothing_behind() -> None:
    learner = Learner(ROWS, VECTORS, CLOUD.labels)
    before = learner.weights()
    numbers = [
        learner.learn(row.text, vector, "label 0")
        for row, vector in zip(MORE, MORE_VECTORS, strict=True)
    ]
    assert np.abs(learner.weights() - before).max() > 0.01
    for number in np.random.default_rng(0).permutation(numbers):
        learner.forget(int(number))
    assert np.abs(learner.weights() - before).max() < 1e-9
    _say_the_same(learner, Learner(ROWS, VECTORS, CLOUD.labels))


def test_forgetting_one_of_many_is_never_having_had_it() -> None:
    learner = Learner(ROWS, VECTORS, CLOUD.labels)
    numbers = [
        learner.learn(r.text, v, r.category) for r, v in zip(MORE, MORE_VECTORS, strict=True)
    ]
    for number in numbers[::2]:
        learner.forget(number)
    kept = [*ROWS, *MORE[1::2]]
    never = Learner(
        kept, np.concatenate([VECTORS, MORE_VECTORS[1::2]]), CLOUD.labels, setting=learner
    )
    assert np.abs(learner.weights() - never.weights()).max() < 1e-9


def test_a_correction_changes_what_is_said_of_such_a_text() -> None:
    learner = Learner(ROWS, VECTORS, CLOUD.labels)
    text, vector = MORE[0].text, MORE_VECTORS[0]
    before = learner.head()[0].scores(text, vector)["label 5"]
    learner.learn(text, vector, "label 5", times=5)
    assert learner.head()[0].scores(text, vector)["label 5"] > before + 0.2


def test_learning_it_twice_is_learning_it_two_times() -> None:
    row, vector = MORE[0], MORE_VECTORS[0]
    twice, doubled = (Learner(ROWS, VECTORS, CLOUD.labels) for _ in range(2))
    for _ in range(2):
        twice.learn(row.text, vector, row.category)
    doubled.learn(row.text, vector, row.category, times=2)
    assert np.abs(twice.weights() - doubled.weights()).max() < 1e-9


def test_unknown_labels_and_numbers_are_refused() -> None:
    learner = Learner(ROWS, VECTORS, CLOUD.labels)
    with pytest.raises(Invalid, match="'legal' is none of the categories"):
        learner.learn("text", None, "legal")
    with pytest.raises(NotFound, match="under the number 99"):
        learner.forget(99)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({"a": 1.0}, 0.0),
        ({"a": 0.5, "b": 0.5}, 1.0),
        ({"a": 0.7, "b": 0.2, "c": 0.1}, 0.5),
    ],
)
def test_uncertainty_is_the_lead_that_is_missing(scores: dict[str, float], expected: float) -> None:
    assert uncertainty(scores) == pytest.approx(expected)
