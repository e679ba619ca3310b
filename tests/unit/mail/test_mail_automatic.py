"""Machines are told from people."""

from __future__ import annotations

import pytest

from autocrm.adapters.mail import parse_mail
from autocrm.testing.raw_mail import mail


@pytest.mark.parametrize(
    ("headers", "word"),
    [
        ({"auto_submitted": "auto-replied"}, "auto-replied"),
        ({"auto_submitted": "Auto-Generated; owner=x"}, "auto-generated"),
        ({"x_auto_response_suppress": "All"}, "Suppress"),
        ({"x_auto_response_suppress": "DR, OOF, AutoReply"}, "Suppress"),
        ({"precedence": "bulk"}, "bulk"),
        ({"precedence": "Auto_Reply"}, "auto_reply"),
        ({"list_id": "<news.shop.example>"}, "List-Id"),
        ({"list_unsubscribe": "<mailto:u@x.example>"}, "List-Unsubscribe"),
        ({"return_path": "<>"}, "return path"),
        ({"x_autoreply": "yes"}, "X-Autoreply"),
        ({"x_failed_recipients": "a@b.example"}, "delivery report"),
        ({"content_type": "multipart/report; report-type=delivery-status; boundary=x"}, "report"),
        ({"sender": "MAILER-DAEMON@mx.example"}, "nobody reads"),
        ({"sender": "Shop <no-reply@shop.example>"}, "nobody reads"),
        ({"sender": "noreply@shop.example"}, "nobody reads"),
        ({"sender": "nicht-antworten@shop.example"}, "nobody reads"),
        ({"subject": "Automatic reply: A question"}, "subject"),
        ({"subject": "Out of office: back on Monday"}, "subject"),
        ({"subject": "Out of Office"}, "subject"),
        ({"subject": "Abwesenheitsnotiz: Urlaub"}, "subject"),
        ({"subject": "Automatische Antwort: Ihre Frage"}, "subject"),
        ({"subject": "=?utf-8?q?R=C3=A9ponse_automatique_:_absence?="}, "subject"),
        ({"subject": "Absence du bureau"}, "subject"),
        ({"subject": "Undelivered Mail Returned to Sender"}, "subject"),
        ({"subject": "Unzustellbar: Ihre Bestellung"}, "subject"),
    ],
)
def test_a_machine_is_named_with_its_reason(headers: dict[str, str], word: str) -> None:
    reason = parse_mail(mail(**headers)).automatic
    assert word in reason
    assert reason.endswith(".")


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "no"},
        {"x_auto_response_suppress": "None"},
        {"precedence": "first-class"},
        {"return_path": "<ada@customer.example>"},
        {"sender": "reply@customer.example"},
        {"sender": "norbert@customer.example"},
        {"sender": "bouncer.bill@club.example"},
        {"subject": "Re: Automatic reply: A question"},
        {"subject": "Out of office coffee for our team"},
        {"subject": "Automatic milk frother is broken"},
        {"subject": "Return of a grinder"},
        {"subject": "Meine Abwesenheit und das Abo"},
        {"subject": "Automatische Kaffeemaschine defekt"},
    ],
)
def test_a_person_is_a_person(headers: dict[str, str]) -> None:
    assert parse_mail(mail(**headers)).automatic == ""
