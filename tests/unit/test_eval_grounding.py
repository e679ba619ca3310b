"""The figures of grounding on small folders of their forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autocrm.evals.answerability import Scored, context_of, figures, label_of, page_of
from autocrm.evals.edits import evaluate as edits
from autocrm.evals.faithfulness import evaluate as faithfulness
from autocrm.evals.figures import Figure
from autocrm.evals.mutations import evaluate as mutations
from autocrm.evals.options import Options
from autocrm.evals.pages import pages
from autocrm.evals.rows import DataMissing

PAGE = """# Returns

You may return a bag within 14 days. Opened bags cannot be returned, unless they are faulty.
We refund the price of $40 within three weeks of the return. Wholesale customers in Basel must pay
the postage by themselves.
"""


def write(path: Path, *rows: object) -> None:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def by_name(found: list[Figure]) -> dict[str, Figure]:
    return {figure.metric: figure for figure in found}


def options(folder: Path) -> Options:
    return Options(folder, folder)


def test_mutations_of_pages_and_of_passages(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE, "utf-8")
    first = by_name(mutations(options(tmp_path)))
    assert first["caught"].value == 1.0
    assert first["caught"].n >= 12
    assert first["false_alarms"].value == 0.0
    assert first["false_alarms"].n > first["false_alarms:verbatim"].n == 4
    assert by_name(mutations(options(tmp_path))) == first
    write(tmp_path / "passages.jsonl", {"id": 1, "text": PAGE})
    assert by_name(mutations(options(tmp_path)))["caught"] == first["caught"]


def test_a_folder_without_pages(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about the data", "utf-8")
    with pytest.raises(DataMissing, match=r"documents.jsonl, passages.jsonl, \*.md"):
        pages(tmp_path)


def test_faithfulness_by_the_majority(tmp_path: Path) -> None:
    write(tmp_path / "passages.jsonl", {"id": "p", "text": PAGE})
    rows = [
        ("You may return a bag within 14 days.", [4, 4, 3]),
        ("Opened bags cannot be returned.", [3, 3, 1]),
        ("The moon is made of cheese and honey.", [1, 2, 4]),
        ("Elephants live in Africa.", [1, 1]),
    ]
    write(
        tmp_path / "responses.jsonl",
        *(
            {"question": "?", "response": text, "context_ids": ["p", "gone"],
             "faithfulness_votes": votes}
            for text, votes in rows
        ),
    )  # fmt: skip
    found = by_name(faithfulness(options(tmp_path)))
    assert (found["auroc"].value, found["auroc"].n) == (1.0, 4)
    assert found["auroc:strict"].n == 4


def test_edits_of_all_files_of_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "a_docs.jsonl", {"doc": 0, "text": PAGE})
    write(
        tmp_path / "a.jsonl",
        {"doc": 0, "label": 1, "summary": "Bags may be returned within 14 days."},
        {"doc": 0, "label": 0, "summary": "Bags may be returned within 30 days."},
        {"doc": 9, "label": 0, "summary": "Of a document that is not there."},
    )
    found = by_name(edits(options(tmp_path)))
    assert (found["balanced_accuracy"].value, found["balanced_accuracy"].n) == (1.0, 2)
    with pytest.raises(DataMissing):
        edits(options(tmp_path / "none"))


def test_the_surest_half_and_the_partly_answerable() -> None:
    labels = ["ANSWERABLE"] * 8 + ["UNANSWERABLE"] * 2 + ["PARTIAL"]
    values = [0.9] * 5 + [0.7, 0.3, 0.2, 0.65, 0.1, 0.95]
    scored = [Scored(value, label) for value, label in zip(values, labels, strict=True)]
    found = by_name(figures(scored))
    assert found["auroc"].value == (7 + 7 + 1 + 1 - 2) / 16 + 0.0
    assert found["unanswerable_share"].value == 0.0
    assert found["unanswerable_share:partial"].value == pytest.approx(1 / 6)
    assert found["answered_of_answerable"].value == 6 / 8
    assert found["answered_of_unanswerable"].value == 1 / 2


def test_the_forms_of_a_task() -> None:
    turns = [("user", "Hi"), ("agent", "Yes?"), ("user", "How?")]
    row = {"turns": [{"s": s, "t": t} for s, t in turns], "answerability": ["partial"]}
    assert label_of(row) == "PARTIAL"
    assert [t.text for t in context_of(row).customer_turns()] == ["Hi", "How?"]
    assert page_of({"text": "A title\nand text"}).title == "A title"
    assert page_of({"text": "only text"}).text == "only text"
