"""What is searched for: one text, a long one, a conversation."""

from __future__ import annotations

import pytest

from autocrm.ai.turns import leans, query_of_context, query_of_text, query_of_turns, windows
from autocrm.domain.knowledge import Said
from autocrm.domain.ticket import TicketContext, Turn

LONG = " ".join(f"This is sentence number {n} of a rather long story." for n in range(90))


def test_a_short_text_is_searched_as_it_is() -> None:
    query = query_of_text("How do I return a grinder?")
    assert query.words == (Said("How do I return a grinder?"),)
    assert query.meanings == ((Said("How do I return a grinder?"),),)


def test_a_long_text_is_cut_into_windows_of_whole_sentences() -> None:
    pieces = windows(LONG)
    assert len(pieces) == 12  # and no more, however long
    assert all(piece.endswith("story.") for piece in pieces)
    assert all(len(piece.split()) <= 60 for piece in pieces)
    assert (pieces[0].split()[4], "number 89" in pieces[-1]) == ("0", True)


def test_a_text_without_any_sentence_end_stays_whole() -> None:
    text = "word " * 150
    assert " ".join(windows(text)).split() == text.split()


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ("How is that calculated?", True),
        ("And for Austria?", True),
        ("Why?", True),
        ("What are the grounds for lodging an appeal?", False),
        ("Wie wird das berechnet?", True),
        ("Wie lange dauert die Lieferung nach Österreich?", False),
        ("Combien coûte la livraison en Autriche?", False),
    ],
)
def test_a_turn_that_says_too_little_leans_on_what_was_said(turn: str, expected: bool) -> None:
    assert leans(turn) is expected


def test_earlier_turns_count_less_the_older_they_are() -> None:
    query = query_of_turns(
        "How is that calculated?", ["Hello there.", "What is FICO?", "And CIBIL?"]
    )
    assert [(s.text, s.weight) for s in query.words] == [
        ("How is that calculated?", 1.0),
        ("And CIBIL?", 0.5),
        ("What is FICO?", 0.25),
    ]
    assert query.text == "How is that calculated?"
    [[last, whole]] = query.meanings
    assert last.text == "How is that calculated?"
    assert whole.text == "What is FICO?\nAnd CIBIL?\nHow is that calculated?"
    assert 0 < whole.weight < last.weight < 1


def test_a_turn_that_stands_alone_takes_less_from_before() -> None:
    def share(last: str) -> float:
        return query_of_turns(last, ["What is FICO?"]).meanings[0][1].weight

    assert share("How is that calculated?") > share("What are the grounds for lodging an appeal?")


def test_a_ticket_is_searched_for_what_is_asked_in_its_last_message() -> None:
    turns = (
        Turn("1", "customer", "Do you ship to Austria?"),
        Turn("2", "agent", "Yes, we do."),
        Turn("3", "customer", "Hi,\n\nThanks! How long does it take?\n\nBest,\nAda"),
    )
    context = TicketContext(
        "t", 1, "Shipping", "open", "email", "c", "Ada", "a@x.example", "3", turns
    )
    query = query_of_context(context)
    assert query.text.endswith("How long does it take?")
    assert "Best" not in query.text
    assert query.words[1] == Said("Do you ship to Austria?", 0.5)
