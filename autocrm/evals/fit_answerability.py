"""Fits the weights of `autocrm.ai.sufficiency`: `python -m autocrm.evals.fit_answerability`.

On mtrag_humaneval's form, whose questions can nearly all be answered. Each gets twins that
cannot: its passages taken away, its conversation's taken away, all that is near its passages
taken away, or words of it changed for another conversation's. Prints the weights and, by kind of
twin, the area under the curve of questions that had no part in the fit (ten folds).
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.ai.draft import vectors_of
from autocrm.ai.questions import asked_in
from autocrm.ai.relevance import candidates_of, question_terms, rank
from autocrm.ai.sufficiency import Signs, signs_of
from autocrm.ai.turns import query_of_context
from autocrm.ai.words import content_words
from autocrm.evals.answerability import YES, context_of, label_of, page_of
from autocrm.evals.figures import area
from autocrm.evals.rows import Row, read
from autocrm.evals.search import Shelf
from autocrm.settings import cache_dir

_NEAR = 0.4  # cosine from which a passage may answer as well
_FOLDS, _SEED, _RIDGE = 10, 3, 1.0
_WEIGHT = {"passages": 0.5, "conversation": 1.0, "near": 1.0, "words": 0.5}
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str  # "" for the question itself
    group: str  # the conversation: never in the fit and outside it at once
    signs: Signs


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    rows = list(_rows(parser.parse_args().data))
    values = np.array([astuple(row.signs) for row in rows])
    good = np.array([not row.kind for row in rows])
    weight = _weights(rows)
    found = fitted(values, good, weight)
    for name, value in zip([*(f.name for f in fields(Signs)), "bias"], found, strict=True):
        print(f"{name:10s} {value:7.3f}")
    scores = _outside(rows, values, good, weight)
    for kind in _WEIGHT:
        mine = np.array([row.kind in ("", kind) for row in rows])
        print(f"auroc:{kind:14s} {area(scores[mine], good[mine]):.3f}")


def fitted(values: Vector, good: NDArray[np.bool_], weight: Vector) -> Vector:
    """A ridge logistic regression without negative weights: its weights and the bias.

    By accelerated projected gradients on standardised columns; 3,000 steps.
    """
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    x = np.c_[(values - mean) / spread, np.ones(len(values))]
    penalty = np.r_[np.full(values.shape[1], _RIDGE), 0.0]
    step = 1.0 / (0.25 * float(np.linalg.norm(x * np.sqrt(weight)[:, None], 2)) ** 2 + _RIDGE)
    b = ahead = np.zeros(x.shape[1])
    for n in range(3000):
        p = 1.0 / (1.0 + np.exp(-x @ ahead))
        new = ahead - step * (x.T @ (weight * (p - good)) + penalty * ahead)
        new[:-1] = np.maximum(new[:-1], 0.0)
        ahead, b = new + n / (n + 3) * (new - b), new
    plain = b[:-1] / spread
    found: Vector = np.r_[plain, b[-1] - float(plain @ mean)]
    return found


def _weights(rows: Sequence[_Row]) -> Vector:
    """Answerable and not weigh the same in all."""
    raw = np.array([_WEIGHT.get(row.kind, 1.0) for row in rows])
    good = np.array([not row.kind for row in rows])
    equal: Vector = np.where(good, raw / raw[good].sum(), raw / raw[~good].sum()) * len(rows) / 2
    return equal


def _outside(
    rows: Sequence[_Row], values: Vector, good: NDArray[np.bool_], weight: Vector
) -> Vector:
    groups = sorted({row.group for row in rows})
    Random(_SEED).shuffle(groups)
    fold = {group: n % _FOLDS for n, group in enumerate(groups)}
    folds = np.array([fold[row.group] for row in rows])
    scores = np.zeros(len(rows))
    for n in range(_FOLDS):
        out = folds == n
        if out.any():
            found = fitted(values[~out], good[~out], weight[~out])
            scores[out] = values[out] @ found[:-1] + found[-1]
    return scores


def _rows(data: Path) -> Iterator[_Row]:
    embedder = LocalEmbedder(cache_dir())
    pages = {str(row["id"]): page_of(row) for row in read(data / "passages.jsonl")}
    shelf = Shelf(pages, embedder)
    tasks = {str(row["task_id"]): row for row in read(data / "responses.jsonl")}
    conversations: dict[str, list[str]] = {}
    for key in sorted(tasks, key=_place):
        conversations.setdefault(_place(key)[0], []).append(key)
    random = Random(_SEED)
    for number, (key, task) in enumerate(tasks.items()):
        if label_of(task) != YES:
            continue
        group = _place(key)[0]
        before = [k for k in conversations[group] if _place(k) < _place(key)]
        earlier = [str(tasks[k]["question"]) for k in before]
        own = set(map(str, task["context_ids"]))
        told = {str(c) for k in conversations[group] for c in tasks[k]["context_ids"]}
        asked, other = str(task["question"]), _changed(task, tasks, random)
        twins: list[tuple[str, str, set[str]]] = [
            ("", asked, set()),
            ("passages", asked, own),
            ("conversation", asked, told),
            ("near", asked, shelf.near(own, _NEAR)),
            *[("words", text, set[str]()) for text in other],
        ]
        for kind, text, without in twins:
            yield _Row(kind, group, _signs(text, earlier, shelf, embedder, without))
        print(f"{number + 1} of {len(tasks)}", file=sys.stderr)


def _place(key: str) -> tuple[str, int]:
    """Conversation and number of the turn, from "conversation<::>turn"."""
    conversation, _, turn = key.partition("<::>")
    return conversation, int(turn or 0)


def _changed(task: Row, tasks: dict[str, Row], random: Random) -> Iterator[str]:
    """The question with one, then with two of its words from another conversation."""
    mine = _telling(str(task["question"]))
    group = _place(str(task["task_id"]))[0]
    theirs = [w for k, t in tasks.items() if _place(k)[0] != group for w in _telling(t["question"])]
    for count in (1, 2):
        text = str(task["question"])
        for word in random.sample(mine, min(count, len(mine))):
            text = re.sub(rf"\b{re.escape(word)}\b", random.choice(theirs), text, flags=re.I)
        if text != task["question"]:
            yield text


def _telling(text: str) -> list[str]:
    return [word for word in dict.fromkeys(content_words(text, "en")) if len(word) > 3]


def _signs(
    text: str, earlier: Sequence[str], shelf: Shelf, embedder: LocalEmbedder, without: set[str]
) -> Signs:
    """Of the question of the text that comes nearest to no sentence, as the product takes it."""
    context = context_of({"turns": [{"s": "user", "t": turn} for turn in [*earlier, text]]})
    evidence = shelf.search(query_of_context(context), without)
    asked = asked_in(context)
    candidates = candidates_of(evidence)
    vectors = asyncio.run(vectors_of(asked, candidates, embedder, "en"))
    found = []
    for question in asked.questions:
        terms = question_terms(question, "en", evidence)
        ranked = rank(question, terms, candidates, vectors, "en")
        alone = len(asked.questions) == 1
        found.append(signs_of(terms, evidence, ranked, "en", alone=alone))
    return min(found, key=lambda signs: signs.sentence, default=Signs(0.0, 0.0, 0.0, 0.0, 0.0))


if __name__ == "__main__":
    main()
