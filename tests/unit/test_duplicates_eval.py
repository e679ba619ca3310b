"""What the evaluation of duplicates is made of, without data and without a model."""

from __future__ import annotations

import numpy as np

from autocrm.evals.duplicates import figures, off_by
from autocrm.evals.fit_duplicates import fit
from autocrm.evals.labelled import Labelled
from autocrm.evals.pairs import Pairs, _of_pool, subject_of


def test_pairs_are_each_message_and_its_nearest() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    pool = Labelled(["lost card", "card lost", "hello"], ["a", "a", "b"], vectors)
    pairs = _of_pool(pool, with_subjects=True)
    assert pairs.asked.tolist() == [0, 0, 1, 1, 2, 2]
    assert pairs.same.tolist() == [True, False, True, False, False, False]
    assert pairs.signs[0].tolist() == [1.0, (1 + 3.5) / 12, 1.0]
    assert [rows.tolist() for rows in pairs.tickets()] == [[0, 1], [2, 3], [4, 5]]
    assert _of_pool(pool, with_subjects=False).signs[0, 2] == 0.0
    assert subject_of("one two three four five six seven") == "one two three four five six"


def test_chances_that_come_true_are_not_off() -> None:
    assert off_by(np.array([0.25] * 4), np.array([1.0, 0, 0, 0])) == 0.0
    assert off_by(np.array([0.95, 0.05]), np.array([0.0, 1.0])) == 0.95


def test_what_is_shown_is_counted() -> None:
    near, far = (0.95, 0.35, 0.0), (0.3, 0.35, 0.0)
    pairs = Pairs(
        np.array([near, far, near, far]),
        np.array([True, False, False, True]),
        np.array([0, 0, 1, 1]),
    )
    found = {figure.metric: figure.value for figure in figures(pairs)}
    assert (found["auroc"], found["precision"], found["recall"]) == (0.5, 0.5, 0.5)


def test_the_fit_finds_the_numbers_that_made_the_data() -> None:
    random = np.random.default_rng(1)
    signs = random.uniform(size=(20_000, 2))
    chance = 1 / (1 + np.exp(-(signs @ np.array([4.0, -3.0]) - 0.5)))
    same = (random.uniform(size=len(chance)) < chance).astype(np.float64)
    assert np.allclose(fit(signs, same, np.ones(len(same))), [4.0, -3.0, -0.5], atol=0.2)
