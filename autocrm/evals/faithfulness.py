"""Faithfulness: whether the score of `autocrm.ai.faithful` orders answers as people do.

mtrag_humaneval's form: `responses.jsonl` of `question`, `response`, `context_ids` and
`faithfulness_votes` (1 to 4 each; or 0 and 1), `passages.jsonl` of `id` and `text`. Nothing is
fitted. Votes of 3 and 4 say faithful; an answer is faithful when most of its votes say so.
`auroc:strict` counts only votes of 4.
"""

from __future__ import annotations

from autocrm.ai.faithful import faithfulness
from autocrm.evals.figures import Figure, auroc
from autocrm.evals.options import Options
from autocrm.evals.rows import Row, read

_FAITHFUL, _FULLY = 3.0, 4.0


def evaluate(options: Options) -> list[Figure]:
    """`auroc`, and `auroc:strict`."""
    passages = {row["id"]: str(row["text"]) for row in read(options.data / "passages.jsonl")}
    rows = [r for r in read(options.data / "responses.jsonl") if r.get("faithfulness_votes")]
    scores = [_score(row, passages) for row in rows]
    highest = max((float(v) for row in rows for v in row["faithfulness_votes"]), default=0.0)
    levels = (_FAITHFUL, _FULLY) if highest > 1 else (1.0, 1.0)
    names = ("auroc", "auroc:strict")
    return [
        auroc(name, scores, [_most(row, level) for row in rows])
        for name, level in zip(names, levels, strict=True)
    ]


def _score(row: Row, passages: dict[str, str]) -> float:
    sources = [passages[key] for key in row.get("context_ids", []) if key in passages]
    return faithfulness(str(row["response"]), sources, str(row.get("question") or ""))


def _most(row: Row, level: float) -> bool:
    votes = [float(vote) >= level for vote in row["faithfulness_votes"]]
    return sum(votes) * 2 > len(votes)
