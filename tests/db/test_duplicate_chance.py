"""The chance that the database gives is the one that is measured: the evaluation "duplicates"."""

from __future__ import annotations

from typing import Any

import numpy as np

from autocrm.evals.duplicates import chances
from autocrm.evals.pairs import background, likeness

PAIRS = ((0.9, 0.3, 0.5), (0.55, 0.35, 0.0), (0.4, 0.6, 1.0), (0.0, 0.0, 0.0))
SUBJECTS = (
    ("My parcel", "my parcel!"),
    ("Where is my parcel?", "Where's the parcel"),
    ("a", "bcd"),
)


def test_the_formula_is_the_one_of_the_evaluation(db: Any) -> None:
    asked = "select private.duplicate_chance(%s, %s, false, %s)"
    said = [db.execute(asked, pair).fetchone()[0] for pair in PAIRS]
    assert np.allclose(said, chances(np.array(PAIRS)), atol=1e-9)


def test_subjects_are_as_alike_as_the_database_says(db: Any) -> None:
    for one, other in SUBJECTS:
        row = db.execute("select extensions.similarity(%s, %s)", (one, other)).fetchone()
        assert abs(row[0] - likeness(one, other)) < 1e-6, (one, other)


def test_a_few_neighbours_are_drawn_to_the_usual_background() -> None:
    assert background(np.array([])) == 0.35
    assert abs(background(np.array([1.0] * 10)) - 0.675) < 1e-9
