"""The life of a ticket through SDK and command line, as those who live it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from autocrm import AutoCRM, errors
from autocrm.cli.cast import read_cast
from autocrm.sdk import Ticket
from tests.flows.desk import ROOT, Desk, wait_for

# A question that waits for a person: once that is decided, no machine changes the ticket.
QUESTION = "Are dogs allowed in the roastery?"
MEMBERS = {member["name"].split()[0]: member for member in read_cast(ROOT / "seeds").members}


@pytest.fixture
async def crm(seeded_desk: Desk) -> AsyncIterator[AutoCRM]:
    """With the secret key."""
    async with AutoCRM(seeded_desk.settings.url, seeded_desk.settings.secret_key) as made:
        yield made


async def member(desk: Desk, name: str) -> AutoCRM:
    made = AutoCRM(desk.settings.url, desk.settings.publishable_key)
    await made.sign_in(MEMBERS[name]["email"], MEMBERS[name]["password"])
    return made


async def waiting(desk: Desk, crm: AutoCRM, customer: str = "kim@life.example") -> Ticket:
    """A new ticket at the front desk that the AI has put before a person."""
    ticket = await crm.tickets.create("Dogs", QUESTION, customer=customer)
    wait_for(lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket.id}"), 30, "the decision")
    await crm.tickets.update(ticket.id, {"team": "front", "status": "open"})
    return await crm.tickets.get(ticket.id)


def run(desk: Desk, *arguments: str, as_member: str = "", code: int = 0) -> Any:
    """What the command line answers with --json; what it says on stderr when it fails."""
    who = MEMBERS.get(as_member, {"email": "", "password": ""})
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", *arguments, "--json", "--as", who["email"]],
        cwd=ROOT, env={**os.environ, **desk.env, "AUTOCRM_PASSWORD": who["password"]},
        input="", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if done.stdout else done.stderr


async def test_of_two_agents_the_second_is_told(seeded_desk: Desk, crm: AutoCRM) -> None:
    ticket = await waiting(seeded_desk, crm)
    async with await member(seeded_desk, "Reto") as reto, await member(seeded_desk, "Anna") as anna:
        changed = await reto.tickets.update(ticket.id, {"priority": 1}, version=ticket.version)
        assert (changed.priority, changed.version) == (1, ticket.version + 1)
        with pytest.raises(errors.Conflict, match="Somebody changed this ticket meanwhile"):
            await anna.tickets.update(ticket.id, {"priority": 4}, version=ticket.version)
        assert (await reto.tickets.take(ticket.id)).assignee_id
        with pytest.raises(errors.Conflict, match="Reto Brodbeck has ticket"):
            await anna.tickets.take(ticket.id)
        assert (await anna.tickets.get(ticket.id)).priority == 1
    async with await member(seeded_desk, "Mathilde") as mathilde:
        with pytest.raises(errors.NotFound):
            await mathilde.tickets.update(ticket.id, {"priority": 4})


async def test_fields_and_tags_are_seen_by_whom_they_are_for(
    seeded_desk: Desk, crm: AutoCRM
) -> None:
    async with await member(seeded_desk, "Anna") as anna:
        made = await anna.fields.set("grind", type="choice", choices=["fine", "coarse"],
                                     label={"en": "Grind", "de": "Mahlgrad"},
                                     visible_to_customer=True)  # fmt: skip
        assert made.choices[1] == {"value": "coarse", "label": {"en": "coarse"}}
        await anna.fields.set("margin", type="number")
        assert {field.key for field in await anna.fields.list()} >= {"grind", "margin"}
    async with AutoCRM(seeded_desk.settings.url, seeded_desk.settings.publishable_key) as customer:
        me = next(c for c in read_cast(ROOT / "seeds").customers if c.get("password"))
        await customer.sign_in(me["email"], me["password"])
        ticket = await customer.tickets.create("Dogs", QUESTION)
        wait_for(lambda: seeded_desk.select(f"ai_decisions?ticket_id=eq.{ticket.id}"), 30)
        changed = await crm.tickets.update(
            ticket.id, {"fields": {"grind": "fine", "margin": 3}, "tags_add": ["VIP"]}
        )
        assert (changed.fields, changed.tags) == ({"grind": "fine", "margin": 3}, ("vip",))
        with pytest.raises(errors.Invalid, match="must be one of fine, coarse"):
            await crm.tickets.update(ticket.id, {"fields": {"grind": "medium"}})
        assert [field.key for field in await customer.fields.list()] == ["grind"]
        assert await customer.tags.list() == []
        with pytest.raises(errors.NotFound):
            await customer.tickets.update(ticket.id, {"priority": 1})
    opened = await crm.tickets.open(ticket.id)
    assert {f.key: f.value for f in opened.fields} == {"grind": "fine", "margin": 3}
    assert opened.tags == ("vip",)


async def test_merged_and_split_tickets_come_back(seeded_desk: Desk, crm: AutoCRM) -> None:
    one, two = [await waiting(seeded_desk, crm, "lee@life.example") for _ in range(2)]
    async with await member(seeded_desk, "Reto") as reto:
        merged = await reto.tickets.merge(two.id, one.id)
        assert (merged.status, merged.merged_into) == ("closed", one.id)
        opened = await reto.tickets.open(one.id)
        assert [m.ticket.id for m in opened.merged] == [two.id]
        assert opened.merged[0].interactions[0].content == QUESTION
        with pytest.raises(errors.Conflict, match="merged already"):
            await reto.tickets.merge(one.id, two.id)
        back = await reto.tickets.unmerge(two.id)
        assert (back.status, back.merged_into) == ("open", None)

        await reto.tickets.link(one.id, "duplicate_of", two.id)
        [link] = (await reto.tickets.open(one.id)).links
        assert (link.kind, link.direction, link.number) == ("duplicate_of", "to", two.number)

        with pytest.raises(errors.Invalid, match="Leave at least one"):
            await reto.tickets.split(one.id, [opened.interactions[0].id])


async def test_many_at_once_from_the_command_line(seeded_desk: Desk, crm: AutoCRM) -> None:
    ours = await waiting(seeded_desk, crm)
    theirs = await waiting(seeded_desk, crm)
    await crm.tickets.assign(theirs.id, team="legal", reason="A contract.")
    results = await crm.tickets.update_many([ours.number, theirs.number], {"status": "pending"})
    assert [result.ok for result in results] == [True, True]

    said = run(seeded_desk, "ticket", "bulk", ours.id, "--set", "status=solved", "--tag", "swept",
               as_member="Reto")  # fmt: skip
    assert [one["ok"] for one in said] == [True]
    said = run(seeded_desk, "ticket", "bulk", ours.id, "--set", "status=new", as_member="Reto",
               code=1)  # fmt: skip
    assert said[0]["error"] == f"Ticket #{ours.number} cannot go from solved to new."
    wrong = run(seeded_desk, "ticket", "bulk", ours.id, "--set", "color=red", code=1)
    assert "There is no change 'color'" in wrong
    assert "swept" in [tag["key"] for tag in run(seeded_desk, "tag", "list")]


async def test_each_verb_of_the_command_line(seeded_desk: Desk, crm: AutoCRM) -> None:
    ticket = await waiting(seeded_desk, crm)
    ref, other = str(ticket.number), str((await waiting(seeded_desk, crm)).number)

    def reto(*arguments: str, code: int = 0) -> Any:
        return run(seeded_desk, "ticket", *arguments, as_member="Reto", code=code)

    changed = reto("update", ref, "--set", "priority=high", "--set", "subject=Two dogs")
    assert (changed["priority"], changed["subject"]) == (2, "Two dogs")
    stale = reto("update", ref, "--set", "priority=low", "--version", "1", code=1)
    assert stale.startswith("Error: Somebody changed this ticket meanwhile")
    assert reto("update", ref, code=2).startswith("Usage")
    assert reto("take", ref)["assignee_id"]
    assert reto("assign", ref, "nobody")["assignee_id"] is None
    assert reto("assign", ref, "me")["assignee"] == "Reto Brodbeck"
    assert reto("tag", ref, "+Late", "vip", "-refund", "--remove", "vip")["tags"] == ["late"]
    assert reto("snooze", ref, "3", "days")["is_snoozed"]
    assert not reto("wake", ref)["is_snoozed"]
    assert reto("watch", ref)["watching"]
    assert not reto("unwatch", ref)["watching"]
    noted = reto("note", ref, "--text", "@priya.nair has one; @mathilde too.")
    assert (len(noted["mentions"]), noted["unseen"]) == (1, ["Mathilde Roussel"])
    assert reto("link", ref, "blocks", other)["kind"] == "blocks"
    shown = run(seeded_desk, "ticket", "show", ref, as_member="Reto")
    assert [w["why"] for w in shown["watchers"]] == ["mention"]
    assert reto("unlink", ref, "blocks", other)
    assert reto("merge", other, ref)["target"] == ticket.number
    assert reto("unmerge", other)["status"] == "open"
    await crm.tickets.set_status(ticket.id, "closed")
    assert reto("follow-up", ref)["follows_ticket_id"] == ticket.id
    run(seeded_desk, "setting", "set", "reopen_days", "20", as_member="Anna")
    [days] = [s for s in await crm.settings.list() if s.key == "reopen_days"]
    assert days.value == 20
    refused = run(seeded_desk, "field", "set", "x", "--type", "text", as_member="Reto", code=1)
    assert "Only an admin may define fields." in refused
