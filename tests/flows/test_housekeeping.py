"""What nobody needs any more goes from a desk: rows and files; nothing of a message does."""

from __future__ import annotations

import asyncio
import datetime
from datetime import UTC

import httpx

from autocrm import AutoCRM
from autocrm.sdk.rows import Upload
from tests.flows.desk import Desk, wait_for

PHOTO = b"\x89PNG" + bytes(range(200))
LONG_AGO = (datetime.datetime.now(UTC) - datetime.timedelta(days=8)).isoformat()


async def bring(desk: Desk) -> tuple[Upload, Upload]:
    """Two files of which one comes with a ticket."""
    async with AutoCRM(desk.settings.url, desk.settings.secret_key) as crm:
        sent = await crm.tickets.attach(None, PHOTO, name="cup.png")
        unused = await crm.tickets.attach(None, PHOTO, name="saucer.png")
        ticket = await crm.tickets.create(
            "Broken", "See the photo.", customer="mia@cafe.example", attachments=[sent]
        )
        [said] = await crm.interactions.list(ticket.number)
        [attachment] = await crm.interactions.attachments(said)
        assert (attachment.name, attachment.content_type) == ("cup.png", "image/png")
        assert await crm.interactions.download(attachment) == PHOTO
    return sent, unused


def make_older(desk: Desk) -> None:
    httpx.patch(
        f"{desk.config.api_url}/rest/v1/uploads?created_at=not.is.null",
        headers={"apikey": desk.settings.secret_key}, json={"created_at": LONG_AGO},
    ).raise_for_status()  # fmt: skip


def stored(desk: Desk, path: str) -> bool:
    """Is there such a file in Storage?"""
    answer = httpx.get(
        f"{desk.config.api_url}/storage/v1/object/attachments/{path}",
        headers={"apikey": desk.settings.secret_key},
    )
    assert answer.status_code in (200, 400, 404)
    return answer.status_code == 200


def test_an_unused_file_goes_and_a_sent_one_stays(empty_desk: Desk) -> None:
    sent, unused = asyncio.run(bring(empty_desk))
    assert stored(empty_desk, unused.path)
    assert empty_desk.rpc("tidy_up")["uploads"] == 0
    make_older(empty_desk)

    assert empty_desk.rpc("tidy_up") == {"uploads": 1, "notifications": 0, "more": False}
    wait_for(lambda: not stored(empty_desk, unused.path), what="the worker deletes the file")
    wait_for(
        lambda: empty_desk.select("jobs?kind=eq.files.delete&state=eq.done"), what="the job is done"
    )
    assert stored(empty_desk, sent.path)
    assert [row["id"] for row in empty_desk.select("uploads?select=id")] == [sent.id]
