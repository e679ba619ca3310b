"""Edits: whether summaries that were changed are told from those that were not.

summedits' form: `<name>.jsonl` of `summary`, `doc` and `label` (1: consistent with the document)
beside `<name>_docs.jsonl` of `doc` and `text`; all pairs of a folder. A summary counts as edited
when `autocrm.ai.conflict` finds anything. No threshold, nothing is fitted.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from autocrm.ai.conflict import conflicts
from autocrm.evals.figures import Array, Figure, bootstrapped, share
from autocrm.evals.options import Options
from autocrm.evals.rows import DataMissing, Row, read

_DOCS = "_docs"


def evaluate(options: Options) -> list[Figure]:
    """`balanced_accuracy`, `found` of the edited, `false_alarms` of the others; by file too."""
    pairs = _pairs(options.data)
    judged = {path.stem: _judged(path, docs) for path, docs in pairs}
    rows = [row for found in judged.values() for row in found]
    figures = [_balanced("balanced_accuracy", rows)]
    figures.append(share("found", sum(held for same, held in rows if not same),
                         sum(not same for same, _ in rows)))  # fmt: skip
    figures.append(share("false_alarms", sum(held for same, held in rows if same),
                         sum(same for same, _ in rows)))  # fmt: skip
    if len(judged) > 1:
        figures += [_balanced(f"balanced_accuracy:{name}", found) for name, found in judged.items()]
    return figures


def _pairs(folder: Path) -> list[tuple[Path, Path]]:
    """The files of summaries, each with that of its documents."""
    docs = sorted(folder.glob(f"*{_DOCS}.jsonl"))
    found = [(path.with_name(path.name.replace(f"{_DOCS}.jsonl", ".jsonl")), path) for path in docs]
    found = [(summaries, path) for summaries, path in found if summaries.exists()]
    if not found:
        raise DataMissing(
            f"There is no NAME.jsonl with NAME_docs.jsonl in {folder}: give --data DIR."
        )
    return found


def _judged(summaries: Path, docs: Path) -> list[tuple[bool, bool]]:
    """Of each summary whether it is consistent, and whether anything was found."""
    texts: dict[object, str] = {row["doc"]: str(row["text"]) for row in read(docs)}
    rows: list[Row] = read(summaries)
    return [
        (int(row["label"]) == 1, bool(conflicts(str(row["summary"]), texts[row["doc"]])))
        for row in rows
        if row.get("doc") in texts and row.get("label") is not None
    ]


def _balanced(metric: str, rows: list[tuple[bool, bool]]) -> Figure:
    same, held = (np.array(column, dtype=bool) for column in zip(*rows, strict=True))

    def statistic(at: Array) -> float:
        s, h = same[at], held[at]
        return (
            float((np.mean(~h[s]) + np.mean(h[~s])) / 2) if 0 < s.sum() < len(s) else float("nan")
        )

    return bootstrapped(metric, statistic, len(rows))
