"""An outgoing mail as bytes on the wire."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr
from io import BytesIO

from autocrm.adapters.mail.addresses import normal_email
from autocrm.adapters.mail.enclosures import enclosure
from autocrm.domain.message import Address, OutboundMail
from autocrm.errors import Invalid

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f-\U0010ffff]{1,900}>")


def render(mail: OutboundMail, *, at: datetime | None = None) -> bytes:
    """RFC 5322 with CRLF; text as UTF-8 in quoted-printable. `at` is the Date, now if None.

    Attached files follow the text. Raises Invalid for an address that is none, and for line
    breaks in a header value or a file's name.
    """
    message = Message()
    message["Date"] = format_datetime(at or datetime.now(UTC))
    message["From"] = _address(mail.sender)
    message["To"] = _address(mail.to)
    message["Subject"] = _words(_one_line(mail.subject, "subject"))
    message["Message-ID"] = _id(mail.message_id)
    if mail.in_reply_to:
        message["In-Reply-To"] = _id(mail.in_reply_to)
    if mail.references:
        # Folded by hand: an id must never be broken or encoded.
        message["References"] = "\n ".join(_id(reference) for reference in mail.references)
    # RFC 3834; the second is what Exchange listens to. Both keep robots from answering us.
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["MIME-Version"] = "1.0"
    if mail.attachments:
        _set_parts(message, mail)
    else:
        _set_text(message, mail.text)
    return _flat(message)


def _set_parts(message: Message, mail: OutboundMail) -> None:
    message["Content-Type"] = "multipart/mixed"
    text = Message()
    _set_text(text, mail.text)
    del text["MIME-Version"]  # of the mail, not of its parts
    message.attach(text)
    for file in mail.attachments:
        message.attach(enclosure(file))


def _set_text(message: Message, text: str) -> None:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    message.set_payload(lines.rstrip("\n") + "\n", charset)


def _flat(message: Message) -> bytes:
    sink = BytesIO()
    policy = compat32.clone(linesep="\r\n")
    BytesGenerator(sink, mangle_from_=False, policy=policy).flatten(message)
    return sink.getvalue()


def _address(address: Address) -> str:
    email = normal_email(address.email)
    if email is None or not email.isascii():
        raise Invalid(f"{address.email!r} is not an address that mail can be sent to.")
    name = _one_line(address.name, "name")
    return formataddr((name, email)) if name.isascii() else f"{_words(name)} <{email}>"


def _words(text: str) -> str:
    """Plain if ASCII, else encoded words, folded; a value that looks encoded is encoded."""
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, maxlinelen=70).encode(linesep="\n")


def _one_line(text: str, what: str) -> str:
    if _CONTROL.search(text):
        raise Invalid(f"The {what} of a mail must be one line without control characters.")
    return text


def _id(text: str) -> str:
    wrapped = text if text.startswith("<") else f"<{text}>"
    if not _ID.fullmatch(wrapped):
        raise Invalid(f"{text[:80]!r} is not a Message-ID.")
    return wrapped
