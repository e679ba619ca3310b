"""What a source bears out, and what it does not: by hand, sentence by sentence."""

from __future__ import annotations

import pytest

from autocrm.ai.facts import plain_number, tokens_of
from autocrm.ai.support import doubts, supports

SOURCE = """Orders leave the roastery the same day.

Parcels to Germany arrive three to five working days after dispatch. Shipping to Germany costs
CHF 14. Parcels to France arrive four to six working days after dispatch.

You may not return opened bags unless they are faulty. We refund the price within 14 days of the
return. You must send back the grinder at your own cost.

- The Kiesel can be washed in the dishwasher.
- The Krug holds up to 0.9 litres of water, data and tea are not included.
"""


@pytest.mark.parametrize(
    "claim",
    [
        "Parcels to Germany arrive three to five working days after dispatch.",
        "Parcels to Germany arrive 3 to 5 working days after dispatch.",
        "Packages to Germany arrive three to five working days after dispatch.",
        "Please note that shipping to Germany costs CHF 14.",
        "Shipping to Germany costs CHF 14.00.",
        "Yes, the Kiesel can be washed in the dishwasher.",
        "You can't return opened bags unless they are faulty.",
        "Opened bags may not be returned unless they are faulty.",
        "Unless they are faulty, you cannot return opened bags.",
        "You have to send back the grinder at your own cost.",
        "We'll refund the price within 14 days of the return.",
        "We refund the price in 14 days of the return.",
        "Shipping to Germany costs CHF 14, and parcels to Germany arrive three to five working "
        "days after dispatch.",
        "The Krug holds at most 0.9 litres of water.",
        "In short, orders leave the roastery the same day.",
    ],
)
def test_an_honest_rewording_is_borne_out(claim: str) -> None:
    assert doubts(claim, SOURCE) == []


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("Parcels to Germany arrive nine working days after dispatch.", "number"),
        ("Parcels to Germany arrive three to six working days after dispatch.", "number"),
        ("Parcels to Germany arrive four to six working days after dispatch.", "name"),
        ("Parcels to France arrive three to five working days after dispatch.", "name"),
        ("Parcels to Austria arrive three to five working days after dispatch.", "name"),
        ("Shipping to Germany costs EUR 14.", "unit"),
        ("Shipping to Germany costs CHF 41.", "number"),
        ("We refund the price within 14 weeks of the return.", "unit"),
        ("Parcels to Germany never arrive three to five working days after dispatch.", "added"),
        ("You may return opened bags unless they are faulty.", "lost"),
        ("You may not return opened bags.", "lost"),
        ("You must not return opened bags unless they are faulty.", "added"),
        ("You may send back the grinder at your own cost.", "added"),
        ("You should send back the grinder at your own cost.", "added"),
        ("You must send back the grinder at our partner's cost.", "word"),
        ("The Kiesel must be washed in the dishwasher.", "added"),
        ("The Kiesel can't be washed in the dishwasher.", "added"),
        ("Only the Kiesel can be washed in the dishwasher.", "added"),
        ("The Krug can be washed in the dishwasher.", "name"),
        ("The Krug holds at least 0.9 litres of water.", "added"),
        ("We refund the price and the shipping within 14 days of the return.", "word"),
        ("Orders leave the roastery before the same day.", "added"),
    ],
)
def test_a_changed_claim_is_not(claim: str, fault: str) -> None:
    assert fault in {doubt.fault for doubt in doubts(claim, SOURCE)}


@pytest.mark.parametrize(
    ("claim", "borne_out"),
    [
        ("Der Versand nach Deutschland kostet CHF 14.", True),
        ("Pakete nach Deutschland brauchen 3 bis 5 Tage.", True),
        ("Der Versand nach Deutschland kostet CHF 19.", False),
        ("Pakete nach Deutschland brauchen drei bis fünf Wochen.", False),
        ("Sie können das Paket nicht abholen.", False),
        ("Sie können das Paket abholen.", True),
        ("Sie müssen das Paket abholen.", False),
    ],
)
def test_german(claim: str, borne_out: bool) -> None:
    source = (
        "Der Versand nach Deutschland kostet CHF 14. Pakete nach Deutschland brauchen drei bis "
        "fünf Tage. Sie können das Paket abholen."
    )
    assert supports(claim, source, "de") is borne_out


@pytest.mark.parametrize(
    ("claim", "borne_out"),
    [
        ("La livraison coûte 14 CHF.", True),
        ("La livraison coûte 15 CHF.", False),
        ("Vous ne pouvez pas retourner un paquet ouvert.", True),
        ("Vous pouvez retourner un paquet ouvert.", False),
    ],
)
def test_french(claim: str, borne_out: bool) -> None:
    source = "La livraison coûte 14 CHF. Vous ne pouvez pas retourner un paquet ouvert."
    assert supports(claim, source, "fr") is borne_out


def test_the_title_may_stand_for_it_but_not_for_another_name() -> None:
    source = "It needs 28 clicks for a French press. The Krug needs no clicks."
    assert supports("The Kiesel needs 28 clicks for a French press.", source, known="The Kiesel")
    assert not supports("The Kiesel needs no clicks.", source, known="The Kiesel")


def test_nothing_bears_out_a_claim_and_nothing_needs_no_bearing() -> None:
    assert not supports("Shipping costs CHF 14.", "")
    assert supports("", SOURCE)
    assert supports("Please note.", SOURCE)


@pytest.mark.parametrize(
    ("number", "plain"),
    [("1'000", "1000"), ("1,000.50", "1000.5"), ("4,50", "4.5"), ("08:00", "8:00"), ("0", "0"),
     ("2.0", "2"), ("10", "10"), ("007", "7")],
)  # fmt: skip
def test_one_number_in_all_its_spellings(number: str, plain: str) -> None:
    assert plain_number(number) == plain


def test_tokens() -> None:
    found = [(t.key, t.kind) for t in tokens_of("You can't get more than three 250g bags.")]
    assert found[1:] == [
        ("can", "turn"),
        ("not", "turn"),
        ("get", "filler"),
        ("over", "turn"),
        ("3", "number"),
        ("250", "number"),
        ("g", "unit"),
        ("bag", "word"),
    ]
