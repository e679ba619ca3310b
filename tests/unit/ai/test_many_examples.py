"""Above a limit a head is made by descent: the same kind of head, calibrated on held-out rows."""

from __future__ import annotations

import numpy as np
import pytest

import autocrm.ai.train as train
from autocrm.ai.descent import descend
from autocrm.ai.head import Head
from tests.unit.ai.clouds import WIDTH, Cloud

CLOUD = Cloud(count=16, spread=0.7)
ROWS, VECTORS = CLOUD.draw(20)
TEST, TEST_VECTORS = CLOUD.draw(10, seed=1)


@pytest.fixture(scope="module")
def head() -> Head:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "EXACT", 100)
        made, report = train.train_head(ROWS, VECTORS, CLOUD.labels)
    # 14 of 16 labels are measured, 15 % of their rows.
    assert 30 <= report.examples["all"] <= 48
    assert report.accuracy["all"] > 0.8
    return made


def _chances(head: Head) -> np.ndarray:
    stacked = head.frame.stacked(TEST_VECTORS)
    return head.chances(head.frame.rows([row.text for row in TEST], stacked), stacked)


def test_many_examples_are_learned_by_descent(head: Head) -> None:
    said = _chances(head).argmax(axis=1)
    right = [CLOUD.labels[place] == row.category for place, row in zip(said, TEST, strict=True)]
    assert np.mean(right) > 0.9


def test_many_at_once_are_scored_as_each_alone(head: Head) -> None:
    chances = _chances(head)
    for place in (0, 77):
        alone = head.scores(TEST[place].text, TEST_VECTORS[place])
        assert list(alone.values()) == pytest.approx(chances[place].tolist(), abs=1e-5)


def test_it_survives_storing(head: Head) -> None:
    stored = Head.from_bytes(head.to_bytes())
    assert stored.version == head.version
    assert stored.scores("word3", VECTORS[70]) == head.scores("word3", VECTORS[70])
    assert stored.known("word3", VECTORS[70]) == head.known("word3", VECTORS[70])


def test_strangers_teach_what_is_none_of_these(head: Head) -> None:
    random = np.random.default_rng(5)
    away = random.normal(size=(60, WIDTH)).astype(np.float32)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    told = head.told_apart(["qqq"] * 40, away[:40])
    strange = [told.known("zzz", vector) for vector in away[40:]]
    own = [told.known(r.text, v) for r, v in zip(TEST[:20], TEST_VECTORS[:20], strict=True)]
    assert np.mean(own) > 0.7 > 0.4 > np.mean(strange)
    assert head.told_apart([], []) is head


def test_descent_gives_the_same_again() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(300, 12)).astype(np.float16) / 4
    labels = (features[:, 0] > 0).astype(np.intp)
    first, second = descend(features, labels, 2), descend(features, labels, 2)
    assert np.array_equal(first, second)
    assert np.mean((features @ first).argmax(axis=1) == labels) > 0.95
