"""A piece of a table or a list keeps what stands above it."""

from __future__ import annotations

import pytest

from autocrm.ai.chunk import MAX_TOKENS, chunk_article, embedding_text
from autocrm.ai.leads import MAX_LEAD_TOKENS, lead_of


def count(text: str) -> int:
    return len(text.split())


TABLE = "| Where | Price |\n|---|---:|\n" + "".join(f"| Place {n} | CHF {n} |\n" for n in range(90))
LIST = "Bring these papers:\n\n" + "".join(f"- paper {n}\n  signed by both\n" for n in range(90))


def test_every_piece_of_a_table_has_its_header() -> None:
    body = f"Prices.\n\n{TABLE}"
    first, *rest = chunk_article("T", body, count)
    assert (first.lead, first.text.startswith("Prices.")) == ("", True)
    assert rest
    assert {c.lead for c in rest} == {"| Where | Price |"}
    assert all(c.text.startswith("| Place") for c in rest)
    assert all(body[c.start : c.end] == c.text and c.tokens <= MAX_TOKENS for c in (first, *rest))


def test_every_piece_of_a_list_has_its_lead_in() -> None:
    first, *rest = chunk_article("T", LIST, count)
    assert first.lead == ""
    assert rest
    assert {c.lead for c in rest} == {"Bring these papers:"}
    # an item is not cut in two
    assert all(c.text.startswith("- paper") and c.text.endswith("both") for c in rest)


@pytest.mark.parametrize(
    ("body", "at", "lead"),
    [
        ("| A | B |\n| 1 | 2 |\n| 3 | 4 |", "| 3", "| A | B |"),  # no rule under the header
        ("Text.\n\n- one\n- two", "- two", ""),  # led in by no colon
        ("**Bring:**\n1. one\n2. two", "2. two", "**Bring:**"),
        ("Bring:\n- one\n\nOther text.\n- two", "- two", ""),
        ("Bring:\n- one\n- two", "- one", "Bring:"),
        ("Just text. And more.", "And", ""),
        ("- one - two", "- two", ""),  # in the middle of a line
    ],
)
def test_leads(body: str, at: str, lead: str) -> None:
    assert lead_of(body, 0, body.index(at), count) == lead


def test_a_lead_of_another_section_is_none() -> None:
    body = "Bring:\n- one\n# New\n- two"
    assert lead_of(body, body.index("- two"), body.index("- two"), count) == ""


def test_a_lead_is_not_long() -> None:
    body = "word " * 300 + "these:\n- one"
    assert 0 < count(lead_of(body, 0, body.index("- one"), count)) <= MAX_LEAD_TOKENS


def test_the_lead_is_embedded_before_the_text() -> None:
    assert embedding_text("T", "H", "Row.", "Header") == "T\nH\nHeader\nRow."
