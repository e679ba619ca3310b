"""Any bytes at all: parsed, or refused with a sentence, and quickly."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autocrm.adapters.mail import parse_mail
from autocrm.adapters.mail.quotes import written_now
from autocrm.errors import AutoCRMError
from autocrm.testing.raw_mail import mail

NAMES = st.sampled_from(
    ["From", "To", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "Reply-To",
     "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Return-Path", "X-Odd"]
)  # fmt: skip
PIECES = st.sampled_from(
    ["multipart/mixed", "multipart/alternative", "message/rfc822", "text/plain", "text/html", ";",
     "boundary=b", 'boundary="b"', "boundary*=idna''b", "boundary*0*=utf-8''b", "charset=utf-8",
     "charset=utf-7", "charset=undefined", "charset*=hex''x", "base64", "quoted-printable",
     "x-uuencode", "attachment", "inline", "filename*1*=%ff%00", "filename*0*=x'y'%zz", "<a@b>",
     "a@b.example", '"', "(", ")", "<", ">", ",", ":", "=?utf-8?b?w7w=?=", "=?x?q?=zz?=", "=?",
     "Mon, 15 Jan 2024 10:02:03 +0100", "+9999999999", "\u00fc", "\ud83d\ude00", "\x00", "\r\n "]
)  # fmt: skip
VALUES = st.lists(PIECES | st.text(max_size=20), max_size=8).map(" ".join)
BODIES = st.lists(
    st.sampled_from(["--b\r\n", "--b--\r\n", "\r\n\r\n", "> quoted\r\n", "<p>", "<!--", "-- \r\n",
                     "Content-Type: text/html\r\n\r\n", "begin 644 x\r\n", "On 1:00 x wrote:\r\n"])
    | st.text(max_size=40), max_size=12,
).map("".join)  # fmt: skip
QUICK = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def check(raw: bytes) -> None:
    try:
        message = parse_mail(raw)
    except AutoCRMError:
        return
    for text in (message.text, message.full_text, message.subject, message.sender.name,
                 *(a.filename for a in message.attachments), *message.warnings):  # fmt: skip
        text.encode("utf-8")  # a database takes it
        assert "\x00" not in text
    assert bool(message.text) == bool(message.full_text)
    assert all("/" not in a.filename and a.filename for a in message.attachments)
    assert parse_mail(raw).provider_id == message.provider_id


@QUICK
@given(st.binary(max_size=2000))
@example(b"From: a@b\n\x00")
def test_any_bytes(raw: bytes) -> None:
    check(raw)


@QUICK
@given(st.lists(st.tuples(NAMES, VALUES), max_size=10), BODIES)
def test_anything_in_the_shape_of_a_mail(fields: list[tuple[str, str]], body: str) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    check(b"From: a@b.example\r\n" + bytes_of(head) + b"\r\n" + bytes_of(body))


@QUICK
@given(st.binary(max_size=300), st.sampled_from(["utf-7", "utf-16", "iso-2022-kr", "hz", "big5"]),
       st.sampled_from(["", "base64", "quoted-printable", "x-uuencode"]))  # fmt: skip
def test_any_body_in_any_dress(body: bytes, charset: str, encoding: str) -> None:
    check(mail(body, content_type=f"text/plain; charset={charset}",
               content_transfer_encoding=encoding))  # fmt: skip


@QUICK
@given(st.text(max_size=400))
def test_cutting_quotes_never_empties_a_text(text: str) -> None:
    assert bool(written_now(text).strip()) == bool(text.strip())


HEADER = 250_000
BIG = 3_000_000
HOSTILE = {
    "one long subject": mail(subject="=?utf-8?q?" + "=41" * (HEADER // 3)),
    "encoded words": mail(subject="=?utf-8?q?a?= " * (HEADER // 14)),
    "brackets in from": mail(sender="<" * HEADER + "a@b.example"),
    "comments in from": mail(sender="(" * HEADER),
    "commas in to": mail(to="a@b," * (HEADER // 4)),
    "colons in to": mail(to=":" * HEADER),
    "quotes in type": mail(content_type="text/plain" + '; x="\\"' * (HEADER // 8)),
    "semicolons in type": mail(content_type="multipart/mixed" + ";" * HEADER),
    "references": mail(references="<a@b> " * (HEADER // 6)),
    "open references": mail(references="<" + "a " * (HEADER // 2)),
    "folds": mail(x_a="a\r\n " * (HEADER // 4)),
    "received": b"Received: x\r\n" * (HEADER // 14) + mail(),
    "newlines": mail("\n" * 240_000),
    "quote marks": mail(">" * BIG),
    "quoted lines": mail("> a\n" * 240_000),
    "attributions": mail("On 1:00 a@b\n" * 200_000),
    "colons": mail("On 10:00 wrote :\n" * 100_000),
    "from lines": mail("From: a@b\n\n" * 100_000),
    "dashes": mail("-- \nx\n" * 100_000),
    "no space": mail("a" * BIG),
    "boundaries": mail("--b\n" * 90, content_type="multipart/mixed; boundary=b"),
    "near boundaries": mail("--a\n" * 240_000, content_type="multipart/mixed; boundary=b"),
    "base64 noise": mail("!" * BIG, content_transfer_encoding="base64"),
    "qp noise": mail("=" * BIG, content_transfer_encoding="quoted-printable"),
    "utf-7": mail("+" * BIG, content_type="text/plain; charset=utf-7"),
    "html": mail("<div>" * (BIG // 5), content_type="text/html"),
    "flowed": mail("> a \n" * 240_000, content_type="text/plain; format=flowed"),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_costs_little(raw: bytes) -> None:
    start = time.process_time()
    check(raw)  # parses twice
    assert time.process_time() - start < 8
