"""Which messages ask the tool, with which number; what a row is told as."""

import pytest

from autocrm.tools.order_status import OrderStatus
from tests.unit.ai.answer_cast import mail, triage

TOOL = OrderStatus()
ROW = {
    "number": "B-10432", "status": "shipped", "placed_on": "2026-11-20", "shipped_on": "2026-11-23",
    "delivered_on": None, "expected_on": "2026-11-27", "carrier": "Swiss Post",
    "tracking": "99.00.123456.7", "today": "2026-11-25",
}  # fmt: skip


def number(text: str, subject: str = "", language: str = "en") -> str | None:
    wanted = TOOL.wants(mail(text, subject), triage(language=language))
    return wanted["number"] if wanted else None


@pytest.mark.parametrize(
    ("text", "subject", "wanted"),
    [
        ("Where is my order B-10432?", "", "B-10432"),
        ("Where's my parcel? Order #40817.", "", "40817"),
        ("Any idea where my order no. 40817 is?", "", "40817"),
        ("I ordered beans on 12 November, order number: 40817. When will it arrive?", "", "40817"),
        ("Has it been shipped yet?", "Order 4417", "4417"),
        ("What is the status of my order B-10432?", "", "B-10432"),
        ("Hi, order b-10432 here. When can I expect it? Call me on 079 555 12 34.", "", "b-10432"),
        ("Could you tell me where my order B-10432 is? Invoice INV-20331 was paid.", "", "B-10432"),
        ("Order B-10432: where is it? I mean B-10432.", "", "B-10432"),
    ],
)
def test_an_order_is_asked_for(text: str, subject: str, wanted: str) -> None:
    assert number(text, subject) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Wo ist meine Bestellung B-10432?", "B-10432"),
        ("Wo bleibt mein Paket? Bestellnummer 40817.", "40817"),
        ("Wann kommt meine Bestellung Nr. 40817 an?", "40817"),
        ("Ist meine Bestellung #40817 schon unterwegs?", "40817"),
        ("Wurde die Bestellung B-10432 schon verschickt?", "B-10432"),
        ("Wie ist der Stand meiner Bestellung 40817?", "40817"),
    ],
)
def test_and_in_german(text: str, wanted: str) -> None:
    assert number(text, language="de") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order?",  # no number
        "Where is my parcel? My number is 079 555 12 34.",
        "Where is my parcel? I ordered on 2026-11-12.",
        "Where is my order of 12.11.2026?",
        "Where is my order of 1000 filters?",
        "Where is my invoice INV-20331?",
        "Where is my parcel? The tracking number is AB-123456.",
        "Where is my order 4417? And my order 4418?",  # two at once
        "Where is my refund for order B-10432?",
        "I returned order B-10432. Where is it?",
        "Where is the money for order B-10432?",
        "My order B-10432 arrived broken, I want my money back.",
        "Please cancel order B-10432.",
        "I love my order B-10432.",
        "How long does delivery to Germany take?",
        "Thanks!\n\nOn Mon, 23 Nov 2026 Reto wrote:\n> Where is order B-10432?",
        "> Where is my order B-10432?\n\nWhat does this line mean?",
        "-----Original Message-----\nFrom: x@y.example\nWhere is my order B-10432?",
    ],
)
def test_no_order_is_asked_for(text: str) -> None:
    assert number(text) is None


def test_a_language_that_it_does_not_speak_asks_nothing() -> None:
    assert number("Where is my order B-10432?", language="fr") is None


def told(row: dict[str, object] | None, text: str = "Where is my order B-10432?", code: str = "en"):
    context, guessed = mail(text), triage(language=code)
    reading = TOOL.tell(context, guessed, {"number": "B-10432"}, row)
    assert reading is not None
    return reading.evidence


@pytest.mark.parametrize(
    ("changes", "first", "answered"),
    [
        ({}, "Your order B-10432 was handed to Swiss Post on Monday, 23 November 2026.", True),
        ({"carrier": ""},
         "Your order B-10432 was handed to the carrier on Monday, 23 November 2026.", True),
        ({"status": "packed", "shipped_on": None},
         "Your order B-10432 was placed on Friday, 20 November 2026 and has been packed.", True),
        ({"expected_on": "2026-11-24"},  # should have arrived
         "Your order B-10432 was handed to Swiss Post on Monday, 23 November 2026.", False),
        ({"status": "delivered", "delivered_on": "2026-11-24"},
         "Your order B-10432 was delivered on Tuesday, 24 November 2026.", False),
        ({"status": "cancelled"},
         "Your order B-10432 of Friday, 20 November 2026 was cancelled.", False),
    ],
)  # fmt: skip
def test_the_row_in_words(changes: dict[str, object], first: str, answered: bool) -> None:
    evidence = told({**ROW, **changes})
    assert evidence.text.splitlines()[0] == first
    assert bool(evidence.questions) is answered


def test_every_sentence_stands_at_its_place() -> None:
    evidence = told(ROW)
    [known] = evidence.questions
    assert [evidence.text[a:b] for a, b in known.answers] == evidence.text.splitlines()
    assert known.ask == ("Where is my order B-10432?",)
    assert (evidence.kind, evidence.title) == ("record", "Order B-10432")


def test_a_day_that_is_asked_for_and_unknown_is_for_a_person() -> None:
    row = {**ROW, "expected_on": None}
    assert told(row).questions
    assert not told(row, "When will my order B-10432 arrive?").questions


def test_german() -> None:
    lines = told(ROW, "Wo ist meine Bestellung B-10432?", "de").text.splitlines()
    assert lines == [
        "Ihre Bestellung B-10432 wurde am Montag, 23. November 2026 an Swiss Post übergeben.",
        "Die Sendungsnummer lautet 99.00.123456.7.",
        "Die Zustellung ist für Freitag, 27. November 2026 vorgesehen.",
    ]


def test_what_is_not_found_names_nobody() -> None:
    assert told(None).text.startswith("We found no order with the number B-10432 under your e-mail")
