"""Quotations that can be read by themselves."""

from __future__ import annotations

import pytest

from autocrm.ai.compose import is_item, paragraphs
from autocrm.ai.relevance import Candidate, candidates_of
from autocrm.ai.whole import made_whole
from autocrm.domain.draft import Citation, Sentence
from tests.unit.ai.answer_cast import article

BODY = """The Krug kettle must be descaled every month. This takes about half an hour.
It is harmless.

It smells a little of vinegar.

Please send us:

- a photo of the item
- a photo of the box

Thank you for your patience.
"""
[CHUNK] = article("krug", "The Krug kettle", BODY)


def pick(*texts: str) -> list[Candidate]:
    found = {c.text: c for c in candidates_of([CHUNK])}
    return [found[text] for text in texts]


@pytest.mark.parametrize(
    ("chosen", "quoted"),
    [
        (
            ["This takes about half an hour."],
            ["The Krug kettle must be descaled every month.", "This takes about half an hour."],
        ),
        (
            ["It is harmless."],
            [
                "The Krug kettle must be descaled every month.",
                "This takes about half an hour.",
                "It is harmless.",
            ],
        ),
        (["a photo of the box"], ["Please send us:", "a photo of the box"]),
        (
            ["a photo of the item", "a photo of the box"],
            ["Please send us:", "a photo of the item", "a photo of the box"],
        ),
        (["Thank you for your patience."], ["Thank you for your patience."]),
        # Nothing stands before it in its paragraph: left out beside others, kept alone.
        (
            ["It smells a little of vinegar.", "Thank you for your patience."],
            ["Thank you for your patience."],
        ),
        (["It smells a little of vinegar."], ["It smells a little of vinegar."]),
    ],
)
def test_what_a_sentence_leans_on_comes_with_it(chosen: list[str], quoted: list[str]) -> None:
    found = made_whole(pick(*chosen))
    assert sorted((c.text for c in found), key=BODY.index) == quoted
    assert all(BODY[c.start : c.end] == c.text for c in found)


def test_items_are_listed_under_their_lead() -> None:
    cited = (Citation("c", "krug", 1, "krug", "The Krug kettle", 0, 1),)
    texts = ["Please send us:", "a photo of the item", "a photo of\nthe box", "Thank you. "]
    [text] = paragraphs([Sentence(text, cited) for text in texts])
    assert text == "Please send us:\n- a photo of the item\n- a photo of the box\nThank you."


@pytest.mark.parametrize(
    ("text", "item"),
    [("Yes.", False), ("He said “yes.”", False), ("a photo", True), ("So:", False)],
)
def test_items(text: str, item: bool) -> None:
    assert is_item(text) is item
