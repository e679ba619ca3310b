"""Changed claims and honest twins: what is made, and that it is made again the same."""

from __future__ import annotations

from random import Random

import pytest

from autocrm.ai.mutate import KINDS, mutations, names_in
from autocrm.ai.reword import joined, rewordings

SENTENCE = (
    "You must return the Kiesel to Basel within 14 days of Monday, since we may refund $40.00 only "
    "if it was not opened."
)


def test_one_change_of_every_kind_that_fits() -> None:
    found = mutations(SENTENCE, Random(1), ["Graz", "Krug"])
    kinds = [m.kind for m in found]
    assert kinds == [k for k in KINDS if k in kinds]
    assert set(kinds) >= {"number", "date", "name", "amount", "unit", "negation", "modal",
                          "quantifier"}  # fmt: skip
    assert all(m.text != SENTENCE for m in found)


def test_the_same_seed_gives_the_same() -> None:
    first, again = (mutations(SENTENCE, Random(7), ["Graz"]) for _ in range(2))
    assert first == again


def test_each_change_touches_one_place() -> None:
    for changed in mutations(SENTENCE, Random(2), ["Graz"]):
        mine, theirs = SENTENCE.split(), changed.text.split()
        alike = sum(word in mine for word in theirs)
        assert alike >= len(mine) - 3, changed


@pytest.mark.parametrize(
    ("sentence", "kind", "texts"),
    [
        ("It isn't open.", "negation", {"It is open."}),
        ("We don't ship.", "negation", {"We do ship."}),
        ("You can’t pay.", "negation", {"You can pay."}),
        ("It is open.", "negation", {"It is not open."}),
        ("We won't go.", "negation", {"We will go."}),
        ("Take 250 ml.", "unit", {"Take 250 litres."}),
        ("We met in 2024.", "date", {f"We met in {y}." for y in (2021, 2023, 2025, 2026)}),
        ("You may go.", "modal", {"You must go.", "You will go."}),
    ],
)  # fmt: skip
def test_what_is_made(sentence: str, kind: str, texts: set[str]) -> None:
    for seed in range(20):
        found = {m.kind: m.text for m in mutations(sentence, Random(seed))}
        assert found[kind] in texts


def test_a_sentence_without_a_place_is_not_changed() -> None:
    assert mutations("Coffee tastes good.", Random(1)) == []


def test_names() -> None:
    text = "We met Ada Byron in Basel. Yes, in Basel. Coffee is good, and Coffee is coffee."
    assert names_in(text) == ["Ada Byron", "Basel"]


@pytest.mark.parametrize(
    ("sentence", "kind", "text"),
    [
        ("We do not ship.", "contraction", "We don't ship."),
        ("We can’t ship.", "contraction", "We cannot ship."),
        ("It takes three days.", "figures", "It takes 3 days."),
        ("It takes 3 days.", "figures", "It takes three days."),
        ("However, it is free.", "without_aside", "It is free."),
        ("If it is broken, we replace it at our cost.", "condition_last",
         "We replace it at our cost if it is broken."),
        ("You may obtain tea.", "synonym", None),
    ],
)  # fmt: skip
def test_honest_twins(sentence: str, kind: str, text: str | None) -> None:
    found = {r.kind: r.text for r in rewordings(sentence, Random(1))}
    assert found[kind] == text if text else found[kind] != sentence


def test_two_sentences_as_one() -> None:
    assert joined("It is free.", "We ship today.") == "It is free, and we ship today."
