"""What is cut and what is kept, one case a mail program."""

from __future__ import annotations

import pytest

from autocrm.adapters.mail.quotes import written_now

CASES = {
    "gmail": (
        "Thanks, but where is it?\n\n"
        "On Mon, Jan 15, 2024 at 10:02 AM Support <support@shop.example> wrote:\n\n"
        "> Your parcel left.\n> Kind regards\n",
        "Thanks, but where is it?",
    ),
    "gmail, wrapped attribution": (
        "Any news?\n\nOn Mon, Jan 15, 2024 at 10:02 AM The Support Team at Shop\n"
        "<support@shop.example> wrote:\n> Old\n",
        "Any news?",
    ),
    "attribution without marks below": (
        "Any news?\n\nOn Mon, Jan 15, 2024 at 10:02 AM Support wrote:\n\nOld text\nmore of it",
        "Any news?",
    ),
    "apple": (
        "Ja, gerne.\n\nVon meinem iPhone gesendet\n\n"
        "> Am 15.01.2024 um 10:02 schrieb Support <support@shop.example>:\n> \n> Alt\n",
        "Ja, gerne.",
    ),
    "german": (
        "Noch nichts da.\n\nAm Mo., 15. Jan. 2024 um 10:02 Uhr schrieb Support <\n"
        "support@shop.example>:\n\n> Alt\n> Alt\n",
        "Noch nichts da.",
    ),
    "thunderbird, german": (
        "Danke!\n\nAm 15.01.24 um 10:02 schrieb Support:\n> Alt\n",
        "Danke!",
    ),
    "french": (
        "Toujours rien.\n\nLe lun. 15 janv. 2024 à 10:02, Support <support@shop.example>\n"
        "a écrit\u00a0:\n\n> Ancien\n",
        "Toujours rien.",
    ),
    "french without marks": (
        "Toujours rien.\n\nLe 15/01/2024 à 10:02, Support a écrit :\nAncien message\nencore",
        "Toujours rien.",
    ),
    "outlook": (
        "Still waiting.\n\n________________________________\nFrom: Support <support@shop.example>\n"
        "Sent: Monday, January 15, 2024 10:02 AM\nTo: Ada\nSubject: RE: Parcel\n\nOld\n",
        "Still waiting.",
    ),
    "outlook, german": (
        "Ich warte noch.\n\nVon: Support <support@shop.example>\nGesendet: Montag, 15. Januar\n"
        "An: Ada\nBetreff: AW: Paket\n\nAlt\n",
        "Ich warte noch.",
    ),
    "outlook, french": (
        "J'attends.\n\nDe : Support <support@shop.example>\nEnvoyé : lundi 15 janvier 2024\n"
        "À : Ada\nObjet : RE: Colis\n\nAncien\n",
        "J'attends.",
    ),
    "gmx, other order": (
        "Wo ist es?\n\nGesendet: Montag, 15. Januar 2024 um 10:02 Uhr\nVon: Support\nAn: Ada\n"
        "Betreff: Paket\nAlt",
        "Wo ist es?",
    ),
    "original message": (
        "See below.\n\n-----Original Message-----\nFrom: Support\nSent: Monday\n\nOld",
        "See below.",
    ),
    "original message, german": (
        "Siehe unten.\n\n-----Ursprüngliche Nachricht-----\nVon: Support\n\nAlt",
        "Siehe unten.",
    ),
    "original message, french": (
        "Voir plus bas.\n\n-----Message d'origine-----\nDe : Support\n\nAncien",
        "Voir plus bas.",
    ),
    "inline answers": (
        "Hi, see below.\n\nOn 15 Jan 2024, at 10:02, Support <s@shop.example> wrote:\n"
        "> Which size?\n\nMedium.\n\n> Which colour?\n\nBlue, please.\n",
        "Hi, see below.\n\nMedium.\n\nBlue, please.",
    ),
    "answer below the quote": (
        "On 15 Jan 2024, at 10:02, Support <s@shop.example> wrote:\n> Which size?\n\nMedium.\n"
        "-- \nAda",
        "Medium.",
    ),
    "torn end of a quoted line": (
        "> This line of the old mail is long enough to have been wrapped by a\n"
        "program\n> at the end.\n\nMy answer.",
        "My answer.",
    ),
    "signature": ("Where is it?\n\n-- \nAda Lovelace\n+41 61 000 00 00", "Where is it?"),
    "a dash line that asks on": (
        "First thing is fine.\n--\nSecond: where is my invoice?",
        "First thing is fine.\n--\nSecond: where is my invoice?",
    ),
    "iphone": ("Where is it?\n\nSent from my iPhone", "Where is it?"),
    "iphone, french": ("Où est-il ?\n\nEnvoyé de mon iPhone", "Où est-il ?"),
    "outlook mobile": (
        "Where is it?\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n",
        "Where is it?",
    ),
    "android, german": (
        "Wo ist es?\n\n"
        "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
        "Wo ist es?",
    ),
    "iphone as the matter": (
        "Sent from my iPhone, the photo does not upload.",
        "Sent from my iPhone, the photo does not upload.",
    ),
    "legal notice": (
        "Where is it?\n\nThis e-mail and any attachments are confidential and intended for you.",
        "Where is it?",
    ),
    "forward with a comment": (
        "What is this?\n\n---------- Forwarded message ---------\nFrom: Bank <b@bank.example>\n"
        "Date: Mon\nSubject: Payment\n\nYou were charged twice.",
        "What is this?\n\n---------- Forwarded message ---------\nFrom: Bank <b@bank.example>\n"
        "Date: Mon\nSubject: Payment\n\nYou were charged twice.",
    ),
    "everything is quoted": ("> Where is it?\n> Ada", "Where is it?\nAda"),
    "only an old mail": (
        "From: Bank <b@bank.example>\nSent: Monday\nTo: Ada\nSubject: Payment\n\nCharged twice.",
        "From: Bank <b@bank.example>\nSent: Monday\nTo: Ada\nSubject: Payment\n\nCharged twice.",
    ),
    "only a footer": ("Sent from my iPhone", "Sent from my iPhone"),
    "a form is no old mail": (
        "Please send it:\nFrom: Basel\nTo: Bern\nDate: Monday\n\nWhat does it cost?",
        "Please send it:\nFrom: Basel\nTo: Bern\nDate: Monday\n\nWhat does it cost?",
    ),
    "on … you wrote, inside a sentence": (
        "On your page you wrote:\nfree shipping above 50.\nI paid 60, so why 7.90?",
        "On your page you wrote:\nfree shipping above 50.\nI paid 60, so why 7.90?",
    ),
    "am … habe ich, a sentence": (
        "Am 3. Mai habe ich bestellt:\n2 kg Kaffee\nWo ist er?",
        "Am 3. Mai habe ich bestellt:\n2 kg Kaffee\nWo ist er?",
    ),
    "an attribution right below the text, over two lines": (
        "Short answer\nOn Mon, 15 Jan 2024 at 10:02, Ada M\nLovelace <a@x.example> wrote:\n> Old",
        "Short answer",
    ),
    "a sentence with on, right above an attribution": (
        "On Monday I called.\nOn Mon, 15 Jan 2024 at 10:02, Ada wrote:\n> Old",
        "On Monday I called.",
    ),
    "samsung, german": (
        "Neu\n\nVon meinem/meiner Galaxy gesendet\n\n-------- Ursprüngliche Nachricht --------\n"
        "Von: Shop <s@shop.example>\nDatum: 15.01.24 10:02 (GMT+01:00)\nAn: Ada\nBetreff: X\n\nAlt",
        "Neu",
    ),
    "yahoo, german, no marks": (
        "Neu\n\nAm Montag, 15. Januar 2024 um 10:02:11 MEZ hat Shop <s@shop.example>\n"
        "Folgendes geschrieben:\n\nAlt",
        "Neu",
    ),
    "orange": (
        "Merci.\n\n> Message du 15/01/24 10:02\n> De : Shop <s@shop.example>\n> Objet : X\n> Vieux",
        "Merci.",
    ),
    "reply above this line": (
        "It is broken.\n\n##- Please type your reply above this line -##\n\nOld",
        "It is broken.",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_keeps_what_was_written_now(text: str, expected: str) -> None:
    assert written_now(text) == expected


def test_a_forward_by_outlook_keeps_what_it_forwards() -> None:
    text = "Real?\n\nFrom: Bank <b@bank.example>\nSent: Mon\nTo: Ada\nSubject: Pay\n\nTwice."
    assert "Twice." in written_now(text, "FW: Pay")
    assert "Twice." not in written_now(text, "RE: Pay")


@pytest.mark.parametrize("text", ["> > >", "--", "-- \nAda", "\n\nx\n\n", "> a\n-- \nb"])
def test_is_never_empty_when_there_is_text(text: str) -> None:
    assert written_now(text).strip()


def test_no_text_stays_no_text() -> None:
    assert written_now("") == ""
