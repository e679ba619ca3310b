"""Deliveries in the field names of Mailpit's API."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from autocrm.stack.mail.headers import Address
from autocrm.stack.mail.parse import File, Parsed, parse
from autocrm.stack.mail.store import Delivery, Searchable

Json = dict[str, Any]
_SNIPPET = 250
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def summary(delivery: Delivery) -> Json:
    """A line of the list."""
    parsed = parse(delivery.raw)
    return {
        **_common(delivery, parsed),
        "Read": False,
        "Created": _rfc3339(delivery.received),
        "Attachments": sum(not file.inline for file in parsed.files),
        "Snippet": snippet(parsed),
    }


def message(delivery: Delivery) -> Json:
    """One message in full."""
    parsed = parse(delivery.raw)
    return {
        **_common(delivery, parsed),
        "ReturnPath": delivery.mail_from,
        "Date": _date(parsed, delivery),
        "Created": _rfc3339(delivery.received),
        "ListUnsubscribe": {"Header": "", "Links": [], "Errors": "", "HeaderPost": ""},
        "Text": parsed.text,
        "HTML": parsed.html,
        "Inline": [_file(file) for file in parsed.files if file.inline],
        "Attachments": [_file(file) for file in parsed.files if not file.inline],
    }


def searchable(raw: bytes, mail_from: str, rcpt_tos: list[str]) -> Searchable:
    """What a message can be found by."""
    parsed = parse(raw)
    sender = " ".join([mail_from, *map(" ".join, parsed.addresses["from"])])
    named = [pair for field in ("to", "cc") for pair in parsed.addresses[field]]
    recipients = " ".join([*rcpt_tos, *map(" ".join, named)])
    body = parsed.text or plain(parsed.html)
    words = " ".join([sender, recipients, parsed.subject, parsed.message_id, body])
    return Searchable(sender.lower(), recipients.lower(), parsed.subject.lower(), words.lower())


def snippet(parsed: Parsed) -> str:
    """The first words of the text."""
    text = parsed.text or plain(parsed.html)
    return " ".join(text[: 4 * _SNIPPET].split())[:_SNIPPET]


def plain(markup: str) -> str:
    """HTML without its tags: for searching and snippets, never shown as markup."""
    return html.unescape(_TAGS.sub(" ", markup))


def _common(delivery: Delivery, parsed: Parsed) -> Json:
    senders = parsed.addresses["from"] or [("", delivery.mail_from)]
    shown = {address.lower() for field in ("to", "cc") for _, address in parsed.addresses[field]}
    hidden = [("", rcpt) for rcpt in delivery.rcpt_tos if rcpt.lower() not in shown]
    return {
        "ID": delivery.id,
        "MessageID": parsed.message_id,
        "From": _address(senders[0]),
        "To": _addresses(parsed.addresses["to"]),
        "Cc": _addresses(parsed.addresses["cc"]),
        "Bcc": _addresses(hidden),
        "ReplyTo": _addresses(parsed.addresses["reply-to"]),
        "Subject": parsed.subject,
        "Tags": [],
        "Username": "",
        "Size": len(delivery.raw),
    }


def _addresses(pairs: list[Address]) -> list[Json]:
    return [_address(pair) for pair in pairs]


def _address(pair: Address) -> Json:
    return {"Name": pair[0], "Address": pair[1]}


def _file(file: File) -> Json:
    return {
        "PartID": file.number,
        "FileName": file.filename,
        "ContentType": file.content_type,
        "ContentID": file.content_id,
        "Size": file.size,
    }


def _date(parsed: Parsed, delivery: Delivery) -> str:
    try:
        return parsedate_to_datetime(parsed.date).astimezone(UTC).isoformat()
    except (ValueError, TypeError, OverflowError):  # none, or nonsense
        return _rfc3339(delivery.received)


def _rfc3339(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
