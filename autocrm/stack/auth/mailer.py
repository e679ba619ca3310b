"""Letters to users, over SMTP to the captured mail of the stack."""

from __future__ import annotations

import asyncio
import logging
import smtplib
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from typing import Any

from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.escaping import text_of
from autocrm.stack.auth.mail_settings import MailSettings

_log = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_PATIENCE = 10.0  # seconds for each step of the conversation
_WHAT = {
    "confirmation": "confirmation email",
    "invite": "invite email",
    "recovery": "recovery email",
    "magic_link": "magic link email",
    "email_change": "email change email",
    "reauthentication": "reauthentication email",
}


@dataclass(frozen=True)
class Letter:
    """A mail to be: its kind, the address, and what its template may name."""

    kind: str
    to: str
    values: dict[str, Any]


class Mailer:
    """Renders and delivers. Without a port (Auth alone, without the stack) nothing leaves."""

    def __init__(self, settings: MailSettings, smtp_port: int | None) -> None:
        self._settings, self._port = settings, smtp_port

    async def send(self, *letters: Letter) -> None:
        """Deliver all, in one conversation. Raises AuthFailure 500 when that does not work."""
        try:
            messages = [self.message(letter) for letter in letters]
            await asyncio.to_thread(self._deliver, messages)
        except (OSError, smtplib.SMTPException, MessageError, ValueError) as error:
            # not the error's text: it may quote the address, a mail its code
            _log.error("Auth: a mail could not be sent: %s", type(error).__name__)
            message = f"Error sending {_WHAT[letters[0].kind]}"
            raise AuthFailure(500, "unexpected_failure", message) from error

    def message(self, letter: Letter) -> EmailMessage:
        """The letter as it goes out: text, and the same in HTML."""
        template = self._settings.templates[letter.kind]
        page = template.body.render(letter.values)
        message = EmailMessage(policy=SMTP)
        # A subject may hold what users call themselves: one line, whatever it says.
        message["Subject"] = " ".join(template.subject.render(letter.values).split())
        message["From"] = _address(self._settings.admin_email, self._settings.sender_name)
        message["To"] = _address(letter.to)
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain="auth.localhost")
        message.set_content(text_of(page))
        message.add_alternative(page, subtype="html")
        return message

    def _deliver(self, messages: list[EmailMessage]) -> None:
        if self._port is None:
            raise ConnectionError("there is no mail server")
        # named, for smtplib would ask the DNS who we are
        with smtplib.SMTP(_HOST, self._port, "localhost", _PATIENCE) as server:
            for message in messages:
                server.send_message(message)


def _address(address: str, name: str = "") -> Address:
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)
