"""Opening with files, splitting, and the demo's set-up, on a whole desk as those who use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autocrm import AutoCRM, errors
from autocrm.bootstrap import open_app
from autocrm.cli.cast import read_cast
from autocrm.cli.demo_address import FUNCTION, RATE, seed_addresses
from autocrm.cli.demo_desk import read_setup, seed_desk
from tests.flows.desk import ROOT, Desk, wait_for
from tests.sdk.test_lifecycle import member, run

PHOTO = b"\x89PNG" + bytes(range(100))
PEOPLE = [customer for customer in read_cast(ROOT / "seeds").customers if customer.get("password")]


async def signed_in(desk: Desk, number: int) -> AutoCRM:
    """The SDK as one of the demo's customers."""
    made = AutoCRM(desk.settings.url, desk.settings.publishable_key)
    await made.sign_in(PEOPLE[number]["email"], PEOPLE[number]["password"])
    return made


def decided(desk: Desk, ticket_id: str) -> None:
    """Wait until the worker has decided on a ticket."""
    wait_for(lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket_id}"), 30, "the decision")


async def test_a_customer_opens_a_ticket_with_a_file(seeded_desk: Desk, tmp_path: Path) -> None:
    async with await signed_in(seeded_desk, 0) as hers, await signed_in(seeded_desk, 1) as his:
        photo = await hers.tickets.attach(None, PHOTO, name="cup.png")
        assert photo.ticket_id is None
        with pytest.raises(errors.Invalid, match="uploaded for a new ticket"):
            await his.tickets.create("Cup", "Mine.", attachments=[photo])
        ticket = await hers.tickets.create("Cup", "It broke.", key="cup", attachments=[photo])
        again = await hers.tickets.create("Cup", "It broke.", key="cup", attachments=[photo])
        assert again.id == ticket.id
        [said] = await hers.interactions.list(ticket.number)
        [attachment] = await hers.interactions.attachments(said)
        assert await hers.interactions.download(attachment) == PHOTO
        with pytest.raises(errors.AutoCRMError):
            await his.interactions.download(attachment)
        dropped = await hers.tickets.attach(None, PHOTO, name="saucer.png")
        await hers.tickets.detach(dropped)
    decided(seeded_desk, ticket.id)

    file = tmp_path / "letter.txt"
    file.write_text("Dear all")
    made = run(seeded_desk, "ticket", "create", "--customer", PEOPLE[0]["email"], "--subject",
               "Letter", "--text", "By post.", "--attach", str(file))  # fmt: skip
    shown = run(seeded_desk, "ticket", "show", made["id"])
    assert [attached["name"] for attached in shown["attachments"]] == ["letter.txt"]
    decided(seeded_desk, made["id"])


async def test_what_is_split_off_is_triaged_anew(seeded_desk: Desk) -> None:
    async with await signed_in(seeded_desk, 0) as hers, await member(seeded_desk, "Anna") as anna:
        ticket = await hers.tickets.create("Dogs", "Are dogs allowed in the roastery?")
        decided(seeded_desk, ticket.id)
        await hers.tickets.add_message(ticket.id, "My card was charged twice for one order!")
        wait_for(lambda: len(seeded_desk.select(f"ai_decisions?ticket_id=eq.{ticket.id}")) == 2, 30)
        made = run(seeded_desk, "ticket", "split", str(ticket.number), "2", as_member="Anna")
        decided(seeded_desk, made["id"])
        split = await anna.tickets.get(made["id"])
        assert (split.category, split.status) == ("billing", "open")
        [draft] = seeded_desk.select(f"drafts?ticket_id=eq.{made['id']}&select=state")
        assert draft["state"] == "pending"
        back = run(seeded_desk, "ticket", "unsplit", made["id"], as_member="Anna")
        assert back["ticket_id"] == ticket.id
    unknown = run(seeded_desk, "ticket", "split", str(ticket.number), "9", as_member="Anna", code=1)
    assert "There is no message 9" in unknown


async def test_the_demo_is_set_up_once(seeded_desk: Desk) -> None:
    """The last of this file: from now on tickets are assigned."""
    setup = read_setup(ROOT / "seeds")
    await seed_desk(seeded_desk.settings, ROOT / "seeds", lambda _: None)
    async with await member(seeded_desk, "Anna") as anna:
        await anna.sla.set("standard", active=False)
    await seed_desk(seeded_desk.settings, ROOT / "seeds", lambda _: None)
    async with await member(seeded_desk, "Anna") as anna:
        policies = {policy.key: policy.active for policy in await anna.sla.list()}
        assert policies == {"wholesale": True, "standard": False}
        assert {c.key for c in await anna.calendars.list()} == {c["key"] for c in setup.calendars}
        overview = await anna.routing.show()
        assert {t.key: t.strategy for t in overview.teams} == {
            "front": "least_loaded", "orders": "round_robin", "legal": "least_loaded"
        }  # fmt: skip
        assert len(await anna.macros.list()) == len(setup.macros)
        names = {view.name for view in await anna.views.list()}
        assert names >= {view["name"] for view in setup.views}
        for view in setup.views:  # each can be opened
            await anna.search(view["query"])
    assert len(seeded_desk.select("canned_answers")) == len(setup.canned_answers)
    [site] = seeded_desk.select("settings?key=eq.site_url&select=value")
    assert site["value"] == seeded_desk.settings.url
    [url] = seeded_desk.select("settings?key=eq.feedback_url&select=value")
    # The page of the web application where it is built, that of the functions elsewhere.
    assert url["value"] in [f"{site['value']}{path}" for path in (RATE, FUNCTION)]


async def test_links_follow_the_stack_to_other_ports_and_a_persons_own_stay(
    seeded_desk: Desk,
) -> None:
    async def seeded(site: str, page: str) -> dict[str, str]:
        seeded_desk.rpc("set_setting", p_key="site_url", p_value=site)
        seeded_desk.rpc("set_setting", p_key="feedback_url", p_value=page)
        async with open_app(seeded_desk.settings) as app:
            await seed_addresses(app)
        rows = seeded_desk.select("settings?key=in.(site_url,feedback_url)&select=key,value")
        return {row["key"]: row["value"] for row in rows}

    own = {"site_url": "https://help.example", "feedback_url": "https://help.example/rate"}
    assert await seeded(own["site_url"], own["feedback_url"]) == own
    moved = await seeded("http://127.0.0.1:1", "http://127.0.0.1:1/rate")
    assert moved["site_url"] == seeded_desk.settings.url
    assert moved["feedback_url"].startswith(seeded_desk.settings.url + "/")
