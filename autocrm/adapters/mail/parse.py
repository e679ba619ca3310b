"""Raw mail to the one normal form."""

from __future__ import annotations

import re
from email.message import Message

from autocrm.adapters.mail import headers, tree
from autocrm.adapters.mail.addresses import addresses
from autocrm.adapters.mail.attachments import describe
from autocrm.adapters.mail.automatic import why_automatic
from autocrm.adapters.mail.body import read_body
from autocrm.adapters.mail.identifiers import message_id, message_ids, provider_id, sent_at
from autocrm.adapters.mail.limits import MAX_ADDRESSES, MAX_SUBJECT
from autocrm.adapters.mail.quotes import written_now
from autocrm.domain.message import Address, InboundMessage
from autocrm.errors import Invalid


def parse_mail(raw: bytes) -> InboundMessage:
    """One mail as it came from the wire, at most 10 MB.

    The sender is always the From address: Reply-To is checked by no mail server, so it
    must not decide whose ticket this is. One that differs is recorded as a warning.
    Raises Invalid when nobody can be told to have sent it, TooLarge beyond the limits.
    """
    message = tree.read(raw)
    warnings: list[str] = []
    sender = _sender(message, warnings)
    subject = headers.decoded(headers.value(message, "Subject"))[:MAX_SUBJECT]
    body = read_body(message)
    attachments = describe(body.attached, body.warnings)
    own_id = message_id(message, warnings)
    references = _all_ids(message, "References")
    replied = _all_ids(message, "In-Reply-To")
    date = sent_at(message, warnings)
    return InboundMessage(
        channel="email",
        provider_id=provider_id(own_id, raw),
        sender=sender,
        subject=subject,
        text=written_now(body.text, subject),
        full_text=body.text,
        raw=raw,
        recipients=_recipients(message),
        message_id=own_id,
        in_reply_to=replied[0] if replied else None,
        references=references,
        sent_at=date,
        attachments=attachments,
        automatic=why_automatic(message, sender, subject),
        warnings=tuple(dict.fromkeys([*warnings, *body.warnings])),
    )


def _sender(message: Message, warnings: list[str]) -> Address:
    named = [address for field in headers.values(message, "From") for address in addresses(field)]
    if not named:
        raise Invalid("The message has no usable From address, so nobody could be answered.")
    sender = named[0]
    if len({address.email for address in named}) > 1:
        warnings.append("several From addresses")
    reply_to = [a for field in headers.values(message, "Reply-To") for a in addresses(field)]
    if reply_to and reply_to[0].email != sender.email:
        warnings.append(f"Reply-To is another address: {reply_to[0].email}")
    if any(
        re.search(r"\bdmarc\s*=\s*fail\b", said, re.IGNORECASE)
        for said in headers.values(message, "Authentication-Results")
    ):
        warnings.append("the sender's address is not proven: DMARC failed")
    return sender


def _recipients(message: Message) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for name in ("To", "Cc", "Delivered-To", "X-Original-To"):
        for field in headers.values(message, name):
            for address in addresses(field):
                found.setdefault(address.email, address)
    return tuple(found.values())[:MAX_ADDRESSES]


def _all_ids(message: Message, name: str) -> tuple[str, ...]:
    found = (i for field in headers.values(message, name) for i in message_ids(field))
    return tuple(dict.fromkeys(found))
