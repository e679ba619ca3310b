"""The parts of a head, each against what it stands for."""

from __future__ import annotations

import numpy as np
import pytest

from autocrm.ai.fourier import FOURIER_WIDTH, GAMMA, fourier
from autocrm.ai.frame import frame_size, make_frame
from autocrm.ai.nearest import held_out_nearness, make_prototypes, nearness
from autocrm.ai.outlier import UNSURE, chance_known, fit_known, signal
from autocrm.ai.ridge import added, held_out, inverted, removed, signed
from tests.unit.ai.clouds import Cloud


@pytest.mark.parametrize("width", [24, 384, 600])
def test_products_of_features_are_the_gaussian_kernel(width: int) -> None:
    rows = np.random.default_rng(0).normal(size=(12, width)).astype(np.float32)
    rows[6:] = rows[:6] + 0.4 * rows[6:]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    features = fourier(rows)
    assert features.shape == (12, FOURIER_WIDTH)
    kernel = np.exp(-GAMMA * (2 - 2 * rows @ rows.T))
    assert np.abs(features @ features.T - kernel).max() < 0.07
    assert np.array_equal(fourier(rows[3:4])[0], features[3])
    assert not fourier(np.zeros((2, width), dtype=np.float32)).any()


def test_a_frame_takes_vectors_with_padding_without_and_none() -> None:
    vectors = [[0.6, 0.8, 0.0, 0.0], None, [1.0]]
    frame = make_frame(["one", "two", "three"], vectors, 0.5, 0.3)
    assert frame.width == 2
    assert frame.stacked(vectors).tolist() == pytest.approx(np.array([[0.6, 0.8], [0, 0], [1, 0]]))
    rows = frame.rows(["one", "two", "three"], frame.stacked(vectors))
    assert rows.shape == (3, frame_size())
    assert (rows[:, -1] == 1).all()
    assert rows[0, :FOURIER_WIDTH].any()
    assert not rows[1, :FOURIER_WIDTH].any()
    assert make_frame(["one"], [None], 0.5, 0.3).width == 0


def _solid(seed: int, n: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, 9))
    return rows @ rows.T


def test_a_row_more_and_a_row_less_is_inverting_anew() -> None:
    gram, noise = _solid(1, 7), np.linspace(0.3, 0.9, 7)
    inverse = inverted(gram[:6, :6], noise[:6])
    assert added(inverse, gram[6, :6], gram[6, 6] + noise[6]) == pytest.approx(
        inverted(gram, noise)
    )
    kept = [0, 1, 3, 4, 5, 6]
    assert removed(inverted(gram, noise), 2) == pytest.approx(
        inverted(gram[np.ix_(kept, kept)], noise[kept])
    )


def test_held_out_scores_are_those_of_heads_without_the_row() -> None:
    gram, noise = _solid(2, 8), np.full(8, 0.4)
    target = signed(np.arange(8) % 3, 3)
    found = held_out(inverted(gram, noise), target)
    for row in range(8):
        rest = np.arange(8) != row
        dual = np.linalg.solve(gram[np.ix_(rest, rest)] + 0.4 * np.eye(7), target[rest])
        assert found[row] == pytest.approx(gram[row, rest] @ dual)


def test_nearness_names_the_label_and_not_the_order_of_rows() -> None:
    cloud = Cloud(count=5, spread=0.4)
    rows, vectors = cloud.draw(60)
    labels = np.array([cloud.labels.index(row.category) for row in rows])
    pair = make_prototypes(vectors, labels, 5)
    assert [np.diff(part.starts).tolist() for part in pair] == [[3] * 5, [32] * 5]
    near = nearness(*pair, vectors)
    assert (near.argmax(axis=1) == labels).mean() > 0.95
    order = np.random.default_rng(0).permutation(len(rows))
    again = make_prototypes(vectors[order], labels[order], 5)
    assert nearness(*again, vectors) == pytest.approx(near, abs=0.05)
    assert not nearness(*pair, np.zeros((2, 24), dtype=np.float32)).any()
    assert (held_out_nearness(vectors, labels, 5).argmax(axis=1) == labels).mean() > 0.95


def test_a_label_without_vectors_is_neither_near_nor_far() -> None:
    vectors = np.eye(4, dtype=np.float32)
    pair = make_prototypes(vectors[:3], np.array([0, 0, 2]), 3)
    near = pair[1].near(vectors[:1])[0]
    assert near.tolist() == pytest.approx([1.0, 0.5, 0.0])
    nothing = make_prototypes(np.zeros((2, 4), dtype=np.float32), np.array([0, 1]), 3)
    assert not nearness(*nothing, vectors).any()


def test_known_rises_with_the_signal_and_is_sure_where_nothing_can_be_told() -> None:
    random = np.random.default_rng(0)
    fit = fit_known(random.normal(3, 1, 500), random.normal(0, 1, 50))
    assert chance_known(1.5, fit) == pytest.approx(0.5, abs=0.08)
    assert chance_known(4.0, fit) > 0.95 > 0.05 > chance_known(-1.0, fit)
    assert fit_known(np.zeros(0), np.ones(3)) == UNSURE
    assert fit_known(np.zeros(9), np.ones(9)) == UNSURE  # the wrong way round
    assert chance_known(-100.0, UNSURE) > 0.99


def test_the_signal_is_the_logarithm_of_summed_powers() -> None:
    assert signal(np.log([[1.0, 2.0, 5.0]])).tolist() == pytest.approx([np.log(8)])
    assert np.isfinite(signal(np.array([[5000.0, -5000.0]]))).all()
