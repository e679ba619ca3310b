"""Sentences and chunks stand word for word where they say they stand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocrm.ai.chunk import MAX_TOKENS, chunk_article, embedding_text
from autocrm.ai.segment import article_sentences, mail_sentences

ARTICLE = """Intro sentence one. It costs CHF 4.50.

## Delivery

- Parcels arrive **fast**.
- Write to [us](https://x.example).
* Dr. Meier answers on 25. Dezember. Not later.

### Abroad

A wrapped line that goes
on here. Use approx. 250 g. Then stop.

```
code. Not text.
```

| a | b |
|---|---|
"""


def count(text: str) -> int:
    return len(text.split())


def test_sentences_have_exact_offsets_and_leave_markdown_out() -> None:
    found = article_sentences(ARTICLE)
    assert all(ARTICLE[s.start : s.end] == s.text for s in found)
    assert [s.text for s in found] == [
        "Intro sentence one.",
        "It costs CHF 4.50.",
        "Parcels arrive **fast**.",
        "Write to [us](https://x.example).",
        "Dr. Meier answers on 25. Dezember.",
        "Not later.",
        "A wrapped line that goes\non here.",
        "Use approx. 250 g.",
        "Then stop.",
    ]
    assert [s.text for s in found if not s.plain] == [
        "Parcels arrive **fast**.",
        "Write to [us](https://x.example).",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Es kostet z. B. CHF 5. Ab 60 gratis.", ["Es kostet z. B. CHF 5.", "Ab 60 gratis."]),
        ("Am 24. Dezember ist zu.", ["Am 24. Dezember ist zu."]),
        ("See No. 5. Is it?", ["See No. 5.", "Is it?"]),
        ("There are no. We said no. Good.", ["There are no.", "We said no.", "Good."]),
        ("M. Roux est là. Il est 8 h. Bien.", ["M. Roux est là.", "Il est 8 h.", "Bien."]),
        ("Hi Anna,\nwhere is it?\nThanks", ["Hi Anna,", "where is it?", "Thanks"]),
        ("1. First\n2. Second", ["First", "Second"]),
        ("", []),
        ("...", []),
    ],
)
def test_mails_are_cut_where_a_reader_would(text: str, sentences: list[str]) -> None:
    assert [s.text for s in mail_sentences(text)] == sentences


def test_chunks_follow_the_headings() -> None:
    chunks = chunk_article("Shipping", ARTICLE, count)
    assert [c.heading for c in chunks] == ["", "Delivery", "Delivery > Abroad"]
    assert [c.ordinal for c in chunks] == [0, 1, 2]
    assert all(ARTICLE[c.start : c.end] == c.text for c in chunks)


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert chunk_article("Shipping", "# Shipping\n\nText.", count)[0].heading == ""


def test_a_heading_in_a_code_block_is_no_heading() -> None:
    assert len(chunk_article("T", "Text.\n\n```\n# not a heading\n```\n", count)) == 1


def test_long_sections_are_cut_to_size() -> None:
    body = " ".join(f"Sentence number {n} says something." for n in range(200))
    chunks = chunk_article("T", body, count)
    assert len(chunks) > 4
    assert all(c.tokens <= MAX_TOKENS for c in chunks)
    assert " ".join(c.text for c in chunks) == body


@given(st.text(alphabet="ab .#\n-*`!?|", max_size=300))
def test_any_text_can_be_chunked(body: str) -> None:
    chunks = chunk_article("T", body, len)
    assert all(body[c.start : c.end] == c.text and c.text.strip() for c in chunks)
    assert all(c.tokens <= MAX_TOKENS for c in chunks)
    assert all(a.end <= b.start for a, b in pairwise(chunks))


def test_embedding_text_says_where_a_chunk_stands() -> None:
    assert embedding_text("Title", "", "Text.") == "Title\nText."
    assert embedding_text("Title", "A > B", "Text.") == "Title\nA > B\nText."
