"""What is personal is found by type, hidden, and comes back exactly."""

from __future__ import annotations

import pytest

from autocrm.ai.pii import HIDDEN, PLACEHOLDERS, find, redact, restore


def found(text: str) -> list[tuple[str, str]]:
    return [(span.type, text[span.start : span.end]) for span in find(text)]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("EMAIL_ADDRESS", "Write to <ada.l+shop@post.example.ch>.", "ada.l+shop@post.example.ch"),
        ("URL", "See https://shop.example/x?t=1, please.", "https://shop.example/x?t=1"),
        ("URL", "[here](https://shop.example/a)", "https://shop.example/a"),
        ("IBAN_CODE", "to CH93 0076 2011 6238 5295 7 as agreed", "CH93 0076 2011 6238 5295 7"),
        ("IBAN_CODE", "iban gb82west12345698765432.", "gb82west12345698765432"),
        ("CREDIT_CARD", "Card 4111-1111-1111-1111 was charged", "4111-1111-1111-1111"),
        ("CREDIT_CARD", "my amex 378282246310005", "378282246310005"),
        ("US_SSN", "SSN: 123-45-6789", "123-45-6789"),
        ("CH_AHV", "AHV-Nr. 756.9217.0769.85", "756.9217.0769.85"),
        ("IP_ADDRESS", "from 192.0.2.17, again", "192.0.2.17"),
        ("IP_ADDRESS", "from 2001:db8::8a2e:370:7334", "2001:db8::8a2e:370:7334"),
        ("PHONE_NUMBER", "Ruf mich an: 079 123 45 67", "079 123 45 67"),
        ("PHONE_NUMBER", "+41 (0)44 668 18 00", "+41 (0)44 668 18 00"),
        ("PHONE_NUMBER", "My phone is 5551234567.", "5551234567"),
        ("PHONE_NUMBER", "(212) 555-0187 or later", "(212) 555-0187"),
        ("PHONE_NUMBER", "781 1704 office", "781 1704"),
        ("BIRTH_DATE", "geboren am 3.12.1979", "3.12.1979"),
        ("DATE_TIME", "It came on 3 May 2024.", "3 May 2024"),
        ("DATE_TIME", "2024-05-03 11:20:00", "2024-05-03 11:20:00"),
        ("STREET_ADDRESS", "am Seeweg 12, 8001 Zürich", "Seeweg 12, 8001 Zürich"),
        ("STREET_ADDRESS", "12 Baker Street\nSuite 4", "12 Baker Street\nSuite 4"),
        ("STREET_ADDRESS", "au 5, rue de la Paix", "5, rue de la Paix"),
        ("STREET_ADDRESS", "in Via Roma 7", "Via Roma 7"),
        ("STREET_ADDRESS", "P.O. Box 149", "P.O. Box 149"),
        ("STREET_ADDRESS", "I live at 14 Kellerhof", "14 Kellerhof"),
        ("PERSON", "My name is Zorblat Quux.", "Zorblat Quux"),
        ("PERSON", "Grüezi Frau Meier, ja", "Meier"),
        ("PERSON", "Is it Anna Lovelace's dog", "Anna Lovelace"),
        ("PERSON", "we met Anna Lovelace there", "Anna Lovelace"),
        ("PERSON", "for Katie E. Miles only", "Katie E. Miles"),
        ("PERSON", "by Åse van der Berg", "Åse van der Berg"),
        ("PERSON", "Yes.\n\nKind regards,\nZoltrix Feld\n", "Zoltrix Feld"),
        ("PERSON", "we asked Vesper Kowalski", "Vesper Kowalski"),
        ("PERSON", "my name is anna", "anna"),
        ("PERSON", "to Mr. May today", "May"),
    ],
)  # fmt: skip
def test_found_by_type(kind: str, text: str, value: str) -> None:
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Card 4111-1111-1111-1112",  # Luhn
        "order 9999 9999 9999 9995",  # no card begins so
        "CH93 0076 2011 6238 5295 8",  # mod 97
        "756.9217.0769.84",  # EAN-13
        "at 10:20:30 or 999.1.1.1",
        "Your order 079 123 45 67 of 2 bags",
        "It costs CHF 1 200 000.50, or 12.50 each",
        "Version 4.5.1 of 250 g bags, item 48213",
        "German nouns: Die Lieferung meiner Bestellung, Kaffee Crema, fehlt.",
        "Can I return the Grinder Deluxe? Will Amazon pay? May I?",
        "Hi there, Dear Customer, Hello Team,",
        "We use Russell Investments and the Anna Foundation.",
        "I am German. This is Great News.",
        "Kind regards,\nCustomer Service",
        "the weg 7 and 12 bags",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert found(text) == []


def test_every_type_has_a_placeholder_of_its_own() -> None:
    assert len(set(PLACEHOLDERS.values())) == len(PLACEHOLDERS)
    assert "DATE_TIME" not in HIDDEN


def test_a_name_that_was_introduced_is_found_again_and_words_are_not_cut() -> None:
    text = "I am Zorblat Quux. Zorblat ordered; Quuxes and Zorblats did not. Quux!"
    assert [value for _, value in found(text)] == ["Zorblat Quux", "Zorblat", "Quux"]


def test_hidden_the_same_throughout_and_back_exactly() -> None:
    text = "From a@b.example: call 079 123 45 67 by 3 May 2024, or a@b.example, c@d.example."
    hidden = redact(text)
    assert hidden.text == ("From <EMAIL_1>: call <PHONE_1> by 3 May 2024, or <EMAIL_1>, <EMAIL_2>.")
    assert hidden.mapping["<EMAIL_2>"] == "c@d.example"
    assert restore(hidden.text, hidden.mapping) == text


def test_a_thread_keeps_its_placeholders() -> None:
    first = redact("My name is Zorblat Quux, a@b.example.")
    second = redact("Zorblat Quux here, now c@d.example.", first.mapping)
    assert second.text == "<PERSON_1> here, now <EMAIL_2>."
    assert first.mapping.items() <= second.mapping.items()


def test_only_the_types_that_are_asked_for() -> None:
    text = "a@b.example on 3 May 2024"
    assert redact(text, types=frozenset({"DATE_TIME"})).text == "a@b.example on <DATE_1>"


def test_a_placeholder_in_the_mail_is_nobodys() -> None:
    text = "Send <EMAIL_1> to a@b.example"
    hidden = redact(text)
    assert hidden.text == "Send <EMAIL_1> to <EMAIL_2>"
    assert restore(hidden.text, hidden.mapping) == text


def test_what_the_model_made_up_and_what_a_value_holds_is_not_replaced() -> None:
    mapping = {"<EMAIL_1>": "<EMAIL_2>@x.example", "<EMAIL_2>": "b", "<EMAIL_12>": "c"}
    assert restore("<EMAIL_1> <EMAIL_12> <PHONE_9>", mapping) == "<EMAIL_2>@x.example c <PHONE_9>"


def test_nothing_reaches_over_a_control_character() -> None:
    parts = ["I am Anna", "Miller: 079 123", "45 67", "12 Baker Street", "Suite 4", "4111 1111",
             "1111 1111"]  # fmt: skip
    joined = "\n\x1e\n".join(parts)
    assert all("\x1e" not in value for _, value in found(joined))
    assert redact(joined).text.count("\n\x1e\n") == len(parts) - 1


@pytest.mark.parametrize("text", ["", " ", "\n", "é", "\x00", "<>", "@", "+", "a" * 5000])
def test_odd_texts_come_back(text: str) -> None:
    hidden = redact(text)
    assert restore(hidden.text, hidden.mapping) == text
