"""Bounds against the binomial itself, and thresholds that keep what they promise."""

from __future__ import annotations

import json
from math import comb, inf
from typing import Any

import numpy as np
import pytest

from autocrm.ai.promise import lower_bound, threshold, upper_bound
from tests.conftest import ROOT


def _at_most(errors: int, n: int, share: float) -> float:
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(errors + 1))


@pytest.mark.parametrize(("errors", "n"), [(0, 10), (1, 20), (5, 100), (40, 1000)])
def test_at_the_bound_so_few_errors_have_a_chance_of_one_in_twenty(errors: int, n: int) -> None:
    assert _at_most(errors, n, upper_bound(errors, n)) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize(
    ("errors", "n", "bound"),
    [(0, 59, 0.0495), (0, 0, 1.0), (3, 3, 1.0), (0, 1, 0.95), (2, 50, 0.1206)],
)
def test_known_bounds(errors: int, n: int, bound: float) -> None:
    assert upper_bound(errors, n) == pytest.approx(bound, abs=1e-4)


def test_the_lower_bound_mirrors_the_upper() -> None:
    assert lower_bound(95, 100) == pytest.approx(1 - upper_bound(5, 100))
    assert lower_bound(0, 0) == 0.0


def test_too_few_cases_promise_nothing() -> None:
    sure = np.linspace(1, 0.5, 58)
    assert threshold(sure, np.ones(58, dtype=bool), 0.05) == inf
    assert threshold(np.append(sure, 0.4), np.ones(59, dtype=bool), 0.05) == 0.4
    assert threshold(np.zeros(0), np.zeros(0, dtype=bool), 0.05) == inf


def test_ties_are_taken_together() -> None:
    sure = np.array([0.9] * 100 + [0.8] * 100)
    correct = np.array([True] * 100 + [False] * 100)
    assert threshold(sure, correct, 0.05) == 0.9
    assert threshold(sure, ~correct, 0.05) == inf


def test_the_promise_is_kept_on_new_cases() -> None:
    """Of 60 draws of calibrated cases 3 may break it; more than 9 would be one in a thousand."""
    broken, covered = 0, []
    for seed in range(60):
        random = np.random.default_rng(seed)
        sure = 1 - random.beta(0.5, 4, size=3000) * 0.9
        correct = random.random(3000) < sure
        least = threshold(sure[:1000], correct[:1000], 0.05)
        answered = sure[1000:] >= least
        real = 1 - sure[1000:][answered].mean() if answered.any() else 0.0
        broken += real > 0.05
        covered.append(answered.mean())
    assert broken <= 9
    assert np.mean(covered) > 0.5


CASES = json.loads((ROOT / "tests" / "data" / "promises.json").read_text("utf-8"))


@pytest.mark.parametrize(("errors", "n", "bound"), CASES["bounds"])
def test_the_bounds_are_those_of_the_web_application(errors: int, n: int, bound: float) -> None:
    """`web/features/setup/promise.test.ts` reads the same file."""
    assert upper_bound(errors, n) == pytest.approx(bound, abs=1e-6)


@pytest.mark.parametrize("case", CASES["thresholds"])
def test_the_thresholds_are_those_of_the_web_application(case: dict[str, Any]) -> None:
    confidence = np.array([sure for sure, _ in case["judged"]])
    agreed = np.array([bool(right) for _, right in case["judged"]])
    found = threshold(confidence, agreed, case["promise"])
    assert (None if found == inf else found) == case["edge"]
