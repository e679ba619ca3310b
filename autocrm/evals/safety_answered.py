"""Of the questions that articles answer: how many does the desk answer by itself?

Questions as people wrote them who had seen the demo company's articles alone
(`questions*.toml`), through the whole decision: its trained head, policies and articles. Twice:
in local mode, and with a model behind the loopback server that knows the right answer. What of
the latter is not sent is the price of search and checks alone.
"""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from autocrm.adapters.llm.local import LocalLLM
from autocrm.adapters.llm.openai import TieredLLM
from autocrm.ai.head import Head
from autocrm.bootstrap import App
from autocrm.domain.draft import Answer, Policy
from autocrm.evals.figures import Figure, share
from autocrm.evals.folder import read_folder
from autocrm.evals.safety_lies import Switch, context_of
from autocrm.evals.safety_mails import Mail
from autocrm.ports import Knowledge, Policies, Services
from autocrm.testing.openai_knowing import KnowingModel, Known
from autocrm.usecases.answer_ticket import think
from autocrm.usecases.train_triage import CategorySeed, read_categories, train_triage

_FILES = "questions*.toml"
_PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `right`: answered from an article that answers it, with what must be said."""

    answerable: bool
    sent: bool
    right: bool
    reason: str


async def asked(
    app: App, customer: str, switch: Switch, most: int | None = None
) -> tuple[list[Asked], list[Asked]]:
    """The questions of the project's folder `tests/data`, in local mode and with a model that
    knows; ([], []) where the folder is not there."""
    rows = [row for path in _files() for row in tomllib.loads(path.read_text("utf-8"))["question"]]
    rows = rows[:most]
    if not rows:
        return [], []
    switch.model = KnowingModel(
        {row["text"].strip(): Known(row["category"], row.get("must_say", ())) for row in rows}
    )
    local = await _company(app)
    hosted = replace(local, llm=TieredLLM(cast(TieredLLM, app.services.llm).hosted, local.llm))
    return await _asked_of(local, rows, customer), await _asked_of(hosted, rows, customer)


async def _asked_of(
    services: Services, rows: Sequence[dict[str, Any]], customer: str
) -> list[Asked]:
    found = []
    for number, row in enumerate(rows):
        mail = Mail(row.get("subject", ""), row["text"].strip(), "")
        answer = await think(services, context_of(mail, customer, number), customer)
        found.append(_asked(row, answer))
    return found


def figures(local: Sequence[Asked], hosted: Sequence[Asked]) -> list[Figure]:
    """`answerable_answered`, of those the rightly answered, and what is wrongly answered; the
    same with the model that knows (`:model`)."""
    return [*_figures(local, ""), *_figures(hosted, ":model")]


def _figures(found: Sequence[Asked], suffix: str) -> list[Figure]:
    if not found:
        return []
    able = [one for one in found if one.answerable]
    rest = [one for one in found if not one.answerable]
    right = sum(one.sent and one.right for one in able)
    return [
        share(f"answerable_answered{suffix}", sum(one.sent for one in able), len(able)),
        share(f"answerable_rightly{suffix}", right, len(able)),
        share(f"unanswerable_answered{suffix}", sum(one.sent for one in rest), len(rest)),
    ]


def _asked(row: dict[str, Any], answer: Answer) -> Asked:
    draft = answer.draft
    sentences = draft.sentences if draft else ()
    cited = {c.slug for sentence in sentences for c in sentence.citations}
    said = draft is not None and any(piece in draft.text for piece in row.get("must_say", ()))
    right = said and cited <= set(row.get("articles", ()))
    sent = answer.decision.outcome == "auto"
    return Asked(bool(row["answerable"]), sent, right, answer.decision.reason)


def _files() -> list[Path]:
    return sorted((_PROJECT / "tests" / "data").glob(_FILES))


async def _company(app: App) -> Services:
    """The demo company in local mode: its articles in memory, its head and its policies."""
    seeds = _PROJECT / "seeds"
    categories = read_categories(seeds / "categories")
    kept = _Kept(categories)
    policies = cast(Policies, kept)
    embedder = app.local_embedder
    folder = cast(Knowledge, await read_folder(seeds / "kb", embedder))
    await train_triage(policies, _Asking(), embedder, categories)  # type: ignore[arg-type]
    head = Head.from_bytes(base64.b64decode(kept.weights))
    llm = LocalLLM(embedder, head, app.settings.languages)
    return replace(
        app.services, knowledge=folder, policies=policies, llm=llm, embedder=embedder, reranker=None
    )


class _Asking:
    """Articles whose questions the head does not learn: these are measured without them."""

    async def asked(self) -> list[Any]:
        return []


class _Kept:
    """Policies as the demo seeds them, and the head that is trained."""

    def __init__(self, categories: Sequence[CategorySeed]) -> None:
        self.weights = ""
        self._policies = {
            c.key: Policy(
                c.key, c.policy["mode"], c.policy.get("min_confidence", 0.6),
                c.policy.get("min_answerability", 0.6), 1,
            )
            for c in categories
        }  # fmt: skip

    async def all(self) -> dict[str, Policy]:
        return self._policies

    async def head(self, embedding_model: str) -> None:
        return None

    async def save_head(
        self, version: str, embedding_model: str, weights: str, metrics: dict[str, Any]
    ) -> None:
        self.weights = weights
