"""The figures of `pii`, against counts made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autocrm.errors import Invalid
from autocrm.evals import evaluation
from autocrm.evals.figures import Figure
from autocrm.evals.options import Options

HALF = "P.O. Box 149 and a@b.example"  # found: both
ROWS = [
    {"text": HALF, "spans": [
        {"type": "STREET_ADDRESS", "start": 0, "end": 8},  # overlaps only
        {"type": "EMAIL_ADDRESS", "start": 17, "end": 28},
    ]},
    {"text": "Visit https://x.example/", "spans": [{"type": "DOMAIN_NAME", "start": 6, "end": 24}]},
    {"text": "Tunisia", "spans": [{"type": "GPE", "start": 0, "end": 7}]},  # not looked for
    {"text": "192.0.2.1", "spans": []},  # found wrongly
]  # fmt: skip


def _figures(folder: Path, name: str = "some") -> dict[str, Figure]:
    lines = "\n".join(json.dumps(row) for row in ROWS)
    (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    return {f.metric: f for f in evaluation("pii")(Options(folder, folder))}


def test_exactly_and_by_overlap(tmp_path: Path) -> None:
    figures = _figures(tmp_path)
    # Found: address, mail, link, IP (wrong). True: address, mail, link.
    assert figures["f1"].value == pytest.approx(2 * (2 / 4) * (2 / 3) / (2 / 4 + 2 / 3))
    assert figures["overlap_f1"].value == pytest.approx(2 * (3 / 4) * 1 / (3 / 4 + 1))
    assert (figures["f1:URL"].value, figures["f1:URL"].n) == (1.0, 1)
    assert figures["f1:STREET_ADDRESS"].value == 0.0
    assert figures["overlap_f1:STREET_ADDRESS"].value == 1.0
    assert "f1:GPE" not in figures


def test_characters_that_go_and_that_stay(tmp_path: Path) -> None:
    figures = _figures(tmp_path)
    assert figures["hidden"].value == 1.0
    others = sum(len(row["text"]) for row in ROWS) - 8 - 11 - 18
    gone = len("x 149") - 1 + len("192.0.2.1")  # " 149" of the box, and the IP address
    assert figures["kept"].value == pytest.approx((others - gone) / others)


def test_the_test_file_alone_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text(json.dumps({"text": "192.0.2.1", "spans": []}), "utf-8")
    assert _figures(tmp_path, "test")["f1"].n == 3


def test_without_rows_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="--data DIR"):
        evaluation("pii")(Options(tmp_path, tmp_path))
