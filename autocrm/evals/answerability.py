"""Answerability: are questions that the passages answer told from those that they do not?

Conversations' form: `passages.jsonl` of `id` and `text`, `tasks.jsonl` of `turns` [{`s`: user or
agent, `t`}], `context_ids` and `answerability`. Each last turn goes the product's way: its query,
its two scores and re-ranking over the passages, its sentences and its probability
(`autocrm.ai.draft.find_answers`). Nothing is fitted. ANSWERABLE against UNANSWERABLE; PARTIAL
ones count in figures of their own, as not answerable; what asks nothing is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.ai.draft import find_answers, vectors_of
from autocrm.ai.questions import asked_in
from autocrm.ai.relevance import candidates_of
from autocrm.ai.turns import query_of_context
from autocrm.domain.draft import Triage
from autocrm.domain.ticket import TicketContext, Turn
from autocrm.evals.figures import Array, Figure, auroc, bootstrapped, share
from autocrm.evals.options import Options
from autocrm.evals.pages import Page
from autocrm.evals.rows import Row, read
from autocrm.evals.search import Shelf
from autocrm.ports import Embedder

YES, NO, PARTLY = "ANSWERABLE", "UNANSWERABLE", "PARTIAL"
_COVERAGE = 0.55
_SENT_FROM = 0.6  # the demo's policies send from here
_EVERY = 50  # questions between two lines of progress
_TRIAGE = Triage("", 1.0, {}, 3, (), "en", 1.0, 0.0, (), "none", "none")


@dataclass(frozen=True, slots=True)
class Scored:
    """A question's probability, and what people said of it."""

    value: float
    label: str


def evaluate(options: Options) -> list[Figure]:
    """`auroc`, `unanswerable_share` at 55 % coverage, what is above the demo's threshold; and the
    first two with PARTIAL ones among the unanswerable (`:partial`)."""
    embedder = LocalEmbedder(options.cache_dir)
    pages = {str(row["id"]): page_of(row) for row in read(options.data / "passages.jsonl")}
    rows = [row for row in read(options.data / "tasks.jsonl") if label_of(row) in (YES, NO, PARTLY)]
    options.progress(f"{len(pages)} passages are embedded")
    shelf = Shelf(pages, embedder)
    found = []
    for number, row in enumerate(rows, 1):
        context = context_of(row)
        found.append(Scored(probability(context, shelf, embedder), label_of(row)))
        if number % _EVERY == 0:
            options.progress(f"{number} of {len(rows)} questions")
    return figures(found)


def figures(found: Sequence[Scored]) -> list[Figure]:
    """The figures of scored questions."""
    clear = [one for one in found if one.label != PARTLY]
    every = [*_ordered(clear, "")]
    if len(clear) < len(found):
        every += _ordered(found, ":partial")
    for name, label in (("answered_of_answerable", YES), ("answered_of_unanswerable", NO)):
        mine = [one for one in clear if one.label == label]
        every.append(share(name, sum(one.value >= _SENT_FROM for one in mine), len(mine)))
    return every


def probability(
    context: TicketContext, shelf: Shelf, embedder: Embedder, without: frozenset[str] = frozenset()
) -> float:
    """What the product gives the question answered worst; 0 where nothing is asked or found."""
    evidence = shelf.search(query_of_context(context), without)
    asked = asked_in(context)
    candidates = candidates_of(evidence)
    vectors = asyncio.run(vectors_of(asked, candidates, embedder, "en"))
    answers = find_answers(asked, evidence, candidates, vectors, _TRIAGE)
    return min((found.answerability for found in answers), default=0.0)


def context_of(row: Row) -> TicketContext:
    """A task as a ticket whose last message is the last turn of the user."""
    turns = tuple(
        Turn(str(n), "customer" if turn["s"] == "user" else "agent", str(turn["t"]))
        for n, turn in enumerate(row["turns"])
    )
    return TicketContext("", 0, "", "open", "chat", "", "", "", "", turns)


def label_of(row: Row) -> str:
    """ANSWERABLE, UNANSWERABLE, PARTIAL or another word; from a word or a list of one."""
    label = row.get("answerability") or ""
    return str(label[0] if isinstance(label, list) else label).upper()


def page_of(row: Row) -> Page:
    """The first line of a passage is its title."""
    first, _, rest = str(row["text"]).strip().partition("\n")
    if row.get("title") or not rest.strip():
        return Page(str(row.get("title") or ""), str(row["text"]))
    return Page(first, rest)


def _ordered(found: Sequence[Scored], suffix: str) -> list[Figure]:
    values = np.array([one.value for one in found])
    good = np.array([one.label == YES for one in found], dtype=bool)

    def surest(at: Array) -> float:
        """The share of unanswerable ones among the surest 55 %."""
        count = max(1, round(_COVERAGE * len(at)))
        return float(np.mean(~good[at[np.argsort(-values[at], kind="stable")[:count]]]))

    name = f"unanswerable_share{suffix}"
    return [
        auroc(f"auroc{suffix}", list(values), list(good)),
        bootstrapped(name, surest, len(found)),
    ]
