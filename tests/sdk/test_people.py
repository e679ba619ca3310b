"""Customers, members, teams and companies through SDK and command line, as those who use them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest

from autocrm import AutoCRM, errors
from autocrm.cli.cast import read_cast
from tests.flows.desk import ROOT, Desk, raw_mail, wait_for
from tests.sdk.test_lifecycle import QUESTION, member, run

PRIYA = next(m for m in read_cast(ROOT / "seeds").members if m["name"].startswith("Priya"))


@pytest.fixture
async def crm(seeded_desk: Desk) -> AsyncIterator[AutoCRM]:
    """With the secret key."""
    async with AutoCRM(seeded_desk.settings.url, seeded_desk.settings.secret_key) as made:
        yield made


async def at_front(desk: Desk, crm: AutoCRM, address: str) -> str:
    """A ticket of a customer with the front desk; its id. The AI has had its say."""
    ticket = await crm.tickets.create("Dogs", QUESTION, customer=address)
    wait_for(lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket.id}"), 30, "the decision")
    await crm.tickets.update(ticket.id, {"team": "front", "status": "open"})
    return ticket.id


async def test_an_agent_finds_a_customer_and_reads_their_file(
    seeded_desk: Desk, crm: AutoCRM
) -> None:
    ticket = await at_front(seeded_desk, crm, "zoe@file.example")
    async with await member(seeded_desk, "Reto") as reto:
        changed = await reto.customers.update(
            "zoe@file.example", {"name": "Zoë Müller", "time_zone": "Europe/Zurich"}
        )
        [found] = await reto.customers.search("zoe muler")
        assert (found.id, found.email) == (changed.id, "zoe@file.example")
        note = await reto.customers.add_note(found.id, "Rings before noon.")
        file = await reto.customers.history("zoe@file.example")
        assert file.customer.name == "Zoë Müller"
        assert [t.id for t in file.tickets] == [ticket]
        assert (file.counts.total, file.counts.by_status) == (1, {"open": 1})
        assert [(n.content, n.author) for n in file.notes] == [
            ("Rings before noon.", "Reto Brodbeck")
        ]
        assert file.last_contact_at is not None
        first = file.tickets[0].created_at
        assert (await reto.customers.history(found.id, before=first)).tickets == ()
        assert len((await reto.customers.history(found.id, before=first + timedelta(1))).tickets)
        with pytest.raises(errors.Invalid, match="no time zone Basel"):
            await reto.customers.update(found.id, {"time_zone": "Basel"})
        await reto.customers.remove_note(note.id)
    async with await member(seeded_desk, "Mathilde") as books:
        assert await books.customers.search("zoe muller") == []
        with pytest.raises(errors.NotFound):
            await books.customers.history(found.id)
    shown = run(seeded_desk, "customer", "show", "zoe@file.example", as_member="Reto")
    assert shown["counts"]["total"] == 1


async def test_two_customers_become_one_and_two_again(seeded_desk: Desk, crm: AutoCRM) -> None:
    mine = await at_front(seeded_desk, crm, "kim@home.example")
    theirs = await at_front(seeded_desk, crm, "kim@work.example")
    before = await crm.customers.get("kim@work.example")
    merged = run(seeded_desk, "customer", "merge", "kim@work.example", "kim@home.example",
                 "--reason", "Same signature", as_member="Reto")  # fmt: skip
    assert (merged["tickets"], merged["addresses"]) == (1, 1)
    one = await crm.customers.get("kim@work.example")
    assert one.email == "kim@home.example"
    file = await crm.customers.history(before.id)
    assert {t.id for t in file.tickets} == {mine, theirs}
    assert [(o.email, o.reason) for o in file.merged_from] == [
        ("kim@work.example", "Same signature")
    ]
    assert [a.address for a in file.addresses] == ["kim@home.example", "kim@work.example"]
    assert before.id not in [c.id for c in await crm.customers.list(limit=1000)]

    async with await member(seeded_desk, "Reto") as reto:
        [merge] = await reto.customers.merges("kim@home.example")
        done = await reto.customers.unmerge(merge.id)
    assert (done.customer_id, done.tickets) == (before.id, 1)
    assert await crm.customers.get("kim@work.example") == before
    said = run(seeded_desk, "customer", "unmerge", merge.id, code=1)
    assert said == "Error: This merge has been undone already.\n"


async def test_a_customer_who_signs_in_is_merged_by_admins_only(
    seeded_desk: Desk, crm: AutoCRM
) -> None:
    me = next(c for c in read_cast(ROOT / "seeds").customers if c.get("password"))
    await at_front(seeded_desk, crm, me["email"])
    await at_front(seeded_desk, crm, "second@mailbox.example")
    async with await member(seeded_desk, "Reto") as reto:
        with pytest.raises(errors.Forbidden, match="ask an admin"):
            await reto.customers.merge("second@mailbox.example", me["email"])
    async with await member(seeded_desk, "Anna") as anna:
        merged = await anna.customers.merge("second@mailbox.example", me["email"])
    async with AutoCRM(seeded_desk.settings.url, seeded_desk.settings.publishable_key) as customer:
        await customer.sign_in(me["email"], me["password"])
        seen = {t.customer_id for t in await customer.tickets.list(limit=1000)}
        assert seen == {merged.customer_id}
        assert "second@mailbox.example" in {a["address"] for a in await _identities(customer)}
        with pytest.raises(errors.NotFound):
            await customer.customers.history(me["email"])
        with pytest.raises(errors.Forbidden):
            await customer.customers.block(address="anna@bergbach.example")
    await crm.customers.unmerge(merged.merge_id)


async def _identities(crm: AutoCRM) -> list[dict[str, str]]:
    found = await crm._connection.table("customer_identities").select("address").execute()
    rows: list[dict[str, str]] = found.data
    return rows


async def test_a_second_address_joins_the_customer(seeded_desk: Desk, crm: AutoCRM) -> None:
    await at_front(seeded_desk, crm, "ada@one.example")
    added = run(seeded_desk, "customer", "address", "add", "ada@one.example", "Ada@Two.example",
                as_member="Reto")  # fmt: skip
    assert [row["address"] for row in added] == ["ada@one.example", "ada@two.example"]
    seeded_desk.receive(raw_mail("Ada <ada@two.example>", "two", QUESTION)).raise_for_status()
    assert (await crm.customers.history("ada@one.example")).counts.total == 2
    other = await crm.customers.save("eve@three.example")
    with pytest.raises(errors.Conflict, match="another customer"):
        await crm.customers.add_address(other.id, "ada@two.example")
    first, second = await crm.customers.set_address(
        "ada@one.example", "ada@two.example", primary=True, verified=True
    )
    assert (first.address, first.primary, first.verified) == ("ada@two.example", True, True)
    [left] = await crm.customers.remove_address("ada@two.example", second.address)
    assert left.address == "ada@two.example"


def test_a_blocked_senders_mails_are_kept_out_and_let_in_again(seeded_desk: Desk) -> None:
    blocked = run(seeded_desk, "customer", "block", "--domain", "spam.example", "--reason", "Ads")
    for number in (1, 2, 2):
        mail = raw_mail("x <x@mail.spam.example>", f"spam-{number}", QUESTION)
        answer = seeded_desk.receive(mail)
        assert answer.status_code == (200 if answer.json()["duplicate"] else 202)
        assert (answer.json()["blocked"], answer.json()["ticket_id"]) == (True, None)
    [row] = [r for r in run(seeded_desk, "customer", "blocked") if r["id"] == blocked["id"]]
    assert row["messages"] == 2
    assert seeded_desk.select("customers?email=like.*spam.example") == []
    done = run(seeded_desk, "customer", "unblock", blocked["id"], "--let-in")
    assert done["let_in"] == 2
    assert len(seeded_desk.select("tickets?select=id,customers!inner(email)"
                                  "&customers.email=eq.x@mail.spam.example")) == 2  # fmt: skip


async def test_who_is_let_out_hands_their_tickets_back(seeded_desk: Desk, crm: AutoCRM) -> None:
    ticket = await at_front(seeded_desk, crm, "lee@leaving.example")
    await crm.tickets.update(ticket, {"assignee": PRIYA["email"]})
    async with await member(seeded_desk, "Priya") as priya:
        assert ticket in [t.id for t in await priya.tickets.list(limit=1000)]
        run(seeded_desk, "member", "deactivate", PRIYA["email"], as_member="Anna")
        assert await priya.tickets.list() == []
    assert (await crm.tickets.get(ticket)).assignee_id != (await crm.members.get(PRIYA["email"])).id
    assert "has left" in str(seeded_desk.select(f"audit_log?ticket_id=eq.{ticket}"))
    back = await crm.members.set_active(PRIYA["email"], True)
    assert (back.active, back.teams) == (True, ("front", "orders"))
    said = run(seeded_desk, "member", "deactivate", "anna.keller@bergbach.example", code=1)
    assert "is the last admin" in said


async def test_somebody_is_invited_by_mail_and_joins(seeded_desk: Desk, crm: AutoCRM) -> None:
    """The mail comes twice: only the second one's token opens the door, and once."""
    run(seeded_desk, "member", "invite", "kim@newcomer.example", "--team", "orders",
        "--name", "Kim Neu", "--locale", "de", as_member="Anna")  # fmt: skip
    first = _token(seeded_desk, 1)
    assert run(seeded_desk, "member", "resend", "kim@newcomer.example")["sends"] == 2
    second = _token(seeded_desk, 2)
    async with AutoCRM(seeded_desk.settings.url, seeded_desk.settings.publishable_key) as kim:
        await kim.sign_up("kim@private.example", "kim-has-a-password")
        await kim.sign_in("kim@private.example", "kim-has-a-password")
        with pytest.raises(errors.NotFound):
            await kim.members.accept()  # signing up proves no mailbox
        with pytest.raises(errors.NotFound):
            await kim.members.accept(first)
        joined = await kim.members.accept(second)
        assert (joined.name, joined.email, joined.teams) == (
            "Kim Neu", "kim@newcomer.example", ("orders",),
        )  # fmt: skip
        with pytest.raises(errors.Forbidden):
            await kim.members.invite("friend@newcomer.example")
    assert await crm.members.invitations() == []
    [sent] = await crm.members.invitations(open=False)
    assert (sent.sends, sent.accepted_at is not None) == (2, True)
    left = seeded_desk.select("notices?kind=eq.invitation&select=data")
    assert not [row for row in left if "token" in row["data"]]


def _token(desk: Desk, mails: int) -> str:
    """From the newest of so many mails to Kim."""

    def ours() -> list[dict[str, Any]]:
        found = [m for m in desk.mails() if m["To"][0]["Address"] == "kim@newcomer.example"]
        return found if len(found) == mails else []

    newest = wait_for(ours, 20, f"{mails} mails")[0]
    mail = message_from_bytes(desk.raw_mail(newest["ID"]))
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    found = re.search(rb"[0-9a-f]{64}", b" ".join(p for p in parts if isinstance(p, bytes)))
    assert found is not None
    return found.group().decode()


async def test_members_say_what_they_are(seeded_desk: Desk, crm: AutoCRM) -> None:
    async with await member(seeded_desk, "Jonas") as jonas:
        mine = await jonas.members.set_profile(signature="Jonas Wyss", available=False)
        assert (mine.signature, mine.available) == ("Jonas Wyss", False)
        with pytest.raises(errors.Forbidden):
            await jonas.teams.add("front", mine.email)
    assert await crm.teams.add("front", mine.email) == sorted({*mine.teams, "front"})
    assert mine.id in [m.id for m in (await crm.teams.get("front")).members]
    assert await crm.teams.take_out("front", mine.email) == list(mine.teams)


async def test_teams_and_companies(seeded_desk: Desk, crm: AutoCRM) -> None:
    assert (await crm.teams.save("night", "Night shift")).name == "Night shift"
    ticket = await at_front(seeded_desk, crm, "owl@night.example")
    await crm.tickets.update(ticket, {"team": "night"})
    assert run(seeded_desk, "team", "remove", "night", "--into", "orders") == {
        "removed": "night", "into": "orders", "tickets": 1,
    }  # fmt: skip
    made = run(seeded_desk, "company", "make", "Night Owls", "--domain", "night.example")
    changed = await crm.companies.change("night.example", shares_tickets=True)
    assert (changed.id, changed.name, changed.shares_tickets) == (made["id"], "Night Owls", True)
    await crm.customers.update("owl@night.example", {"company_id": made["id"]})
    shown = run(seeded_desk, "company", "show", "night.example")
    assert [person["email"] for person in shown["people"]] == ["owl@night.example"]
    assert await crm.companies.remove(made["id"]) == 1
    with pytest.raises(errors.Invalid, match="Anybody can have an address"):
        await crm.companies.make("All", domain="gmail.com")
