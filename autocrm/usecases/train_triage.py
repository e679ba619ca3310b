"""Train the local triage head on the examples of each category."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autocrm.ai.head import FORMAT, Head
from autocrm.ai.learn import Learner
from autocrm.ai.train import EXACT, Example, Report, train_head
from autocrm.errors import Invalid
from autocrm.ports import Embedder, Knowledge, Labelled, Learning, Policies, Services

MIN_EXAMPLES = 12
NEW_CATEGORY = 5  # labels from which the head knows a category that has no examples
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
    learning: Learning | None = None,
) -> dict[str, Any]:
    """Fit the head and make it the active one; returns its held-out metrics.

    It learns from the examples, from the labels that people gave (`learning`), and from the
    questions that public articles answer; figures and calibration come from the first two. The
    names of the categories would add nothing: they help where there are five examples of each,
    not where there are dozens. Nothing is done when the active head was trained on just these.
    """
    given = [Labelled(c.key, lang, text) for c in categories for lang, text in c.examples]
    if learning is not None:
        await learning.keep_examples(given)
    labels = await learning.labels() if learning is not None else []
    return await _train(policies, knowledge, embedder, given, labels)


async def train_on_labels(services: Services) -> dict[str, Any]:
    """Train again on the examples of the last training and the labels that stand now.

    Raises Invalid when it was never trained.
    """
    learning = services.learning
    given = await learning.examples() if learning is not None else []
    if learning is None or not given:
        raise Invalid("There are no examples to begin with: run `autocrm ai train`.")
    embedder = services.head_embedder or services.embedder
    labels = await learning.labels()
    return await _train(
        services.policies, services.knowledge, embedder, given, labels, {"by_job": True}
    )


async def _train(
    policies: Policies,
    knowledge: Knowledge,
    embedder: Embedder,
    given: Sequence[Labelled],
    labels: Sequence[Labelled],
    said: dict[str, Any] | None = None,
) -> dict[str, Any]:
    keys = list(dict.fromkeys(one.category for one in given))
    new = _new_categories(keys, labels)
    rows = [_example(one) for one in [*given, *(x for x in labels if x.category in new)]]
    later = [_example(one) for one in labels if one.category in keys]
    more = [
        Example(ask, question.language, question.category)
        for question in await knowledge.asked()
        if question.category in keys
        for ask in question.ask[:WORDINGS]
    ]
    digest = _digest([*rows, *more, *later], embedder.model)
    active = await policies.head(embedder.model)
    if active and active["metrics"].get("examples_hash") == digest:
        return dict(active["metrics"])
    sets = (rows, more, later)
    vectors = [await _vectors(embedder, part) for part in sets]
    head, report = await asyncio.to_thread(_fit, sets, vectors, [*keys, *new])
    metrics = {
        **asdict(report),
        "examples_hash": digest,
        "labels": len(later) + len(rows) - len(given),
        **(said or {}),
    }
    weights = base64.b64encode(head.to_bytes()).decode("ascii")
    await policies.save_head(head.version, embedder.model, weights, metrics)
    return metrics


def _new_categories(keys: Sequence[str], labels: Sequence[Labelled]) -> list[str]:
    counts = Counter(one.category for one in labels)
    return sorted(key for key, n in counts.items() if n >= NEW_CATEGORY and key not in keys)


def _example(one: Labelled) -> Example:
    return Example(one.text, one.language, one.category)


def _fit(
    sets: tuple[list[Example], list[Example], list[Example]],
    vectors: Sequence[Sequence[list[float] | None]],
    keys: Sequence[str],
) -> tuple[Head, Report]:
    """Examples, background and labels. The labels are learned one by one on a frame that they
    have no say in: so without one of them the head is what it was before it."""
    rows, more, later = sets
    if len(rows) + len(more) + len(later) > EXACT:
        both = [*vectors[0], *vectors[2]]
        return train_head([*rows, *later], both, keys, more, vectors[1])
    if not later:
        return train_head(rows, vectors[0], keys, more, vectors[1])
    learner = Learner(rows, vectors[0], keys, more, vectors[1])
    for example, vector in zip(later, vectors[2], strict=True):
        learner.learn(example.text, vector, example.category)
    return learner.head()


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
