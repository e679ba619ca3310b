"""Who asks to be called, what they pick of the times we offered, and what is told."""

from dataclasses import replace

import pytest

from autocrm.domain.ticket import TicketContext, Turn
from autocrm.tools.book_call import BookCall
from tests.unit.ai.answer_cast import mail, triage

TOOL = BookCall()
SLOTS = {
    "zone": "Europe/Zurich",
    "free": [
        {"starts_at": f"2026-11-{d}T09:00:00Z", "local": f"2026-11-{d}T10:00"} for d in (26, 27, 30)
    ],
    "offered": [],
}
OFFERED = {**SLOTS, "offered": [{**slot, "free": True} for slot in SLOTS["free"]]}


def answered(text: str, offer: str = "", earlier: str = "Please call me.") -> TicketContext:
    """The thread after our offer."""
    language = "de" if offer.startswith("Bitte") else "en"
    evidence = told(SLOTS, mail(earlier), language).evidence
    turns = (
        Turn("i0", "customer", earlier), Turn("r0", "ai", offer or evidence.text),
        Turn("i1", "customer", text),
    )  # fmt: skip
    return replace(mail(text), turns=turns)


def told(slots, context, language="en", arguments=None):
    reading = TOOL.tell(context, triage(language=language), arguments or {"step": "offer"}, slots)
    assert reading is not None
    return reading


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Could you please call me?", "en"),
        ("Please call me back about my invoice.", "en"),
        ("I would like to book a call.", "en"),
        ("Can someone give me a quick call? My number is 079 555 12 34.", "en"),
        ("Bitte rufen Sie mich an.", "de"),
        ("Ich bitte um Rückruf.", "de"),
        ("Könnt ihr mich bitte zurückrufen?", "de"),
    ],
)
def test_a_call_is_asked_for(text: str, language: str) -> None:
    assert TOOL.wants(mail(text), triage(language=language)) == {"step": "offer"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please don't call me.", "en"),
        ("Your colleague called me yesterday.", "en"),
        ("Nobody called me.", "en"),
        ("I call this a scandal.", "en"),
        ("How long does delivery take?", "en"),
        ("Thanks!\n\n> Please call me.", "en"),
        ("The second one suits me.", "en"),  # nothing was offered
        ("2", "en"),
        ("Bitte rufen Sie mich nicht an.", "de"),
        ("Rappelez-moi.", "fr"),
    ],
)
def test_no_call_is_asked_for(text: str, language: str) -> None:
    assert TOOL.wants(mail(text), triage(language=language)) is None


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("The second one suits me.", {"number": 2}),
        ("Hello,\n\nthe second one suits me\n\nThanks\nAda", {"number": 2}),
        ("Time 3 please", {"number": 3}),
        ("2", {"number": 2}),
        ("Number 1 works for me.", {"number": 1}),
        ("Friday works best.", {"weekday": 4}),
    ],
)
def test_a_time_is_picked(text: str, picked: dict[str, int]) -> None:
    wanted = TOOL.wants(answered(text), triage())
    assert wanted == {"step": "book", "phone": "", **picked}


@pytest.mark.parametrize(
    "text",
    [
        "None of them suits me.",
        "The second one does not suit me.",
        "The first or the second.",
        "I have two questions about the third grinder.",
        "Thanks, that was 1 great answer.",
        "> The second one suits me.",
    ],
)
def test_what_is_not_plain_is_no_choice(text: str) -> None:
    assert TOOL.wants(answered(text), triage()) is None


def test_german_choices() -> None:
    pick = "Bitte antworten Sie mit der Nummer der Zeit, die Ihnen passt, und Ihrer Telefonnummer."
    for text, number in (("Der zweite Termin passt.", 2), ("Zeit 1 bitte", 1), ("Die dritte.", 3)):
        wanted = TOOL.wants(answered(text, pick), triage(language="de"))
        assert wanted == {"step": "book", "phone": "", "number": number}


def test_the_phone_number_is_the_last_one_and_no_date() -> None:
    context = answered(
        "Time 2 please. Reach me on 079 555 12 34.", earlier="Call me: +41 61 5551234"
    )
    assert (TOOL.wants(context, triage()) or {})["phone"] == "079 555 12 34"
    context = answered("Time 2 please.", earlier="Call me about 2026-11-12: +41 61 5551234")
    assert (TOOL.wants(context, triage()) or {})["phone"] == "+41 61 5551234"


def test_the_offer_and_its_wish() -> None:
    reading = told(SLOTS, mail("Please call me."))
    assert reading.evidence.text.splitlines() == [
        "We can call you at one of these times (Europe/Zurich):",
        "Time 1: Thursday, 26 November 2026 at 10:00",
        "Time 2: Friday, 27 November 2026 at 10:00",
        "Time 3: Monday, 30 November 2026 at 10:00",
        "Please answer with the number of the time that suits you, and your phone number.",
    ]
    assert reading.wish is not None
    assert reading.wish.arguments["starts"][1] == "2026-11-27T09:00:00Z"


def test_the_promise_and_its_wish() -> None:
    arguments = {"step": "book", "number": 2, "phone": "079 555 12 34"}
    reading = told(OFFERED, answered("The second one suits me."), "en", arguments)
    said = (
        "Your appointment is booked: a colleague will phone you on "
        "Friday, 27 November 2026 at 10:00 (Europe/Zurich)."
    )
    assert reading.evidence.text == said
    assert reading.wish is not None
    assert reading.wish.arguments["starts_at"] == "2026-11-27T09:00:00Z"
    assert reading.wish.arguments["says"] in said


def test_a_time_that_is_gone_is_offered_anew() -> None:
    gone = {**OFFERED, "offered": [{**slot, "free": False} for slot in SLOTS["free"]]}
    arguments = {"step": "book", "number": 2, "phone": ""}
    reading = told(gone, answered("The second one suits me."), "en", arguments)
    assert reading.wish is not None
    assert reading.wish.arguments["step"] == "offer"


def test_without_times_nothing_is_told() -> None:
    assert TOOL.tell(mail("Call me."), triage(), {"step": "offer"}, {**SLOTS, "free": []}) is None
