"""Hands mail to a server by SMTP, and knows what may be repeated.

Up to DATA nothing has left: any trouble is Unavailable (or Invalid, when it will never
work). From the first byte of the text until the server's answer nobody can know, and
that is DeliveryUnknown.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from autocrm.adapters.mail.render import render
from autocrm.domain.message import OutboundMail
from autocrm.errors import DeliveryUnknown, Invalid, NotConfigured, Unavailable

_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how: `smtp://` (STARTTLS where offered), `smtp+starttls://`, `smtps://`."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_url(cls, url: str) -> SmtpServer:
        """Read `smtps://user:password@host:port`. Raises NotConfigured."""
        parts = urlsplit(url)
        default = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}.get(parts.scheme)
        try:
            port = parts.port or default
        except ValueError:
            port = None
        if default is None or port is None or not parts.hostname:
            # The address itself is not repeated: it may hold a password.
            raise NotConfigured("The mail server must be given as smtp://host:port (or smtps://).")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname, port, user, password)

    @property
    def local(self) -> bool:
        return self.host in _LOOPBACK


class SmtpMailer:
    """Implements `ports.Mailer`. One connection a mail, in a thread of its own.

    `timeout` is in seconds, for each answer of the server.
    """

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        self._server = SmtpServer.from_url(url)
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"SmtpMailer({self._server.scheme}://{self._server.host}:{self._server.port})"

    async def send(self, mail: OutboundMail) -> str:
        """The server's last answer, e.g. "250 OK". Repeatable only after Unavailable.

        Raises Invalid (refused for good), NotConfigured (login, sender), Unavailable,
        DeliveryUnknown.
        """
        return await asyncio.to_thread(self._send, mail, render(mail))

    def _send(self, mail: OutboundMail, data: bytes) -> str:
        with self._before_data():
            smtp = self._connect(mail.sender.email.rpartition("@")[2])
        try:
            with self._before_data():
                self._sign_in(smtp)
                self._envelope(smtp, mail)
            return self._transfer(smtp, data)
        finally:
            # The answer is in: how the connection ends changes nothing.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _connect(self, own_name: str) -> smtplib.SMTP:
        # smtplib would ask the name service who we are, which can take seconds.
        host, port, limit = self._server.host, self._server.port, self._timeout
        if self._server.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, own_name, timeout=limit, context=context)
        return smtplib.SMTP(host, port, own_name, timeout=limit)

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        encrypted = self._server.scheme == "smtps"
        required = self._server.scheme == "smtp+starttls"
        if required or (not encrypted and not self._server.local and smtp.has_extn("starttls")):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
            encrypted = True
        if not self._server.user:
            return
        if not encrypted and not self._server.local:
            raise NotConfigured("The mail server offers no encryption: use smtps:// to sign in.")
        try:
            smtp.login(self._server.user, self._server.password)
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < 500:
                raise
            raise NotConfigured("The mail server refuses the user name or password.") from error

    def _envelope(self, smtp: smtplib.SMTP, mail: OutboundMail) -> None:
        code, said = smtp.mail(mail.sender.email)
        if code >= 500:
            raise NotConfigured(
                f"The mail server lets nobody send as {mail.sender.email}: {_words(code, said)}"
            )
        _expect(code, said, 250)
        code, said = smtp.rcpt(mail.to.email)
        if code >= 500:
            raise Invalid(f"The mail server refuses {mail.to.email}: {_words(code, said)}")
        _expect(code, said, 250, 251)
        code, said = smtp.docmd("DATA")
        if code >= 500:
            raise Invalid(f"The mail server refuses the mail: {_words(code, said)}")
        _expect(code, said, 354)

    def _transfer(self, smtp: smtplib.SMTP, data: bytes) -> str:
        try:
            smtp.send(_stuffed(data))
            code, said = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryUnknown(
                "The connection broke while the mail was handed over: "
                "look at the mail server before you send it again."
            ) from error
        if code == 250:
            return _words(code, said)
        if 400 <= code < 500:
            raise Unavailable(f"The mail server took the mail not yet: {_words(code, said)}")
        if code >= 500:
            raise Invalid(f"The mail server refuses the mail: {_words(code, said)}")
        raise DeliveryUnknown(f"The mail server gave an answer nobody expects: {code}")

    @contextlib.contextmanager
    def _before_data(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPNotSupportedError as error:
            raise NotConfigured(f"The mail server cannot do what is asked: {error}") from error
        except (smtplib.SMTPException, OSError) as error:
            where = f"{self._server.host}:{self._server.port}"
            raise Unavailable(f"The mail server {where} fails: {_cause(error)}") from error


def _expect(code: int, said: bytes, *wanted: int) -> None:
    if code not in wanted:
        raise smtplib.SMTPResponseException(code, said)


def _stuffed(data: bytes) -> bytes:
    """The text as DATA wants it: a dot at the start of a line doubled, a lone one at the end."""
    body = re.sub(rb"(?m)^\.", b"..", data)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _words(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}".replace("\n", " ").strip()[:300]


def _cause(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _words(error.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    return str(error) or type(error).__name__
