"""What a mail asks, and whether it is about the customer's own case."""

import pytest

from autocrm.ai.questions import find_questions
from autocrm.ai.terms import bag_of, coverage, missing_specific, terms_of


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Hi,\nhow long does it take?\nThanks\nTom", ["how long does it take?"]),
        (
            "How much is the workshop and what do I need to bring?",
            ["How much is the workshop", "what do I need to bring?"],
        ),
        (
            "I was wondering whether you ship to Norway.",
            ["I was wondering whether you ship to Norway."],
        ),
        ("Can you help me? Do you sell decaf?", ["Do you sell decaf?"]),
        ("Guten Tag\nWann habt ihr offen\nLG", ["Wann habt ihr offen"]),
        ("Bonjour,\nquels sont vos horaires\nCordialement\nÈve", ["quels sont vos horaires"]),
        ("My bag came open.", ["My bag came open."]),
        ("", []),
    ],
)
def test_questions_are_found(text: str, questions: list[str]) -> None:
    assert [q.text for q in find_questions("", text).questions] == questions


def test_a_question_in_the_subject_counts_when_the_mail_asks_none() -> None:
    assert find_questions("Do you ship to Norway?", "Thanks, Tom").questions[0].kind == "question"


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("How long does it take?", "time"),
        ("Wann habt ihr offen?", "time"),
        ("How much is postage?", "amount"),
        ("Ab welchem Betrag ist der Versand gratis?", "amount"),
        ("Quel est le prix du port ?", "amount"),
        ("Do you sell decaf?", "sale"),
        ("Is the decaf any good?", ""),
    ],
)
def test_what_a_fitting_answer_must_name(text: str, expects: str) -> None:
    assert find_questions("", text).questions[0].expects == expects


@pytest.mark.parametrize(
    "text",
    [
        "Where is my parcel?",
        "Order 40817 has not moved",
        "My bag arrived torn, what now?",
        "I was charged twice",
        "Mein Paket ist noch nicht angekommen",
        "Je n'ai toujours rien reçu",
    ],
)
def test_incidents_are_seen(text: str) -> None:
    assert find_questions("", text).incident


@pytest.mark.parametrize(
    "text",
    [
        "Please cancel my subscription.",
        "Could you change my address?",
        "Bitte storniert die Bestellung.",
        "Veuillez annuler ma commande.",
    ],
)
def test_requests_to_act_are_seen(text: str) -> None:
    assert find_questions("", text).action


@pytest.mark.parametrize(
    "text",
    [
        "Are you open on Monday?",
        "Can you ship to Norway?",
        "How do I cancel a plan?",
        "Habt ihr am Montag offen?",
    ],
)
def test_plain_questions_are_neither(text: str) -> None:
    asked = find_questions("", text)
    assert not asked.incident
    assert not asked.action


@pytest.mark.parametrize(
    ("question", "text", "language", "found"),
    [
        ("postage to Vienna", "Shipping to Austria costs CHF 14.", "en", True),
        ("postage to Oslo in Norway", "Shipping to Austria costs CHF 14.", "en", False),
        ("Versand nach Hamburg", "Die Versandkosten nach Deutschland", "de", True),
        ("livraison à Lyon", "Les frais de port pour la France", "fr", True),
        ("rollstuhlgängig", "Der Laden ist geöffnet.", "de", False),
    ],
)
def test_words_meet_across_inflection_compound_and_town(
    question: str, text: str, language: str, found: bool
) -> None:
    assert (coverage(terms_of(question, language), bag_of(text, language)) > 0.6) is found


def test_a_name_that_is_not_mentioned_is_missed() -> None:
    terms = terms_of("Do you ship to Norway?", "en")
    assert missing_specific(terms, bag_of("We ship to Austria.", "en")) == ("norway",)
