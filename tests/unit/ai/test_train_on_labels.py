"""The head learns what people corrected, and without a label it is as if it had never been."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from autocrm.ai.head import Head
from autocrm.errors import Invalid
from autocrm.ports import Knowledge, Labelled, Policies, Services
from autocrm.testing import HashEmbedder
from autocrm.usecases.train_triage import CategorySeed, train_on_labels, train_triage

WORDS = {"shipping": "parcel courier tracking", "billing": "invoice refund card"}
SEEDS = [
    CategorySeed(key, key, "", "desk", {}, tuple(("en", f"{words} number {n}") for n in range(12)))
    for key, words in WORDS.items()
]
ODD = "The grinder rattles since Tuesday"


@dataclass
class Desk:
    """What training reads and writes, in memory."""

    said: list[Labelled] = field(default_factory=list)
    begun_with: list[Labelled] = field(default_factory=list)
    saved: list[dict[str, Any]] = field(default_factory=list)

    async def labels(self) -> list[Labelled]:
        return self.said

    async def examples(self) -> list[Labelled]:
        return self.begun_with

    async def keep_examples(self, examples: Sequence[Labelled]) -> None:
        self.begun_with = list(examples)

    async def asked(self) -> list[Any]:
        return []

    async def head(self, model: str) -> dict[str, Any] | None:
        return self.saved[-1] if self.saved else None

    async def save_head(
        self, version: str, model: str, weights: str, metrics: dict[str, Any]
    ) -> None:
        self.saved.append({"version": version, "weights": weights, "metrics": metrics})


@dataclass
class House:
    """The part of Services that a training job uses."""

    learning: Desk
    policies: Desk
    knowledge: Desk
    embedder: HashEmbedder = field(default_factory=HashEmbedder)
    head_embedder: None = None


def _first(desk: Desk) -> dict[str, Any]:
    policies, knowledge = cast(Policies, desk), cast(Knowledge, desk)
    return asyncio.run(train_triage(policies, knowledge, HashEmbedder(), SEEDS, desk))


def _again(desk: Desk) -> dict[str, Any]:
    return asyncio.run(train_on_labels(cast(Services, House(desk, desk, desk))))


def _chance(desk: Desk, category: str) -> float:
    import base64

    head = Head.from_bytes(base64.b64decode(desk.saved[-1]["weights"]))
    vector = asyncio.run(HashEmbedder().embed([ODD]))[0]
    return head.scores(ODD, vector)[category]


def _label(number: int, category: str = "billing") -> Labelled:
    return Labelled(category, "en", ODD if number == 0 else f"{ODD} again {number}", str(number))


def test_a_label_is_learned_and_taken_out_again_exactly() -> None:
    desk = Desk()
    _first(desk)
    before, chance = desk.saved[-1]["version"], _chance(desk, "billing")
    desk.said = [_label(0), _label(1)]
    metrics = _again(desk)
    assert metrics["labels"] == 2
    assert metrics["by_job"] is True
    assert _chance(desk, "billing") > chance
    two = desk.saved[-1]["version"]
    desk.said = [_label(0)]
    _again(desk)
    assert desk.saved[-1]["version"] not in {before, two}
    desk.said = []
    _again(desk)
    assert desk.saved[-1]["version"] == before


def test_nothing_is_saved_when_nothing_was_said_since() -> None:
    desk = Desk()
    _first(desk)
    _first(desk)
    _again(desk)
    assert len(desk.saved) == 1


def test_a_category_without_examples_is_known_from_five_labels_on() -> None:
    desk = Desk()
    _first(desk)
    desk.said = [_label(n, "repairs") for n in range(4)]
    _again(desk)
    assert "repairs" not in str(desk.saved[-1]["metrics"].get("accuracy"))
    with pytest.raises(KeyError):
        _chance(desk, "repairs")
    desk.said = [_label(n, "repairs") for n in range(5)]
    _again(desk)
    assert _chance(desk, "repairs") > 0.5


def test_a_job_has_nothing_to_begin_with_before_the_first_training() -> None:
    with pytest.raises(Invalid):
        _again(Desk())
