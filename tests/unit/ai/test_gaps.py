"""Questions that ask the same are one gap, and become an article of what people replied."""

from __future__ import annotations

import math

import pytest

from autocrm.ai.gaps import Known, cluster
from autocrm.ai.redact_case import redact_case
from autocrm.ai.suggest import suggest_article, title_of


def at(degrees: float) -> list[float]:
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]


def test_near_questions_are_one_gap_and_the_most_central_is_first() -> None:
    found = cluster([at(0), at(90), at(10), at(20), at(95)], ["en"] * 5, near=0.9)
    assert [one.members for one in found] == [(2, 0, 3), (1, 4)]
    assert found[0].middle == pytest.approx(at(10))


def test_languages_do_not_mix() -> None:
    found = cluster([at(0), at(0)], ["en", "de"])
    assert [(one.language, one.members) for one in found] == [("de", (1,)), ("en", (0,))]


def test_a_chain_of_neighbours_is_not_one_gap() -> None:
    """Single linkage would take all of it."""
    found = cluster([at(25 * n) for n in range(6)], ["en"] * 6, near=0.85)
    assert max(len(one.members) for one in found) < 4
    assert sorted(row for one in found for row in one.members) == list(range(6))


def test_what_belongs_to_a_known_gap_joins_it() -> None:
    known = [Known("far", "en", at(90)), Known("near", "en", at(5)), Known("other", "de", at(0))]
    found = cluster([at(0), at(170)], ["en", "en"], known)
    assert [(one.id, one.members) for one in found] == [("near", (0,)), ("", (1,))]


def test_without_questions_there_is_no_gap() -> None:
    assert cluster([], []) == []


def test_an_article_is_what_was_said_to_everybody() -> None:
    answer = """Dear Hannah,

Thank you for your mail. We ship to Norway in three days. I have sent yours today.
Customs are paid by the recipient. Your order 4471-2291 left us. Do you need anything else?

Kind regards,
Reto"""
    made = suggest_article(
        ["Norway\nHello, do you ship to Norway?"], [redact_case(answer, ["Hannah Meier"])], "en"
    )
    assert made is not None
    assert made.title == "Do you ship to Norway?"
    assert made.asks == ("do you ship to Norway?",)
    assert made.content == ("We ship to Norway in three days. Customs are paid by the recipient.")


def test_the_latest_reply_stands_and_what_two_others_say_is_added() -> None:
    made = suggest_article(
        ["\nDo you ship to Norway?"],
        [
            "We ship to Norway in three days.",
            "We ship to Norway in five days. Parcels are insured up to 500 francs.",
            "Parcels are insured up to 500 francs. The office is closed on Monday.",
        ],
        "en",
    )
    assert made is not None
    assert made.content == (
        "We ship to Norway in three days.\n\nParcels are insured up to 500 francs."
    )


@pytest.mark.parametrize(
    "answer",
    ["", "Dear Hannah,\nThank you!", "I have refunded your order.", "Ich habe es Ihnen erstattet."],
)
def test_what_was_said_to_one_person_is_no_article(answer: str) -> None:
    assert suggest_article(["\nWhere is it?"], [answer], "en") is None


def test_nobody_is_named() -> None:
    names = ["Hannah Meier", "hannah.meier@postbox.example"]
    said = "Parcels for Meier go to hannah.meier@postbox.example. We deliver on weekdays."
    made = suggest_article(["Parcel of Meier\nIs it?"], [redact_case(said, names)], "en")
    assert made is not None
    assert made.content == "We deliver on weekdays."
    assert "Meier" not in title_of(redact_case("Parcel of Meier", names))


def test_a_customer_without_a_name_is_called_nothing() -> None:
    assert redact_case("We ship to Norway.", ["", " "]) == "We ship to Norway."
