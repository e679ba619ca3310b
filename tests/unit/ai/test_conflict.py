"""What a summary cannot have from its source, and how far an answer rests on it."""

from __future__ import annotations

import pytest

from autocrm.ai.conflict import conflicts
from autocrm.ai.faithful import faithfulness
from autocrm.ai.opposites import opposites_of

SOURCE = """Dear John, our newest package CloudTrek costs $100 a month for the first 20 customers
who sign up before August 31st, 2022. It does not include training. It increases productivity, and
parcels never leave on Sundays."""


@pytest.mark.parametrize(
    "text",
    [
        "John is offered the newest package, CloudTrek, for $100 per month.",
        "CloudTrek, an innovative product, is advertised to John; training is not included.",
        "The mail says that the offer ends on 31 August 2022 and is for twenty buyers.",
        "",
    ],
)
def test_an_honest_summary(text: str) -> None:
    assert conflicts(text, SOURCE) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("CloudTrek costs $50 a month.", "number"),
        ("CloudTrek costs €100 a month.", "unit"),
        ("The package of SkyWalk costs $100 a month.", "name"),
        ("The oldest package costs $100 a month.", "word"),
        ("CloudTrek decreases productivity.", "word"),
        ("CloudTrek does not cost $100 a month.", "added"),
        ("CloudTrek includes training.", "lost"),
    ],
)
def test_an_edited_one(text: str, fault: str) -> None:
    assert fault in {doubt.fault for doubt in conflicts(text, SOURCE)}


def test_opposites_by_list_and_by_prefix() -> None:
    words = frozenset({"old", "complet", "big"})
    assert opposites_of("new", words) == {"old"}
    assert opposites_of("incomplet", words) == {"complet"}
    assert opposites_of("blue", words) == frozenset()


def test_faithfulness_orders_answers() -> None:
    quoted = faithfulness("It does not include training.", [SOURCE])
    said = faithfulness("Training is not part of the CloudTrek package.", [SOURCE])
    made_up = faithfulness("The founder was born in Zürich and loves cheese.", [SOURCE])
    assert quoted > said > made_up
    assert quoted == 1.0
    assert faithfulness("", [SOURCE]) == 1.0


def test_the_words_of_the_asker_are_no_invention() -> None:
    text = "Your grandmother gets CloudTrek for $100 a month."
    alone = faithfulness(text, [SOURCE])
    assert faithfulness(text, [SOURCE], "What does my grandmother pay?") > alone
