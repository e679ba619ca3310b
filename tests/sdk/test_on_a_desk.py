"""SDK and command line on a real desk: what one does, the other sees."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from autocrm import AutoCRM, errors
from autocrm.cli.cast import read_cast
from tests.flows.desk import ROOT, Desk, wait_for

MAIL = ROOT / "seeds" / "inbox" / "16-three-words-before-shift.eml"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(desk: Desk, *arguments: str, stdin: str = "", password: str = "") -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", *arguments],
        cwd=ROOT, env={**desk.env, "AUTOCRM_PASSWORD": password, "PYTHONWARNINGS": "error"},
        input=stdin, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def decided(desk: Desk, number: int) -> dict[str, Any]:
    """The decision on a ticket, as `ai explain` tells it, once there is one."""

    def ask() -> Any:
        done = run(desk, "ai", "explain", str(number), "--json")
        return done.json if done.code == 0 else None

    found: dict[str, Any] = wait_for(ask, 20, "a decision")
    return found


@pytest.fixture
async def crm(seeded_desk: Desk) -> AsyncIterator[AutoCRM]:
    settings = seeded_desk.settings
    async with AutoCRM(settings.url, settings.secret_key) as made:
        yield made


def signed_out(desk: Desk) -> AutoCRM:
    return AutoCRM(desk.settings.url, desk.settings.publishable_key)


def cast(role: str) -> dict[str, Any]:
    people = read_cast(ROOT / "seeds")
    if role == "customer":
        return next(c for c in people.customers if c.get("password"))
    return next(m for m in people.members if m["role"] == role)


def test_a_mail_from_its_file_to_its_explanation(seeded_desk: Desk) -> None:
    received = run(seeded_desk, "mail", "receive", str(MAIL), "--json")
    [result] = received.json
    assert (received.code, result["new_ticket"], result["duplicate"]) == (0, True, False)
    again = run(seeded_desk, "mail", "receive", str(MAIL))
    assert f"known already, in ticket #{result['number']}" in again.out

    decision = decided(seeded_desk, result["number"])
    assert decision["outcome"] == "auto"
    assert decision["evidence"][0]["slug"] == "grind-sizes"
    shown = run(seeded_desk, "ai", "explain", str(result["number"])).out
    for word in ("grind-sizes", "supported", "min_confidence", decision["prompt_hash"], "waited"):
        assert word in shown
    assert decision["draft"]["sentences"][0]["text"] in shown

    to = "samuel.okafor@northmail.example"
    wait_for(lambda: run(seeded_desk, "mail", "list", "--to", to, "--json").json, 10, "the answer")
    assert "Delivery sent" in run(seeded_desk, "ticket", "show", str(result["number"])).out
    row = next(t for t in run(seeded_desk, "ticket", "list", "--json").json
               if t["number"] == result["number"])  # fmt: skip
    assert row["decision"]["outcome"] == "auto"


def test_mails_that_were_not_received_fail_the_evaluation_and_it_says_how(
    seeded_desk: Desk,
) -> None:
    done = run(seeded_desk, "eval", "run", "inbox", "--json")
    assert done.code == 1
    figures = {figure["metric"]: figure for figure in done.json}
    assert figures["without_decision"]["n"] >= 20
    assert figures["without_decision"]["value"] > 0.5
    said = run(seeded_desk, "eval", "run").out
    assert "01-birthday-in-leeds.eml" in said
    assert "autocrm mail receive seeds/inbox/*.eml" in said


def test_importing_the_articles_again_changes_nothing(seeded_desk: Desk) -> None:
    results = run(seeded_desk, "kb", "import", "seeds/kb", "--json").json
    assert len(results) >= 15
    assert not any(result["changed"] for result in results)
    listed = run(seeded_desk, "kb", "list", "--json").json
    assert all(row["embedded"] for row in listed if row["status"] == "published")
    assert "fingerprint" not in listed[0]


async def test_a_draft_found_with_the_command_line_is_approved_with_the_sdk(
    seeded_desk: Desk, crm: AutoCRM
) -> None:
    ticket = await crm.tickets.create(
        "Dogs", "Are dogs allowed in the roastery?", customer="kim@dogs.example"
    )
    assert decided(seeded_desk, ticket.number)["outcome"] == "review"
    [draft] = await crm.review.list(ticket=ticket.number)
    listed = run(seeded_desk, "review", "list", "--json").json
    [mine] = [row for row in listed if row["id"] == draft.id]
    assert set(mine) == {"id", "ticket_id", "text", "state", "created_at", "ticket", "decision"}
    assert "Why a person is asked" in run(seeded_desk, "review", "show", str(ticket.number)).out

    approved = await crm.review.approve(draft.id, "Yes, on a lead.")
    assert (approved.state, approved.final_text) in [
        ("approved", "Yes, on a lead."), ("sent", "Yes, on a lead."),
    ]  # fmt: skip
    with pytest.raises(errors.Conflict):
        await crm.review.approve(draft.id)
    twice = run(seeded_desk, "review", "reject", draft.id, "--reason", "late")
    assert (twice.code, twice.err.startswith("Error: This draft is ")) == (1, True)


async def test_the_same_key_opens_one_ticket(crm: AutoCRM) -> None:
    one, two = [
        await crm.tickets.create("Hi", "Hello?", customer="kim@keys.example", key="order-1")
        for _ in range(2)
    ]
    assert one.id == two.id


async def test_pages_follow_each_other_without_gap_or_repeat(crm: AutoCRM) -> None:
    for number in range(3):
        await crm.tickets.create("Page", f"Question {number}", customer="kim@pages.example")
    everything = await crm.tickets.list(limit=1000)
    paged: list[str] = []
    page = await crm.tickets.list(limit=2)
    while page:
        paged += [ticket.id for ticket in page]
        page = await crm.tickets.list(limit=2, before=page[-1])
    assert paged == [ticket.id for ticket in everything]


async def test_a_member_reads_a_thread_after_opening_it(seeded_desk: Desk, crm: AutoCRM) -> None:
    ticket = await crm.tickets.create("Open me", "Hello there", customer="kim@open.example")
    note = await crm.tickets.note(ticket.number, "Only for us.")
    admin = cast("admin")
    async with signed_out(seeded_desk) as member:
        await member.sign_in(admin["email"], admin["password"])
        assert await member.interactions.list(ticket.number) == []
        opened = await member.tickets.open(ticket.number)
        assert [n.id for n in opened.notes] == [note.id]
        assert len(await member.interactions.list(ticket.number)) >= 1
    log = seeded_desk.select(f"access_log?ticket_id=eq.{ticket.id}&member_id=not.is.null")
    assert len(log) == 1


async def test_a_customer_sees_their_own_tickets_and_no_inside(seeded_desk: Desk) -> None:
    me = cast("customer")
    async with signed_out(seeded_desk) as customer:
        await customer.sign_in(me["email"], me["password"])
        ticket = await customer.tickets.create("Mine", "When do you open on Saturday?")
        await customer.tickets.add_message(ticket.number, "And on Sunday?")
        assert ticket.id in [t.id for t in await customer.tickets.list()]
        assert len({t.customer_id for t in await customer.tickets.list()}) == 1
        with pytest.raises(errors.NotFound):
            await customer.tickets.open(ticket.number)
        assert await customer.decisions(ticket.number) == []
        assert "internal" not in {a.visibility for a in await customer.knowledge.list()}
    shown = run(seeded_desk, "ticket", "show", str(ticket.number), "--json", "--as", me["email"],
                password=me["password"])  # fmt: skip
    assert [i["content"] for i in shown.json["interactions"]][:2] == [
        "When do you open on Saturday?", "And on Sunday?",
    ]  # fmt: skip
    assert shown.json["notes"] == []


async def test_a_visitor_reads_public_articles_and_nothing_else(seeded_desk: Desk) -> None:
    async with signed_out(seeded_desk) as visitor:
        assert {a.visibility for a in await visitor.knowledge.list()} == {"public"}
        with pytest.raises(errors.Forbidden):
            await visitor.tickets.list()
        assert "refund-limits" not in {
            hit.slug for hit in await visitor.search("refund limits for agents", limit=20)
        }
        answer = await visitor.ask("How do I clean my hand grinder?")
        assert answer.answerable
        assert answer.sentences[0].citations[0].slug == "clean-hand-grinder"


async def test_an_archived_article_is_found_no_more(crm: AutoCRM) -> None:
    saved = await crm.knowledge.save("zebra-care", "Zebra care", "A zebra eats xylograss daily.")
    assert (saved.version, saved.status) == (1, "published")
    assert (await crm.knowledge.archive("zebra-care")).version == 1
    assert "zebra-care" not in {hit.slug for hit in await crm.search("zebra xylograss", limit=20)}


def test_users_and_policies_from_the_command_line(seeded_desk: Desk) -> None:
    made = run(seeded_desk, "user", "create", "kim@staff.example", "--role", "agent",
               "--team", "front", "--name", "Kim", "--json").json  # fmt: skip
    mine = run(seeded_desk, "policy", "list", "--json", "--as", "kim@staff.example",
               password=made["password"])  # fmt: skip
    assert "shipping" in [row["category"] for row in mine.json]
    refused = run(seeded_desk, "policy", "set", "shipping", "off", "--as", "kim@staff.example",
                  password=made["password"])  # fmt: skip
    assert (refused.code, refused.out) == (1, "")
    assert run(seeded_desk, "user", "role", "kim@staff.example", "admin").code == 0
    row = next(u for u in run(seeded_desk, "user", "list", "--json").json
               if u["email"] == "kim@staff.example")  # fmt: skip
    assert (row["role"], row["teams"]) == ("admin", ["front"])
    assert set(row) == {"user_id", "email", "name", "role", "active", "teams"}
    failed = run(seeded_desk, "user", "create", "lee@staff.example", "--role", "agent",
                 "--team", "nope")  # fmt: skip
    assert failed.code == 1
    assert run(seeded_desk, "user", "create", "lee@staff.example", "--role", "agent").code == 0
