"""Files are stored first, then the message is committed: what fails leaves no half of it."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace
from typing import Any

import pytest

from autocrm.adapters.mail.parse import parse_mail
from autocrm.domain.message import InboundMessage, StoredFiles
from autocrm.errors import Invalid, TooLarge, Unavailable
from autocrm.testing import Shelf
from autocrm.usecases.move_raw import move_raw
from autocrm.usecases.receive_message import RAW_LIMIT, receive_message

RAW = b"""From: Hannah <hannah@postbox.example>
Message-ID: <one@postbox.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Here is the picture.
--b
Content-Type: image/png; name="../kettle.png"
Content-Transfer-Encoding: base64

aGVsbG8=
--b--
"""
DIGEST = hashlib.sha256(RAW).hexdigest()


class Ledger:
    """Enough of ports.Tickets; `shelf` shows what was stored when a message was committed."""

    def __init__(self, shelf: Shelf, raw: bytes | None = None) -> None:
        self.shelf, self.raw = shelf, raw
        self.committed: list[tuple[InboundMessage, StoredFiles, set[Any]]] = []
        self.moved: list[tuple[str, str]] = []

    async def receive(self, message: InboundMessage, stored: StoredFiles) -> dict[str, Any]:
        self.committed.append((message, stored, set(self.shelf.files)))
        return {"duplicate": False}

    async def unmoved_raw(self, event_id: str) -> bytes | None:
        return self.raw

    async def raw_moved(self, event_id: str, path: str) -> None:
        assert ("mail", path) in self.shelf.files
        self.moved.append((event_id, path))


async def test_raw_and_attachments_are_there_before_the_message_is() -> None:
    shelf = Shelf()
    ledger = Ledger(shelf)
    await receive_message(ledger, shelf, parse_mail(RAW))
    [(message, stored, there)] = ledger.committed
    assert stored == StoredFiles(f"{DIGEST}.eml", (f"{DIGEST}/1",))
    assert there == {("mail", f"{DIGEST}.eml"), ("attachments", f"{DIGEST}/1")}
    assert shelf.files["attachments", f"{DIGEST}/1"] == (b"hello", "image/png")
    assert shelf.files["mail", f"{DIGEST}.eml"] == (RAW, "message/rfc822")
    assert message.attachments[0].filename == "kettle.png"


async def test_the_same_mail_twice_is_stored_in_the_same_place() -> None:
    shelf = Shelf()
    ledger = Ledger(shelf)
    for _ in range(2):
        await receive_message(ledger, shelf, parse_mail(RAW))
    assert len(shelf.files) == 2
    assert ledger.committed[0][1] == ledger.committed[1][1]


async def test_without_storage_nothing_is_committed() -> None:
    shelf = Shelf()
    shelf.fail_with(Unavailable("Storage did not answer."))
    ledger = Ledger(shelf)
    with pytest.raises(Unavailable):
        await receive_message(ledger, shelf, parse_mail(RAW))
    assert ledger.committed == []


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (RAW.replace(b"From: Hannah <hannah@postbox.example>\n", b""), Invalid),
        (RAW + b"x" * RAW_LIMIT, TooLarge),
    ],
)
async def test_what_is_refused_is_not_stored(raw: bytes, error: type[Exception]) -> None:
    shelf = Shelf()
    with pytest.raises(error):
        await receive_message(Ledger(shelf), shelf, parse_mail(raw))
    assert shelf.files == {}


async def test_an_old_raw_mail_moves_once() -> None:
    shelf = Shelf()
    ledger = Ledger(shelf, raw=RAW)
    house: Any = SimpleNamespace(tickets=ledger, files=shelf)
    assert await move_raw(house, "event") == f"{DIGEST}.eml"
    assert ledger.moved == [("event", f"{DIGEST}.eml")]
    ledger.raw = None
    assert await move_raw(house, "event") is None
    assert len(ledger.moved) == 1
