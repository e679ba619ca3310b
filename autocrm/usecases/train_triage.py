"""Train the local triage head on the examples of each category."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autocrm.ai.head import FORMAT
from autocrm.ai.train import Example, train_head
from autocrm.errors import Invalid
from autocrm.ports import Embedder, Knowledge, Policies

MIN_EXAMPLES = 12
WORDINGS = 2  # of each question: all five gain nothing more and double the head


@dataclass(frozen=True, slots=True)
class CategorySeed:
    """A category as `seeds/categories/KEY.toml` describes it."""

    key: str
    label: str
    description: str
    team: str
    policy: dict[str, Any]
    examples: tuple[tuple[str, str], ...]  # (language, text)


def read_categories(folder: Path) -> list[CategorySeed]:
    """All categories in `folder`. Raises Invalid, naming the file, when one is unusable."""
    found = [_read(path) for path in sorted(folder.glob("*.toml"))]
    if not found:
        raise Invalid(f"There are no categories in {folder}.")
    return found


def _read(path: Path) -> CategorySeed:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        examples = tuple((e["language"], e["text"]) for e in data["examples"])
        seed = CategorySeed(
            key=data["key"],
            label=data["label"],
            description=data["description"],
            team=data["team"],
            policy=dict(data.get("policy", {})),
            examples=examples,
        )
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise Invalid(f"{path}: {type(error).__name__}: {error}.") from error
    if len(seed.examples) < MIN_EXAMPLES:
        raise Invalid(
            f"{path}: a category needs {MIN_EXAMPLES} examples, not {len(seed.examples)}."
        )
    return seed


async def train_triage(
    policies: Policies,
    knowledge: Knowledge,
    embedder: Embedder,
    categories: Sequence[CategorySeed],
) -> dict[str, Any]:
    """Fit the head and make it the active one; returns its held-out metrics.

    It learns from the examples and from the questions that public articles answer; figures and
    calibration come from the examples alone. The names of the categories would add nothing: they
    help where there are five examples of each, not where there are dozens. Nothing is done when
    the active head was trained on just these.
    """
    rows = [Example(text, lang, c.key) for c in categories for lang, text in c.examples]
    keys = [c.key for c in categories]
    more = [
        Example(ask, question.language, question.category)
        for question in await knowledge.asked()
        if question.category in keys
        for ask in question.ask[:WORDINGS]
    ]
    digest = _digest([*rows, *more], embedder.model)
    active = await policies.head(embedder.model)
    if active and active["metrics"].get("examples_hash") == digest:
        return dict(active["metrics"])
    vectors, others = await _vectors(embedder, rows), await _vectors(embedder, more)
    head, report = await asyncio.to_thread(train_head, rows, vectors, keys, more, others)
    metrics = {**asdict(report), "examples_hash": digest}
    weights = base64.b64encode(head.to_bytes()).decode("ascii")
    await policies.save_head(head.version, embedder.model, weights, metrics)
    return metrics


async def _vectors(embedder: Embedder, rows: Sequence[Example]) -> list[list[float] | None]:
    """Vectors of what the model understands; None for the rest."""
    known = [embedder.languages is None or row.language in embedder.languages for row in rows]
    found = iter(await embedder.embed([r.text for r, ok in zip(rows, known, strict=True) if ok]))
    return [next(found) if ok else None for ok in known]


def _digest(rows: Sequence[Example], model: str) -> str:
    text = "\x1e".join(
        [FORMAT, model, *(f"{r.category}\x1f{r.language}\x1f{r.text}" for r in rows)]
    )
    return hashlib.sha256(text.encode()).hexdigest()
