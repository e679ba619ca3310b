"""Files and signatures leave with an answer, by Storage and SMTP; what is called back does not."""

from __future__ import annotations

import email
from collections.abc import AsyncIterator
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from autocrm import AutoCRM, errors
from autocrm.cli.cast import read_cast
from autocrm.sdk import Draft, Ticket
from tests.flows.desk import ROOT, Desk, wait_for

MEMBERS = {member["name"].split()[0]: member for member in read_cast(ROOT / "seeds").members}
CUSTOMERS = [c for c in read_cast(ROOT / "seeds").customers if c.get("password")]
PHOTO = bytes(range(256)) * 300


@pytest.fixture
async def crm(seeded_desk: Desk) -> AsyncIterator[AutoCRM]:
    """With the secret key."""
    async with AutoCRM(seeded_desk.settings.url, seeded_desk.settings.secret_key) as made:
        yield made


async def signed_in(desk: Desk, person: dict[str, Any]) -> AutoCRM:
    made = AutoCRM(desk.settings.url, desk.settings.publishable_key)
    await made.sign_in(person["email"], person["password"])
    return made


async def waiting(desk: Desk, crm: AutoCRM, **who: str) -> Ticket:
    """A ticket at the front desk that is decided on, so that no machine changes it any more."""
    ticket = await crm.tickets.create("Dogs", "Are dogs allowed in the roastery?", **who)
    async with AutoCRM(desk.settings.url, desk.settings.secret_key) as desk_crm:
        wait_for(lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket.id}"), 30, "the decision")
        await desk_crm.tickets.update(ticket.id, {"team": "front", "status": "open"})
    return ticket


def mail_of(desk: Desk, draft: Draft) -> EmailMessage:
    """The mail that carries a draft, once it has arrived."""

    def arrived() -> list[dict[str, Any]]:
        return [mail for mail in desk.mails() if draft.id in mail["MessageID"]]

    [mail] = wait_for(arrived, 20, "the answer in the captured mail")
    raw = desk.raw_mail(mail["ID"])
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def test_a_file_goes_from_an_agents_hands_to_the_customers_mailbox(
    seeded_desk: Desk, crm: AutoCRM, tmp_path: Path
) -> None:
    await crm.settings.set("undo_send_seconds", 0)
    await crm._connection.call("set_team_signature", p_team="front", p_signature="The front desk")
    ticket = await waiting(seeded_desk, crm, customer="kim@files.example")
    plan = tmp_path / "Lageplan für Hunde.pdf"
    plan.write_bytes(b"%PDF-1.7 " + PHOTO)
    async with await signed_in(seeded_desk, MEMBERS["Reto"]) as reto:
        files = [await reto.tickets.attach(ticket.id, plan),
                 await reto.tickets.attach(ticket.id, PHOTO, name="dog.png")]  # fmt: skip
        draft = await reto.tickets.reply(
            ticket.id, "Yes, see the map.", status="solved", attachments=files
        )
        mail = mail_of(seeded_desk, draft)
        named = {part.get_filename(): part for part in mail.iter_attachments()}
        assert list(named) == ["Lageplan für Hunde.pdf", "dog.png"]
        assert named["Lageplan für Hunde.pdf"].get_content() == b"%PDF-1.7 " + PHOTO
        assert named["dog.png"].get_content_type() == "image/png"
        body = mail.get_body()
        assert body is not None
        text = body.get_content().replace("\r\n", "\n")
        assert text.startswith("Yes, see the map.\n\n-- \n")
        assert text.endswith("The front desk\n")

        def solved() -> bool:
            [row] = seeded_desk.select(f"tickets?select=status&id=eq.{ticket.id}")
            return bool(row["status"] == "solved")

        wait_for(solved, 10, "the ticket to be solved once the answer was sent")
        opened = await reto.tickets.open(ticket.id)
        assert [a.name for a in opened.attachments] == ["Lageplan für Hunde.pdf", "dog.png"]
        assert await reto.interactions.download(opened.attachments[1]) == PHOTO
        with pytest.raises(errors.Conflict, match="was sent"):
            await reto.tickets.detach(files[0])


async def test_what_is_called_back_does_not_leave(seeded_desk: Desk, crm: AutoCRM) -> None:
    await crm.settings.set("undo_send_seconds", 600)
    ticket = await waiting(seeded_desk, crm, customer="kim@back.example")
    async with await signed_in(seeded_desk, MEMBERS["Reto"]) as reto:
        file = await reto.tickets.attach(ticket.id, b"wrong", name="wrong.txt")
        draft = await reto.tickets.reply(ticket.id, "The wrong one.", attachments=[file])
        back = await reto.tickets.unsend(draft)
        assert back.draft is not None
        assert (back.draft.text, back.draft.attachments) == ("The wrong one.", (file.id,))
        await reto.tickets.detach(file)
        [kept] = await reto.drafts.list(ticket=ticket.id)
        assert kept.attachments == ()
        with pytest.raises(errors.AutoCRMError):
            await reto._connection.file("attachments", file.path)
        await crm.settings.set("undo_send_seconds", 0)
        right = await reto.tickets.reply(ticket.id, "The right one.")
    assert "The right one." in mail_of(seeded_desk, right).get_content()
    [gone] = seeded_desk.select(f"drafts?select=state&id=eq.{draft.id}")
    assert gone["state"] == "cancelled"
    assert not any(draft.id in mail["MessageID"] for mail in seeded_desk.mails())


async def test_files_are_uploaded_by_whom_the_ticket_concerns(
    seeded_desk: Desk, crm: AutoCRM
) -> None:
    me, other = CUSTOMERS[:2]
    async with (
        await signed_in(seeded_desk, me) as mine,
        await signed_in(seeded_desk, other) as theirs,
        await signed_in(seeded_desk, MEMBERS["Reto"]) as reto,
        await signed_in(seeded_desk, MEMBERS["Mathilde"]) as mathilde,
    ):
        ticket = await waiting(seeded_desk, mine)
        for stranger in (theirs, mathilde):
            with pytest.raises(errors.NotFound):
                await stranger.tickets.attach(ticket.id, PHOTO, name="x.png")
        with pytest.raises(errors.Invalid, match=r"end in \.exe are not accepted"):
            await mine.tickets.attach(ticket.id, PHOTO, name="game.exe")
        photo = await mine.tickets.attach(ticket.id, PHOTO, name="dog.png")
        with pytest.raises(errors.AutoCRMError):  # nothing is written over, by nobody
            await mine._connection.upload("attachments", photo.path, b"other", "image/png")
        with pytest.raises(errors.AutoCRMError):  # nor put where nothing was announced
            await mine._connection.upload("attachments", f"{ticket.id}/x", b"other", "image/png")
        said = await mine.tickets.add_message(ticket.id, "This one.", attachments=[photo])
        [came] = await mine.interactions.attachments(said)
        assert await mine.interactions.download(came) == PHOTO
        await reto.tickets.open(ticket.id)
        assert await reto.interactions.download(came) == PHOTO
        for stranger in (theirs, mathilde):
            with pytest.raises(errors.AutoCRMError):
                await stranger.interactions.download(came)
