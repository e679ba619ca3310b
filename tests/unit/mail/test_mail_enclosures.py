"""Attached files on the wire: they read back as they were, whatever their names are."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from email import message_from_bytes
from email.policy import compat32, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocrm.adapters.mail import parse_mail, render
from autocrm.domain.message import Address, Attachment, OutboundMail
from autocrm.errors import Invalid

MAIL = OutboundMail(
    message_id="<draft.7f3c@shop.example>",
    sender=Address("support@shop.example", "Bergbach"),
    to=Address("ada@customer.example"),
    subject="Re: Mill",
    text="Grüße\n.\nFrom here on",
)
NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="/\\"),
    min_size=1,
    max_size=200,
)


def file(name: str, content: bytes = b"bytes", kind: str = "application/pdf") -> Attachment:
    return Attachment(name, kind, len(content), hashlib.sha256(content).hexdigest(), content)


def sent(*files: Attachment) -> bytes:
    return render(replace(MAIL, attachments=files))


def test_text_and_files_read_back_as_they_were() -> None:
    content = bytes(range(256)) * 40
    message = message_from_bytes(
        sent(file("Offer 1.pdf", content), file("Größe.txt", b"a\n.\nb", "text/plain")),
        policy=default,
    )
    assert message.get_content_type() == "multipart/mixed"
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MAIL.text + "\n"
    one, two = message.iter_attachments()
    assert (one.get_filename(), one.get_content_type()) == ("Offer 1.pdf", "application/pdf")
    assert one.get_content() == content
    assert two.get_filename() == "Größe.txt"
    assert two.get_payload(decode=True) == b"a\n.\nb"
    assert [name for name, _ in body.items()].count("MIME-Version") == 0


@given(NAMES, st.binary(max_size=300))
def test_any_name_and_any_bytes_survive_and_lines_stay_short(name: str, content: bytes) -> None:
    data = sent(file(name, content))
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) < 998
    [_, part] = message_from_bytes(data, policy=compat32).get_payload()  # type: ignore[misc]
    found = part.get_filename()
    assert found is not None
    assert part.get_payload(decode=True) == content
    [read] = parse_mail(data).attachments
    assert read.content == content


@pytest.mark.parametrize("name", ["", "a\r\nBcc: x@evil.example", "a\x00b", "a\u2028b", "a\x85b"])
def test_a_name_cannot_begin_a_header(name: str) -> None:
    with pytest.raises(Invalid, match="no name for an attached file"):
        sent(file(name))


def test_quotes_stay_in_the_name() -> None:
    message = message_from_bytes(sent(file('the "big" one; x=y.pdf')), policy=default)
    [one] = message.iter_attachments()
    assert one.get_filename() == 'the "big" one; x=y.pdf'
    assert [name for name, _ in one.items()] == [
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "x", "text/html\r\nX: y"])
def test_what_may_not_stand_as_itself_is_plain_bytes(kind: str) -> None:
    message = message_from_bytes(sent(file("mail.eml", b"From: a\r\n\r\nb", kind)), policy=default)
    [one] = message.iter_attachments()
    assert one.get_content_type() == "application/octet-stream"
    assert one.get_content() == b"From: a\r\n\r\nb"
