"""An approved draft leaves the house, at most once."""

from __future__ import annotations

from typing import Any

from autocrm.domain.message import Address, OutboundMail
from autocrm.domain.reply import reply_message_id, reply_subject, thread_references
from autocrm.errors import AutoCRMError, DeliveryUnknown, Unavailable
from autocrm.ports import Job, Services


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
        detail = await services.mailer.send(_mail(order, message_id, services.mail_from))
    except DeliveryUnknown as error:
        await services.tickets.mark_sent(delivery_id, "unknown", error.message)
        return "unknown"
    except AutoCRMError as error:
        await services.tickets.mark_sent(delivery_id, "failed", error.message)
        raise
    await _mark_sent(services, delivery_id, detail)
    return "sent"


async def _mark_sent(services: Services, delivery_id: str, detail: str) -> None:
    # The mail has left: a hiccup of the database here must not make it "unknown".
    for attempt in range(3):
        try:
            return await services.tickets.mark_sent(delivery_id, "sent", detail)
        except Unavailable:
            if attempt == 2:
                raise
            await services.clock.sleep(0.5 * 2**attempt)


def _mail(order: dict[str, Any], message_id: str, sender: Address) -> OutboundMail:
    references = thread_references(order["in_reply_to"], order["references"])
    return OutboundMail(
        message_id=message_id,
        sender=sender,
        to=Address(order["to"], order["name"]),
        subject=reply_subject(order["subject"]),
        text=order["text"],
        in_reply_to=order["in_reply_to"],
        references=references,
    )


def _domain(address: Address) -> str:
    return address.email.rpartition("@")[2]
