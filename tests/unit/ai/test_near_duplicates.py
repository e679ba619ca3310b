"""What says the same is shown once; what only looks alike is not the same."""

from __future__ import annotations

import pytest

from autocrm.ai.near_duplicates import says_the_same, without_near_duplicates
from tests.unit.ai.evidence import found

FEE = "The monthly fee is 5 francs, and it is taken from the account on the first day of the month."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (found(FEE, "Fees"), found(FEE, "Fees"), True),
        (found(FEE, "Fees"), found(FEE, "Monthly fees"), True),
        (found(FEE, "Fees"), found(FEE + " Always.", "Fees"), True),
        (found(FEE, "Fees"), found(FEE.replace("5", "6"), "Fees"), False),
        (found(FEE, "Gold Account: fees"), found(FEE, "Silver Account: fees"), False),
        (found(FEE, "Fees"), found(FEE.replace("the account", "the Visa card"), "Fees"), False),
        (found(FEE, "Fees"), found("Parcels take two days.", "Fees"), False),
        (found(FEE, "Fees"), found(FEE, "Fees", language="de"), False),
        (found("Yes.", "Fees"), found("Yes.", "Fees"), True),
        (found("Yes.", "Fees"), found("No.", "Fees"), False),
    ],
)
def test_same_words_about_the_same_thing(one, other, same: bool) -> None:
    assert says_the_same(one, other) is same
    assert says_the_same(other, one) is same


def test_the_better_one_is_kept_and_the_other_named() -> None:
    first, second, third = found(FEE, slug="a"), found("Two days.", slug="b"), found(FEE, slug="c")
    kept, dropped = without_near_duplicates([first, second, third])
    assert kept == [first, second]
    assert [(d.evidence.slug, d.of.slug) for d in dropped] == [("c", "a")]
