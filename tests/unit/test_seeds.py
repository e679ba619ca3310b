"""The seeds are whole, and the examples are not the exam."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path

import pytest

from autocrm.adapters.mail.parse import parse_mail
from autocrm.usecases.train_triage import read_categories

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
NEAR = 0.5  # share of common word triples from which two texts count as the same one rewritten


def triples(text: str) -> set[tuple[str, ...]]:
    words = "".join(c.lower() if c.isalnum() else " " for c in text).split()
    return set(zip(words, words[1:], words[2:], strict=False))


def likeness(one: str, other: str) -> float:
    a, b = triples(one), triples(other)
    return len(a & b) / max(1, min(len(a), len(b)))


def examples() -> list[str]:
    return [text for c in read_categories(SEEDS / "categories") for _, text in c.examples]


def mails() -> list[Path]:
    return sorted((SEEDS / "inbox").glob("*.eml"))


def test_no_example_is_a_near_duplicate_of_an_inbox_mail() -> None:
    texts = {path.name: parse_mail(path.read_bytes()).text for path in mails()}
    near = [
        (name, example[:60])
        for (name, text), example in product(texts.items(), examples())
        if len(triples(example)) >= 3 and likeness(text, example) >= NEAR
    ]
    assert near == []


def test_the_measure_of_likeness_finds_a_rewritten_mail() -> None:
    mail = (
        "Hello, where is my parcel with the order number 4711? It should have been here on Monday."
    )
    copied = "where is my parcel with the order number 4711? It should have been here on Tuesday"
    assert likeness(mail, copied) >= NEAR


def test_every_category_has_twelve_examples_and_a_policy() -> None:
    categories = read_categories(SEEDS / "categories")
    modes = {c.key: c.policy["mode"] for c in categories}
    assert min(len(c.examples) for c in categories) >= 12
    assert sorted(k for k, mode in modes.items() if mode == "auto") == [
        "product_care",
        "shipping",
        "store_info",
    ]
    assert (modes["billing"], modes["legal"]) == ("review", "shadow")


@pytest.mark.parametrize("path", mails(), ids=lambda p: p.stem)
def test_each_mail_says_what_should_become_of_it(path: Path) -> None:
    expected = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))
    known = {c.key for c in read_categories(SEEDS / "categories")}
    assert {expected["category"], *expected["also"]} <= known
    assert set(expected["outcomes"]) <= {"auto", "review", "shadow", "none"}
    for slug in expected["articles"]:
        assert (SEEDS / "kb" / f"{slug}.md").exists()
    bodies = "\n".join(
        (SEEDS / "kb" / f"{slug}.md").read_text("utf-8") for slug in expected["articles"]
    )
    assert all(piece in bodies for piece in expected["must_say"])


def test_there_are_enough_mails_and_articles() -> None:
    assert len(mails()) >= 20
    assert len(list((SEEDS / "kb").glob("*.md"))) >= 15
    kinds = {tomllib.loads(p.with_suffix(".toml").read_text("utf-8"))["kind"] for p in mails()}
    assert {"angry", "trivial", "unanswerable", "abusive", "injection"} <= kinds
