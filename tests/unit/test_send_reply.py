"""Sending a reply: attached files are fetched, compared and sent along; trouble is recorded."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace
from typing import Any, cast

import pytest

from autocrm.domain.message import Address
from autocrm.errors import Invalid, NotFound, Unavailable
from autocrm.ports import Job, Services
from autocrm.testing import Outbox, Shelf
from autocrm.usecases.send_reply import send_reply

JOB = Job("job", "reply.send", {}, 1, "token")
PDF = b"%PDF-1.7 offer"


class Deliveries:
    """The two calls of `ports.Tickets` that sending makes."""

    def __init__(self, *attachments: dict[str, Any]) -> None:
        self.order = {
            "action": "send", "delivery_id": "d1", "to": "mia@cafe.example", "name": "Mia",
            "subject": "Kettle", "text": "See there.", "in_reply_to": None, "references": [],
            "attachments": list(attachments),
        }  # fmt: skip
        self.ended: list[tuple[str, str]] = []

    async def begin_send(self, draft_id: str, message_id: str, job: Job) -> dict[str, Any]:
        return self.order

    async def mark_sent(self, delivery_id: str, state: str, detail: str) -> None:
        self.ended.append((state, detail))


def services(tickets: Deliveries, shelf: Shelf, outbox: Outbox) -> Services:
    return cast(
        Services,
        SimpleNamespace(
            tickets=tickets, files=shelf, mailer=outbox, mail_from=Address("desk@shop.example")
        ),
    )


def described(path: str, content: bytes) -> dict[str, Any]:
    return {
        "name": "offer.pdf", "content_type": "application/pdf", "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), "path": path,
    }  # fmt: skip


async def test_attached_files_go_with_the_mail_in_their_order() -> None:
    shelf, outbox = Shelf(), Outbox()
    await shelf.put("attachments", "t/1", PDF, "application/pdf")
    await shelf.put("attachments", "t/2", b"two", "text/plain")
    tickets = Deliveries(described("t/2", b"two"), described("t/1", PDF))
    assert await send_reply(services(tickets, shelf, outbox), "draft", JOB) == "sent"
    [mail] = outbox.sent
    assert [file.content for file in mail.attachments] == [b"two", PDF]
    assert mail.attachments[1].filename == "offer.pdf"
    assert tickets.ended[0][0] == "sent"


async def test_a_file_that_is_not_what_was_attached_is_not_sent() -> None:
    shelf, outbox = Shelf(), Outbox()
    await shelf.put("attachments", "t/1", b"something else", "application/pdf")
    tickets = Deliveries(described("t/1", PDF))
    with pytest.raises(Invalid, match=r"offer\.pdf is not the one that was attached"):
        await send_reply(services(tickets, shelf, outbox), "draft", JOB)
    assert outbox.sent == []
    assert [state for state, _ in tickets.ended] == ["failed"]


@pytest.mark.parametrize("trouble", [Unavailable("Storage is away."), NotFound("It is gone.")])
async def test_without_its_files_a_mail_does_not_leave(trouble: Unavailable | NotFound) -> None:
    shelf, outbox = Shelf(), Outbox()
    shelf.fail_with(trouble)
    tickets = Deliveries(described("t/1", PDF))
    with pytest.raises(type(trouble)):
        await send_reply(services(tickets, shelf, outbox), "draft", JOB)
    assert outbox.sent == []
    assert tickets.ended == [("failed", trouble.message)]
