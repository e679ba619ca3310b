"""Articles that cannot both be true are found; those that speak of two things are left alone."""

from __future__ import annotations

import pytest

from autocrm.ai.contradict import Text, contradictions


def pair(left: str, right: str, language: str = "en") -> list[str]:
    articles = [Text("one", "Shipping", left, language), Text("two", "Shipping", right, language)]
    return [found.fault for found in contradictions(articles)]


@pytest.mark.parametrize(
    ("left", "right", "fault"),
    [
        ("Parcels to Norway take three days.", "Parcels to Norway take 5 days.", "number"),
        ("Shipping to Norway costs CHF 12.", "Shipping to Norway costs CHF 14.50.", "number"),
        ("We ship coffee to Norway.", "We do not ship coffee to Norway.", "not"),
        (
            "The shop in Basel is open on Sundays.",
            "The shop in Basel is closed on Sundays.",
            "word",
        ),
        ("Opened coffee bags can't be returned.", "Opened coffee bags can be returned.", "not"),
    ],
)
def test_what_cannot_both_be_true_is_found(left: str, right: str, fault: str) -> None:
    assert pair(left, right) == [fault]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Parcels to Norway take three days.", "Parcels to Norway take 3 days."),
        ("Parcels to Norway take three days.", "Letters to Sweden take five days."),
        ("Parcels to Norway take three days.", "Our team answers mails within 5 hours."),
        ("We ship coffee to Norway.", "We do not ship grinders to Iceland."),
    ],
)
def test_two_things_are_no_contradiction(left: str, right: str) -> None:
    assert pair(left, right) == []


def test_german_numbers_and_one_article_with_itself() -> None:
    left = "Pakete nach Norwegen brauchen drei Tage."
    assert pair(left, "Pakete nach Norwegen brauchen 5 Tage.", "de") == ["number"]
    both = Text("one", "Shipping", f"{left}\n\nPakete nach Norwegen brauchen 5 Tage.", "de")
    assert contradictions([both]) == []
