"""An approved draft leaves the house, at most once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from autocrm.domain.message import Address, Attachment, OutboundMail
from autocrm.domain.reply import reply_message_id, reply_subject, thread_references
from autocrm.errors import AutoCRMError, DeliveryUnknown, Invalid, Unavailable
from autocrm.ports import Files, Job, Services

ATTACHMENT_BUCKET = "attachments"


async def send_reply(services: Services, draft_id: str, job: Job) -> str:
    """Record *sending*, speak to the server, record the end. Returns the delivery's state.

    Trouble before the message is handed over is retried with the job (Unavailable); trouble
    after that is *unknown*: nobody can say whether the mail left, so it is not repeated.
    """
    message_id = reply_message_id(draft_id, _domain(services.mail_from))
    order = await services.tickets.begin_send(draft_id, message_id, job)
    if order["action"] != "send":
        return str(order["state"])
    delivery_id = order["delivery_id"]
    try:
        files = await _fetch(services.files, order.get("attachments", ()))
        detail = await services.mailer.send(_mail(order, message_id, services.mail_from, files))
    except DeliveryUnknown as error:
        await services.tickets.mark_sent(delivery_id, "unknown", error.message)
        return "unknown"
    except AutoCRMError as error:
        await services.tickets.mark_sent(delivery_id, "failed", error.message)
        raise
    await _mark_sent(services, delivery_id, detail)
    return "sent"


async def _fetch(files: Files, named: Sequence[dict[str, Any]]) -> tuple[Attachment, ...]:
    """The attached files with their bytes. Raises Invalid when one is not what was attached."""
    found = []
    for one in named:
        content = await files.get(ATTACHMENT_BUCKET, one["path"])
        if hashlib.sha256(content).hexdigest() != one["sha256"]:
            raise Invalid(f"The file {one['name']} is not the one that was attached.")
        found.append(
            Attachment(one["name"], one["content_type"], len(content), one["sha256"], content)
        )
    return tuple(found)


async def _mark_sent(services: Services, delivery_id: str, detail: str) -> None:
    # The mail has left: a hiccup of the database here must not make it "unknown".
    for attempt in range(3):
        try:
            return await services.tickets.mark_sent(delivery_id, "sent", detail)
        except Unavailable:
            if attempt == 2:
                raise
            await services.clock.sleep(0.5 * 2**attempt)


def _mail(
    order: dict[str, Any], message_id: str, sender: Address, files: tuple[Attachment, ...]
) -> OutboundMail:
    references = thread_references(order["in_reply_to"], order["references"])
    return OutboundMail(
        message_id=message_id,
        sender=sender,
        to=Address(order["to"], order["name"]),
        subject=reply_subject(order["subject"]),
        text=order["text"],
        in_reply_to=order["in_reply_to"],
        references=references,
        attachments=files,
    )


def _domain(address: Address) -> str:
    return address.email.rpartition("@")[2]
