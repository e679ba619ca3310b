"""A notice is made from its template, leaves once, and carries nobody's headers but ours."""

from __future__ import annotations

import email
import re
from email.policy import default
from importlib.resources import files
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocrm.adapters.mail.parse import parse_mail
from autocrm.adapters.mail.render import render
from autocrm.domain.message import Address
from autocrm.domain.notice import greeting_name, read_template
from autocrm.errors import DeliveryUnknown, Invalid, NotConfigured, Unavailable
from autocrm.ports import Job, Services
from autocrm.testing import FixedClock, Outbox
from autocrm.usecases.send_notice import load_template, send_notice

JOB = Job("j", "notice.send", {"notice_id": "n1"}, 1, "t")
KINDS = ("invitation", "csat", "digest", "status_changed", "ticket_received", "reminder")
ITEM = {"kind": "reply", "times": 3, "number": 7, "subject": "Kettle", "by": None}
DATA: dict[str, Any] = {
    "name": "Hannah Berg",
    "number": 7,
    "subject": "Kettle leaks",
    "status": "solved",
    "days": 2,
    "token": "t0ken",
    "link": "https://desk.example/f/t0ken",
    "role": "admin",
    "invited_by": "Anna",
    "expires_at": "2026-12-01T11:30:00+01:00",
    "site_url": "https://desk.example",
    "items": [ITEM],
}


class Register:
    """ports.Notices with one notice."""

    def __init__(self, **order: Any) -> None:
        self.order = {
            "action": "send", "to": "hannah@postbox.example", "kind": "reminder", "locale": "en",
            "data": DATA, "in_reply_to": None, "references": [], **order,
        }  # fmt: skip
        self.marks: list[tuple[str, str]] = []
        self.troubles: list[Exception] = []

    async def begin(self, notice_id: str, message_id: str, job: Job) -> dict[str, Any]:
        assert (notice_id, job) == ("n1", JOB)
        return self.order

    async def mark(self, notice_id: str, state: str, detail: str) -> None:
        if self.troubles:
            raise self.troubles.pop()
        self.marks.append((state, detail))

    async def make_digests(self) -> int:
        return 0


def services(register: Register, outbox: Outbox) -> Services:
    sender = Address("support@bergbach.example", "Bergbach")
    made = SimpleNamespace(
        notices=register, mailer=outbox, clock=FixedClock(), mail_from=sender
    )  # fmt: skip
    return cast(Services, made)


async def sent(**order: Any) -> Any:
    """The mail that comes of an order, as a mail program reads it."""
    outbox = Outbox()
    assert await send_notice(services(Register(**order), outbox), "n1", JOB) == "sent"
    return email.message_from_bytes(render(outbox.sent[0]), policy=default)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", ["en", "de"])
async def test_every_kind_is_there_in_both_languages(kind: str, locale: str) -> None:
    mail = await sent(kind=kind, locale=locale)
    text = mail.get_content()
    assert mail["Subject"].strip()
    assert "{{" not in text + mail["Subject"]
    assert "\n\n\n" not in text
    assert "Hannah Berg" in text
    assert ("Guten Tag" if locale == "de" else "Hello") in text


def test_no_template_lies_about_that_is_not_known() -> None:
    found = {f.name for f in (files("autocrm") / "notices").iterdir()}
    assert found == {f"{kind}.{locale}.md" for kind in KINDS for locale in ("en", "de")}


@pytest.mark.parametrize("status", ["new", "open", "pending", "on_hold", "solved", "closed"])
@pytest.mark.parametrize("locale", ["en", "de"])
async def test_each_status_is_told_in_one_sentence_of_its_own(status: str, locale: str) -> None:
    mail = await sent(kind="status_changed", locale=locale, data={**DATA, "status": status})
    assert mail.get_content().count("#7") == 1


@pytest.mark.parametrize(
    "kind",
    ["assignment", "mention", "reply", "review", "warning", "breach", "team", "delivery",
     "feedback", "reopened", "rule"],
)  # fmt: skip
@pytest.mark.parametrize("locale", ["en", "de"])
async def test_a_digest_has_words_for_every_kind(kind: str, locale: str) -> None:
    mail = await sent(
        kind="digest", locale=locale, data={**DATA, "items": [{**ITEM, "kind": kind}]}
    )
    [line] = [line for line in mail.get_content().splitlines() if line.startswith("- ")]
    assert len(line.removeprefix("- #7 Kettle: ").split(" (")[0]) > 5


async def test_another_language_is_written_in_english() -> None:
    assert "Hello" in (await sent(locale="fr")).get_content()


async def test_an_invitation_shows_the_link_or_the_code() -> None:
    text = (await sent(kind="invitation")).get_content()
    assert "https://desk.example/invitation?token=t0ken" in text
    assert "1 December 2026, 10:30 UTC" in text
    bare = (await sent(kind="invitation", data={**DATA, "site_url": ""})).get_content()
    assert "://" not in bare
    assert "t0ken" in bare


async def test_it_says_that_a_machine_wrote_and_joins_the_thread() -> None:
    mail = await sent(references=["<a@x.example>", "<b@x.example>"], in_reply_to="<b@x.example>")
    assert mail["Auto-Submitted"].startswith("auto-")
    assert mail["References"].split() == ["<a@x.example>", "<b@x.example>"]
    assert mail["Message-ID"] == "<notice.n1@bergbach.example>"
    assert mail["Subject"] == "Re: Kettle leaks"


async def test_a_notice_that_is_over_is_not_sent() -> None:
    outbox = Outbox()
    register = Register(action="skip", state="skipped")
    assert await send_notice(services(register, outbox), "n1", JOB) == "skipped"
    assert (outbox.sent, register.marks) == ([], [])


async def test_trouble_before_the_hand_over_is_repeated_and_after_it_not() -> None:
    outbox, register = Outbox(), Register()
    outbox.fail_with(Unavailable("away"), DeliveryUnknown("broken off"))
    with pytest.raises(Unavailable):
        await send_notice(services(register, outbox), "n1", JOB)
    assert await send_notice(services(register, outbox), "n1", JOB) == "unknown"
    assert register.marks == [("failed", "away"), ("unknown", "broken off")]


async def test_what_has_left_is_marked_although_the_database_hiccups() -> None:
    outbox, register = Outbox(), Register()
    register.troubles = [Unavailable("away"), Unavailable("away")]
    assert await send_notice(services(register, outbox), "n1", JOB) == "sent"
    assert [state for state, _ in register.marks] == ["sent"]


async def test_an_unknown_kind_is_recorded_as_failed_and_not_retried() -> None:
    register = Register(kind="poem")
    with pytest.raises(NotConfigured, match="poem") as told:
        await send_notice(services(register, Outbox()), "n1", JOB)
    assert not told.value.retryable
    assert [state for state, _ in register.marks] == ["failed"]


@pytest.mark.parametrize(("kind", "locale"), [("../x", "en"), ("csat", "..")])
def test_a_kind_is_no_path(kind: str, locale: str) -> None:
    with pytest.raises(NotConfigured, match="no kind"):
        load_template(kind, locale)


_EVIL = st.text(alphabet=st.sampled_from("aB :<>@\r\n\t\0\x0b\u2028\u0085{}=?ü日"), max_size=40)


@given(name=_EVIL, subject=_EVIL, status=_EVIL, by=_EVIL)
async def test_no_value_becomes_a_header(name: str, subject: str, status: str, by: str) -> None:
    values = {**DATA, "name": name, "subject": subject, "status": status, "invited_by": by}
    for kind in ("status_changed", "invitation", "digest"):
        item = {**ITEM, "subject": subject, "by": by, "kind": "mention"}
        outbox = Outbox()
        register = Register(kind=kind, data={**values, "items": [item]})
        await send_notice(services(register, outbox), "n1", JOB)
        head, _, _ = render(outbox.sent[0]).partition(b"\r\n\r\n")
        names = [line.split(b":")[0] for line in re.split(rb"\r\n(?![ \t])", head)]
        assert names == [
            b"Date", b"From", b"To", b"Subject", b"Message-ID", b"Auto-Submitted",
            b"X-Auto-Response-Suppress", b"MIME-Version", b"Content-Type",
            b"Content-Transfer-Encoding",
        ]  # fmt: skip


@given(value=st.text(max_size=60))
def test_braces_from_outside_are_text(value: str) -> None:
    template = read_template("t", "Subject: x\n\n[{{a}}]{{#a}}{{b}}{{/a}}\n")
    text = template.fill({"a": "{{b}}{{#b}}", "b": "secret"}).text
    assert text == "[{{b}}{{#b}}]secret\n"
    assert template.fill({"a": value}).text.count("secret") == value.count("secret")


def test_sections_lists_and_what_is_missing() -> None:
    source = (
        "Subject: {{a}}\n\n{{#list}}\n- {{x}} {{a}}\n{{/list}}\n{{^list}}\nnone\n{{/list}}\n"
        "{{#a=1}}one{{/a}}{{^a=1}}not one{{/a}}{{missing}}\n"
    )
    filled = read_template("t", source).fill
    assert filled({"a": 1, "list": [{"x": "p"}, {"x": "q"}]}).text == "- p 1\n- q 1\none\n"
    assert filled({"a": 2, "list": []}).text == "none\nnot one\n"


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("Hello\n\nx", "Subject"),
        ("Subject: x\nno empty line", "Subject"),
        ("Subject: x\n\n{{#a}}", "not closed"),
        ("Subject: x\n\n{{/a}}", "closes nothing"),
        ("Subject: x\n\n{{#a}}{{/b}}", "closes nothing"),
    ],
)
def test_a_template_that_is_wrong_is_named(source: str, fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        read_template("poem.en.md", source)


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Hannah  Berg", "Hannah Berg"),
        ("Dr. H. Berg-Müller", "Dr. H. Berg-Müller"),
        ("Win at https://x.example", ""),
        ("www.x.example", ""),
        ("visit x.example/", ""),
        ("n" * 61, ""),
        ("A\r\nBcc: b@x", "A Bcc: b@x"),
    ],
)
def test_nobody_is_greeted_with_an_advertisement(name: str, greeted: str) -> None:
    assert greeting_name(name) == greeted


async def test_two_of_our_desks_do_not_answer_each_others_notices() -> None:
    outbox = Outbox()
    await send_notice(services(Register(kind="ticket_received"), outbox), "n1", JOB)
    assert parse_mail(render(outbox.sent[0])).automatic
