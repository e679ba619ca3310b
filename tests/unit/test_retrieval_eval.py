"""The retrieval evaluation: the forms it reads, and its figures."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from autocrm.evals.retrieval import figures, ndcg, recall, title_cases
from autocrm.evals.retrieval_sets import Case, Document, read_set
from autocrm.evals.rows import DataMissing


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_a_banks_form(tmp_path: Path) -> None:
    write(tmp_path / "documents.jsonl", [
        {"id": "a", "title": "Internal: Limits", "content": "Ten."},
        {"id": "b", "title": "Fees", "content": "Five."},
    ])  # fmt: skip
    write(tmp_path / "tasks.jsonl", [
        {"id": "1", "instructions": "You ask for fees.", "required_documents": ["b", "gone"]},
        {"id": "2", "instructions": "You ask for what is gone.", "required_documents": ["gone"]},
    ])  # fmt: skip
    data = read_set(tmp_path)
    assert [(d.id, d.internal) for d in data.documents] == [("a", True), ("b", False)]
    assert data.cases == (Case("You ask for fees.", frozenset("b")),)


def test_conversations(tmp_path: Path) -> None:
    write(
        tmp_path / "passages.jsonl",
        [{"id": "p", "text": "Fees\nFive."}, {"id": "q", "text": "Ten."}],
    )
    write(tmp_path / "tasks.jsonl", [
        {
            "turns": [
                {"s": "user", "t": "What is FICO?"},
                {"s": "agent", "t": "A score."},
                {"s": "user", "t": "How is it calculated?"},
            ],
            "context_ids": ["p"],
            "answerability": "ANSWERABLE",
        },
        {"turns": [{"s": "user", "t": "Hi"}], "context_ids": [], "answerability": "UNANSWERABLE"},
    ])  # fmt: skip
    data = read_set(tmp_path)
    assert data.documents[0] == Document("p", "Fees", "Five.")
    assert data.documents[1] == Document("q", "Ten.", "Ten.")
    assert data.cases == (Case("How is it calculated?", frozenset("p"), ("What is FICO?",)),)


def test_questions_with_several_answers_are_asked_once(tmp_path: Path) -> None:
    write(tmp_path / "passages.jsonl", [{"id": "p", "text": "Five."}])
    row = {"task_id": "t", "question": "Fee?", "context_ids": ["p"]}
    write(tmp_path / "responses.jsonl", [row, row])
    assert read_set(tmp_path).cases == (Case("Fee?", frozenset("p")),)


def test_headings_are_asked_for_and_not_told(tmp_path: Path) -> None:
    (tmp_path / "fees.md").write_text(
        "---\ntitle: Our fees\n---\n## What it costs you\n\nFive.\n## No\nTen.\n"
    )
    data = read_set(tmp_path)
    assert data.documents[0].title == "Our fees"
    assert "costs" not in data.documents[0].text
    assert [case.asked for case in data.cases] == ["What it costs you"]


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataMissing):
        read_set(tmp_path)


def test_figures() -> None:
    relevant = frozenset("ab")
    assert recall(relevant, ["x", "a"], 5) == 0.5
    assert recall(relevant, ["x", "a"], 1) == 0.0
    assert ndcg(relevant, ["a", "b"]) == 1.0
    assert ndcg(relevant, ["x", "a"]) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))
    cases = [Case("1", relevant), Case("2", frozenset("c"))]
    found = figures(cases, [["a", "b"], ["x"]])
    assert [(f.metric, f.value, f.n) for f in found] == [
        ("ndcg@10", 0.5, 2), ("recall@5", 0.5, 2), ("recall@10", 0.5, 2),
    ]  # fmt: skip


def test_titles_that_stand_twice_are_not_asked() -> None:
    documents = [Document("a", "Fees", ""), Document("b", "Fees", ""), Document("c", "Limits", "")]
    assert title_cases(documents) == [Case("Limits", frozenset("c"))]
