"""What the evaluations of heads are made of, without data and without a model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from autocrm.ai.language import detect_language, likeliest_language
from autocrm.errors import Invalid
from autocrm.evals.intents import figures, macro_f1, places
from autocrm.evals.labelled import few, in_words, label_of, text_of
from autocrm.evals.language import evaluate
from autocrm.evals.options import Options
from autocrm.evals.risk import _draw


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def test_shots_are_drawn_from_each_label_the_same_every_time(tmp_path: Path) -> None:
    rows = [{"text": f"{label} {n}", "label": label} for label in "ab" for n in range(9)]
    _write(tmp_path / "train.jsonl", rows)
    drawn = few(tmp_path, 3)
    assert Counter(row["label"] for row in drawn) == {"a": 3, "b": 3}
    assert few(tmp_path, 3) == drawn
    _write(tmp_path / "train_3.jsonl", rows[:2])
    assert few(tmp_path, 3) == rows[:2]


def test_both_ways_of_naming_the_fields() -> None:
    assert text_of({"utterance": "hi", "intent": "greet"}) == "hi"
    assert label_of({"utterance": "hi", "intent": "greet"}) == "greet"
    with pytest.raises(Invalid, match="none of the fields text or utterance"):
        text_of({"words": "hi"})
    assert in_words("Refund_not-showing_up") == "refund not showing up"


def test_macro_f1_by_hand() -> None:
    truth, said = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    assert macro_f1(said, truth) == pytest.approx((2 / 3 + 4 / 5) / 2)


def test_a_label_never_learned_counts_as_wrong() -> None:
    truth = places(["a", "new", "b"], ["a", "b"])
    assert truth.tolist() == [0, -1, 1]
    accuracy, f1, _ = figures(np.array([0.9, 0.8, 0.7]), np.array([0, 0, 1]), truth)
    assert accuracy.value == pytest.approx(2 / 3)
    assert f1.value == pytest.approx((2 / 3 + 0 + 1) / 3)


def test_a_promise_is_judged_on_other_cases() -> None:
    sure = np.linspace(1, 0, 400)
    right = np.ones(400, dtype=bool)
    assert _draw((sure, right), (sure, right), 0.05, 0) == (True, pytest.approx(1.0, abs=0.05))
    held, coverage = _draw((sure, right), (sure, ~right), 0.05, 0)
    assert not held
    assert coverage > 0.9
    assert _draw((sure, ~right), (sure, ~right), 0.05, 0) == (True, 0.0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12月31日までに注文したコーヒーはいつ届きますか", "ja"),
        ("我在12月3日订的咖啡什么时候到", "zh"),
        ("Where is my order 40817?", "en"),
        ("Wo bleibt meine Bestellung?", "de"),
    ],
)
def test_languages_with_and_without_spaces(text: str, code: str) -> None:
    assert likeliest_language(text, ["ar", "de", "en", "fr", "ja", "zh"]) == code
    assert detect_language(text).code == code


def test_language_figures_by_file(tmp_path: Path) -> None:
    _write(tmp_path / "one.jsonl", [{"text": "Where is my parcel now?", "label": "en"}])
    _write(
        tmp_path / "two.jsonl",
        [
            {"text": "Wo ist mein Paket geblieben?", "label": "de"},
            {"text": "Wo ist mein Paket geblieben?", "label": "fr"},
        ],
    )
    found = {f.metric: (f.value, f.n) for f in evaluate(Options(tmp_path, tmp_path))}
    assert found == {
        "accuracy": (pytest.approx(2 / 3), 3),
        "accuracy:one": (1.0, 1),
        "accuracy:two": (0.5, 2),
    }
