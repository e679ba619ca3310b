"""Figures and their intervals, against values worked out by hand or by definition."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from autocrm.errors import Invalid
from autocrm.evals.figures import auroc, bootstrapped, mean, share
from autocrm.evals.rows import DataMissing, every, learned, measured


def test_wilsons_interval() -> None:
    figure = share("accuracy", 8, 10)
    assert (figure.value, figure.n) == (0.8, 10)
    assert (round(figure.low, 4), round(figure.high, 4)) == (0.4902, 0.9433)
    assert share("x", 0, 0) == share("x", 0, 0).__class__("x", 0.0, 0, 0.0, 1.0)


def test_area_counts_pairs_and_half_of_ties() -> None:
    scores, truth = [0.1, 0.4, 0.4, 0.8], [False, True, False, True]
    pairs = [(p, n) for p in (0.4, 0.8) for n in (0.1, 0.4)]
    by_hand = sum((p > n) + 0.5 * (p == n) for p, n in pairs) / len(pairs)
    figure = auroc("auroc", scores, truth)
    assert figure.value == pytest.approx(by_hand)
    assert figure.low < figure.value <= figure.high
    assert auroc("auroc", scores, [True] * 4).value == 0.5


def test_a_bootstrap_holds_the_mean_and_narrows_with_cases() -> None:
    random = np.random.default_rng(1)
    few, many = (mean("m", random.random(n).tolist()) for n in (30, 3000))
    assert few.low < few.value < few.high
    assert many.high - many.low < few.high - few.low
    assert bootstrapped("m", lambda rows: float(len(rows)), 0).n == 0


def test_as_it_is_printed() -> None:
    printed = json.dumps(share("recall@5", 1, 3).as_dict())
    assert set(json.loads(printed)) == {"metric", "value", "n", "low", "high"}


def _write(path: Path, *rows: object) -> None:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def test_measured_on_test_before_dev_before_val(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=r"test.jsonl, dev.jsonl, val.jsonl"):
        measured(tmp_path)
    for name in ("val", "dev", "test"):
        _write(tmp_path / f"{name}.jsonl", {"text": name})
        assert measured(tmp_path) == [{"text": name}]
    with pytest.raises(DataMissing, match=r"train.jsonl"):
        learned(tmp_path)


def test_rows_with_the_fields_asked_for(tmp_path: Path) -> None:
    _write(tmp_path / "a.jsonl", {"text": "1"}, {"text": "2", "spans": []})
    assert every(tmp_path, "text", "spans") == [{"text": "2", "spans": []}]
    with pytest.raises(DataMissing, match="label"):
        every(tmp_path, "label")
    (tmp_path / "b.jsonl").write_text('{"text": "1"}\n[1]\n')
    with pytest.raises(Invalid, match=r"b.jsonl, line 2 is not an object"):
        every(tmp_path, "text")
    (tmp_path / "b.jsonl").write_text("{")
    with pytest.raises(Invalid, match=r"b.jsonl, line 1 is not JSON"):
        every(tmp_path, "text")
