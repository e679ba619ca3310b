"""Against a real SMTP server on loopback: what may be repeated, and what may not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from autocrm.adapters.mail import SmtpMailer
from autocrm.domain.message import Address, OutboundMail
from autocrm.errors import DeliveryUnknown, Invalid, NotConfigured, Unavailable

MAIL = OutboundMail(
    message_id="<draft.1@shop.example>",
    sender=Address("support@shop.example", "Support"),
    to=Address("ada@customer.example"),
    subject="Re: Parcel",
    text="Grüße\n.\n.hidden",
)


@dataclass
class Handler:
    """Answers as scripted; "drop" breaks the connection instead."""

    mail_from: str = "250 OK"
    rcpt: str = "250 OK"
    data: str = "250 OK queued"
    received: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._answer(server, self.mail_from)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._answer(server, self.rcpt)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(envelope)
        return self._answer(server, self.data)

    def _answer(self, server: SMTP, said: str) -> str:
        if said == "drop":
            _hang_up(server)
        return said


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class DropsOnData(SMTP):
    """Says 354 and hangs up: nobody knows what became of the text."""

    async def smtp_DATA(self, arg: str) -> None:
        await self.push("354 go ahead")
        _hang_up(self)


class DropsAtData(SMTP):
    """Hangs up in place of the 354."""

    async def smtp_DATA(self, arg: str) -> None:
        _hang_up(self)


class Server(Controller):
    kind: type[SMTP] = SMTP

    def factory(self) -> SMTP:
        return self.kind(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def start(handler: Handler) -> Iterator[Any]:
    running: list[Server] = []

    def run(kind: type[SMTP] = SMTP, **options: Any) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = Server(handler, hostname="127.0.0.1", port=port, **options)
        server.kind = kind
        server.start()
        running.append(server)
        return f"127.0.0.1:{port}"

    yield run
    for server in running:
        server.stop()


async def test_it_arrives_whole(start: Any, handler: Handler) -> None:
    answer = await SmtpMailer(f"smtp://{start()}", timeout=5).send(MAIL)
    assert answer == "250 OK queued"
    [envelope] = handler.received
    assert envelope.mail_from == "support@shop.example"
    assert envelope.rcpt_tos == ["ada@customer.example"]
    content = envelope.content
    assert isinstance(content, bytes)
    assert b"\r\n.\r\n.hidden\r\n" in content
    assert b"Message-ID: <draft.1@shop.example>" in content


async def test_a_refused_recipient_is_invalid(start: Any, handler: Handler) -> None:
    handler.rcpt = "550 no such user"
    with pytest.raises(Invalid, match=r"ada@customer\.example.*550 no such user"):
        await SmtpMailer(f"smtp://{start()}", timeout=5).send(MAIL)
    assert handler.received == []


async def test_a_refused_sender_is_a_setting(start: Any, handler: Handler) -> None:
    handler.mail_from = "553 not yours"
    with pytest.raises(NotConfigured, match="support@shop"):
        await SmtpMailer(f"smtp://{start()}", timeout=5).send(MAIL)


@pytest.mark.parametrize("step", ["mail_from", "rcpt"])
@pytest.mark.parametrize("said", ["451 later", "421 closing", "drop"])
async def test_trouble_before_data_may_be_repeated(
    start: Any, handler: Handler, step: str, said: str
) -> None:
    setattr(handler, step, said)
    with pytest.raises(Unavailable) as caught:
        await SmtpMailer(f"smtp://{start()}", timeout=5).send(MAIL)
    assert caught.value.retryable
    assert handler.received == []


async def test_a_connection_that_breaks_before_354_may_be_repeated(start: Any) -> None:
    with pytest.raises(Unavailable):
        await SmtpMailer(f"smtp://{start(DropsAtData)}", timeout=5).send(MAIL)


@pytest.mark.parametrize("size", [10, 5_000_000])
async def test_a_connection_that_breaks_during_data_must_not(start: Any, size: int) -> None:
    mail = replace(MAIL, text="x " * size)
    with pytest.raises(DeliveryUnknown) as caught:
        await SmtpMailer(f"smtp://{start(DropsOnData)}", timeout=5).send(mail)
    assert not caught.value.retryable
    assert caught.value.code == "delivery_unknown"


async def test_nor_one_that_breaks_after_the_text_was_taken(start: Any, handler: Handler) -> None:
    handler.data = "drop"
    with pytest.raises(DeliveryUnknown):
        await SmtpMailer(f"smtp://{start()}", timeout=5).send(MAIL)
    assert len(handler.received) == 1  # it did arrive: a repeat would be a double


async def test_a_clear_answer_after_data_is_no_doubt(start: Any, handler: Handler) -> None:
    mailer = SmtpMailer(f"smtp://{start()}", timeout=5)
    handler.data = "451 disk full"
    with pytest.raises(Unavailable, match="disk full"):
        await mailer.send(MAIL)
    handler.data = "554 spam"
    with pytest.raises(Invalid, match="554 spam"):
        await mailer.send(MAIL)


async def test_nobody_listening_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=str(port)):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", timeout=2).send(MAIL)


async def test_a_silent_server_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unavailable, match="timed out"):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", timeout=0.3).send(MAIL)


@pytest.mark.filterwarnings("ignore:Requiring AUTH", "ignore:Session.login_data")
async def test_signing_in(start: Any, handler: Handler) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        known = (data.login, data.password) == (b"ada", b"p@ss")
        return AuthResult(success=known, handled=False)

    place = start(authenticator=check, auth_required=True, auth_require_tls=False)
    assert await SmtpMailer(f"smtp://ada:p%40ss@{place}", timeout=5).send(MAIL)
    with pytest.raises(NotConfigured, match="password"):
        await SmtpMailer(f"smtp://ada:wrong@{place}", timeout=5).send(MAIL)


async def test_encryption_that_is_demanded_and_not_there(start: Any) -> None:
    with pytest.raises(NotConfigured):
        await SmtpMailer(f"smtp+starttls://{start()}", timeout=5).send(MAIL)


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://h:x"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(NotConfigured, match="smtp://"):
        SmtpMailer(url)


def test_the_password_shows_nowhere() -> None:
    mailer = SmtpMailer("smtps://ada:geheim@mail.example")
    assert "geheim" not in repr(mailer) + repr(mailer._server)
