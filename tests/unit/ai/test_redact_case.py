"""No name, address or number of a customer's goes into another ticket."""

from __future__ import annotations

import pytest

from autocrm.ai.redact_case import redact_case


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Dear Hannah, it takes 3 to 5 days.", "Dear <name>, it takes 3 to 5 days."),
        ("Grüezi Frau Meier,\nja.", "Grüezi Frau <name>,\nja."),
        ("Write to h.meier@postbox.example.", "Write to <email>."),
        ("Call +41 79 123 45 67. It costs CHF 12.50.", "Call <number>. It costs CHF 12.50."),
        ("IBAN CH93 0076 2011 6238 5295 7", "IBAN <number>"),
        ("Your order CH-4471-2291 of 2 bags", "Your order <number> of 2 bags"),
        ("See https://shop.example/x?t=1 for it", "See <link> for it"),
        ("Yes.\n\nKind regards,\nReto Keller\n079 123 45 67", "Yes.\n\nKind regards"),
        ("Mit freundlichen Grüßen\nReto", "Mit freundlichen Grüßen"),
        ("The meierei is open.", "The meierei is open."),  # a part of a word is no name
        ("Hi there, a bag of 250 g.", "Hi there, a bag of 250 g."),
    ],
)
def test_what_goes_and_what_stays(text: str, redacted: str) -> None:
    assert redact_case(text, ["Hannah Meier", "h.meier@postbox.example"]) == redacted


def test_without_names_the_shapes_still_go() -> None:
    assert redact_case("Dear Ada Lovelace,\nno.") == "Dear <name>,\nno."


def test_an_empty_name_hides_nothing() -> None:
    assert redact_case("The kettle is fine.", ["", "h.meier@postbox.example"]) == (
        "The kettle is fine."
    )
