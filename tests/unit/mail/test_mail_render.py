"""Outgoing mail: what stands on the wire, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocrm.adapters.mail import parse_mail, render
from autocrm.adapters.mail.charsets import clean
from autocrm.domain.message import Address, OutboundMail
from autocrm.errors import AutoCRMError, Invalid

MAIL = OutboundMail(
    message_id="<draft.7f3c@shop.example>",
    sender=Address("support@shop.example", "Bergbach Käffeli"),
    to=Address("ada@customer.example", "Lovelace, Ada"),
    subject="Re: Größe der Mühle",
    text="Grüße\n.\n..two\nFrom here on",
    in_reply_to="<m1@customer.example>",
    references=("<m0@customer.example>", "<m1@customer.example>"),
)
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def test_it_reads_back_as_it_was_written() -> None:
    message = message_from_bytes(render(MAIL, at=NOON), policy=default)
    assert message["From"] == "Bergbach Käffeli <support@shop.example>"
    assert message["To"].addresses[0].display_name == "Lovelace, Ada"
    assert message["Subject"] == "Re: Größe der Mühle"
    assert message["Message-ID"] == "<draft.7f3c@shop.example>"
    assert message["In-Reply-To"] == "<m1@customer.example>"
    assert message["References"].split() == list(MAIL.references)
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Date"].datetime == NOON
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == MAIL.text + "\n"


def test_the_wire_form_is_ascii_with_crlf_and_short_lines() -> None:
    long = tuple(f"<{'x' * 90}.{n}@customer.example>" for n in range(20))
    data = render(replace(MAIL, references=long, text="word " * 500, subject="ä" * 300))
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) < 200
    assert tuple(message_from_bytes(data)["References"].split()) == long


def test_our_own_answer_counts_as_automatic_when_it_comes_back() -> None:
    message = parse_mail(render(MAIL))
    assert message.automatic
    assert message.subject == MAIL.subject
    assert message.sender == MAIL.sender
    assert message.references == MAIL.references


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85"])
def test_line_breaks_in_headers_are_refused(break_: str) -> None:
    bad = f"x{break_}Bcc: eve@elsewhere.example"
    for mail in (
        replace(MAIL, subject=bad),
        replace(MAIL, sender=Address("support@shop.example", bad)),
        replace(MAIL, to=Address("ada@customer.example", bad)),
        replace(MAIL, to=Address(f"ada@customer.example{break_}x@y.example")),
        replace(MAIL, message_id=f"<a{break_}@b>"),
        replace(MAIL, in_reply_to=f"<a{break_}@b>"),
        replace(MAIL, references=(f"<a@b>{break_}",)),
    ):
        with pytest.raises(Invalid):
            render(mail)


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "ü@shop.example", "a b@c.example"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid, match="address"):
        render(replace(MAIL, to=Address(email)))


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=80))
def test_any_text_is_refused_or_comes_through_whole(text: str, subject: str, name: str) -> None:
    mail = replace(MAIL, text=text, subject=subject, to=Address("a@b.example", name))
    try:
        data = render(mail)
    except AutoCRMError:
        return
    assert data.split(b"\r\n\r\n", 1)[0].count(b"\r\nTo: ") == 1
    assert parse_mail(data).subject.split() == clean_words(subject)


def clean_words(text: str) -> list[str]:
    return clean(text).split()
