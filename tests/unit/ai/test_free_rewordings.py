"""Whole answers as a model words them, from the demo's articles: true ones go out, lies do not.

Written by hand. Four true ones need more than words to see
and stay with a person; that number may only fall.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from autocrm.ai.support import doubts
from autocrm.usecases.import_articles import ArticleFile, read_article

KB = Path(__file__).resolve().parents[3] / "seeds" / "kb"

TRUE = [
    ("delivery-times", "If you pay before 12:00, your order leaves the roastery the same day."),
    ("delivery-times", "Orders paid after noon leave the roastery on the next working day."),
    (
        "delivery-times",
        "Within Switzerland, standard parcels arrive within two working days after dispatch.",
    ),
    (
        "delivery-times",
        "Your parcel to Germany will arrive three to five working days after dispatch.",
    ),
    (
        "delivery-times",
        "Parcels to Germany and Austria arrive three to five working days after dispatch.",
    ),
    (
        "delivery-times",
        "It takes six to nine working days after dispatch for parcels to the United Kingdom "
        "to arrive.",
    ),
    ("delivery-times", "Customs clearance is already counted in the six to nine working days."),
    ("delivery-times", "We only ship coffee that was roasted within the last seven days."),
    ("delivery-times", "Standard parcels are not delivered on Saturdays or Sundays by Swiss Post."),
    ("descaling", "Descale the Krug every four weeks if you use hard tap water."),
    (
        "descaling",
        "Please don't use vinegar in an espresso machine, since vinegar attacks the rubber seals.",
    ),
    ("descaling", "Dissolve 15 g of citric acid in one litre of water, and heat it to 60 °C."),
    ("descaling", "After descaling, flush the machine with two full tanks of fresh water."),
    ("descaling", "Soft water with a hardness between 4 and 8 °dH gives the best cup."),
    ("descaling", "White flakes in the cup are harmless and come from limescale."),
    (
        "customs-and-uk",
        "For Germany, Austria and France, import VAT and customs duty are already included in "
        "the checkout price.",
    ),
    (
        "customs-and-uk",
        "For orders above GBP 135, the carrier collects import VAT and a handling fee of GBP "
        "12 before delivery.",
    ),
    (
        "customs-and-uk",
        "For UK orders up to GBP 135, UK VAT is charged at checkout and nothing more is due "
        "on delivery.",
    ),
    (
        "customs-and-uk",
        "If a parcel is refused at customs, it comes back to Basel after about four weeks.",
    ),
    (
        "customs-and-uk",
        "We refund the price of the goods for a refused parcel, but not the outbound shipping "
        "price.",
    ),
    (
        "customs-and-uk",
        "The value of the goods is shown on the customs form on the outside of the parcel.",
    ),
    ("change-or-cancel-subscription", "There is no minimum term for our subscriptions."),
    (
        "change-or-cancel-subscription",
        "You can cancel your subscription at any time in the customer portal, without a fee.",
    ),
    (
        "change-or-cancel-subscription",
        "If you cancel before Sunday 23:59, the delivery of the following week is stopped.",
    ),
    (
        "change-or-cancel-subscription",
        "You can change the coffee, the grind, the amount and the rhythm of your subscription "
        "at any time.",
    ),
    ("change-or-cancel-subscription", "Every subscriber gets 10% off the shop price."),
    ("damaged-on-arrival", "Damaged or wrong items are always replaced at our cost."),
    ("damaged-on-arrival", "Please report the damaged item within seven days of delivery."),
    (
        "damaged-on-arrival",
        "Please send two photos to support@bergbach.example: one of the item and one of the box.",
    ),
    (
        "damaged-on-arrival",
        "We send a replacement within two working days after receiving the photos.",
    ),
    ("damaged-on-arrival", "You don't have to send back broken items worth less than CHF 40."),
    ("damaged-on-arrival", "If you prefer, you can get a refund instead of a replacement."),
    ("damaged-on-arrival", "For broken items worth CHF 40 or more, we send a free return label."),
    (
        "damaged-on-arrival",
        "You may keep a wrong coffee as a gift, and we send the right coffee at our cost.",
    ),
]
HELD_BACK = [
    ("delivery-times", "We don't ship any parcels between 25 December and 2 January."),
    ("delivery-times", "Our roasting days are Mondays and Wednesdays."),
    (
        "change-or-cancel-subscription",
        "Deliveries come weekly, every two weeks or every four weeks.",
    ),
    (
        "change-or-cancel-subscription",
        "You can restart a cancelled subscription with two clicks for up to one year.",
    ),
]
LIES = [
    ("delivery-times", "If you pay before 15:00, your order leaves the roastery the same day."),
    (
        "delivery-times",
        "Your parcel to Austria will arrive four to six working days after dispatch.",
    ),
    (
        "delivery-times",
        "Your parcel to Germany will arrive two to five working days after dispatch.",
    ),
    ("delivery-times", "Swiss Post delivers our standard parcels on Saturdays."),
    ("delivery-times", "We ship parcels between 25 December and 2 January."),
    (
        "delivery-times",
        "Priority parcels within Switzerland arrive within two working days after dispatch.",
    ),
    ("descaling", "Descale the Krug every two weeks if you use hard tap water."),
    ("descaling", "Use vinegar in an espresso machine."),
    ("descaling", "Dissolve 15 g of citric acid in two litres of water."),
    ("descaling", "Flush the kettle with two full tanks of fresh water after descaling."),
    (
        "customs-and-uk",
        "For orders above GBP 135 the carrier collects a handling fee of GBP 21 before delivery.",
    ),
    (
        "customs-and-uk",
        "For orders below GBP 135 the carrier collects import VAT plus a handling fee of GBP 12.",
    ),
    (
        "customs-and-uk",
        "We refund the price of the goods and the outbound shipping price for a refused parcel.",
    ),
    (
        "customs-and-uk",
        "The checkout price for the United Kingdom already includes import VAT and customs duty.",
    ),
    (
        "change-or-cancel-subscription",
        "You can cancel your subscription at any time, with a fee of CHF 5.",
    ),
    ("change-or-cancel-subscription", "Every subscriber gets 15% off the shop price."),
    (
        "change-or-cancel-subscription",
        "If you cancel after Sunday 23:59, the delivery of the following week is stopped.",
    ),
    ("change-or-cancel-subscription", "Subscriptions have a minimum term."),
    ("damaged-on-arrival", "Broken items worth less than CHF 40 have to be sent back."),
    ("damaged-on-arrival", "Damaged items are sometimes replaced at our cost."),
    ("damaged-on-arrival", "Please report a damaged item within fourteen days of delivery."),
    ("damaged-on-arrival", "Wrong gear may be kept as a gift."),
    ("damaged-on-arrival", "A wrong coffee has to be sent back with our free label."),
    (
        "damaged-on-arrival",
        "We send a replacement and a refund within two working days after we have received "
        "the photos.",
    ),
]


@cache
def article(slug: str) -> ArticleFile:
    return read_article(KB / f"{slug}.md")


def found(slug: str, claim: str) -> list[str]:
    source = article(slug)
    return [d.word for d in doubts(claim, source.content, "en", source.fields["title"])]


@pytest.mark.parametrize(("slug", "claim"), TRUE)
def test_a_true_answer_in_other_words_goes_out(slug: str, claim: str) -> None:
    assert found(slug, claim) == []


@pytest.mark.parametrize(("slug", "claim"), LIES)
def test_a_lie_in_the_same_words_does_not(slug: str, claim: str) -> None:
    assert found(slug, claim) != []


def test_most_true_ones_go_out() -> None:
    held = [claim for slug, claim in HELD_BACK if found(slug, claim)]
    assert len(held) / (len(TRUE) + len(HELD_BACK)) <= 0.15
