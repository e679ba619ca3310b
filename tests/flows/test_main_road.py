"""The main road, whole: mails in over HTTP, answers out over SMTP."""

from __future__ import annotations

import email
import hashlib
import re
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.flows.desk import ROOT, Desk, wait_for

INBOX = sorted((ROOT / "seeds" / "inbox").glob("*.eml"))


@pytest.fixture(scope="module")
def desk(seeded_desk: Desk) -> Desk:
    """The demo's inbox, received and decided on."""
    for path in INBOX:
        answer = seeded_desk.receive(path.read_bytes())
        assert answer.status_code in (200, 202), (path.name, answer.text)
    wait_for(lambda: idle(seeded_desk), 90, "the inbox to be worked off")
    return seeded_desk


def idle(desk: Desk) -> bool:
    return not desk.select(
        "jobs?select=id&state=in.(queued,running)&kind=not.in.(article.embed,gaps.find)"
    )


def sent(desk: Desk) -> list[tuple[dict[str, Any], EmailMessage]]:
    """Automatic answers: the delivery and the mail as it was captured."""
    rows = desk.select(
        "deliveries?select=*,drafts(origin,ai_decisions(draft,outcome))&state=eq.sent"
    )
    by_id = {m["MessageID"].strip("<>"): m["ID"] for m in desk.mails()}
    return [
        (
            row,
            email.message_from_bytes(
                desk.raw_mail(by_id[row["message_id"].strip("<>")]), policy=policy.default
            ),
        )
        for row in rows
    ]  # type: ignore[return-value, misc]


def test_every_mail_is_one_ticket_with_one_decision(desk: Desk) -> None:
    events = desk.select("inbound_events?select=ticket_id,interaction_id")
    decisions = desk.select("ai_decisions?select=interaction_id")
    assert len(events) == len(INBOX)
    assert sorted(e["interaction_id"] for e in events) == sorted(
        d["interaction_id"] for d in decisions
    )


def test_at_least_five_answers_leave_by_themselves_each_once(desk: Desk) -> None:
    answers = sent(desk)
    assert len(answers) >= 5
    ids = [m["MessageID"] for m in desk.mails()]
    assert len(ids) == len(set(ids)) == len(answers)


def test_answers_are_threaded_and_marked_automatic(desk: Desk) -> None:
    for row, mail in sent(desk):
        [asked] = desk.select(
            f"interactions?select=message_id&ticket_id=eq.{row['ticket_id']}&author=eq.customer"
        )
        if asked["message_id"]:
            assert mail["In-Reply-To"] == asked["message_id"]
            assert asked["message_id"] in mail["References"].split()
        assert mail["Auto-Submitted"] == "auto-replied"
        assert mail["To"].addresses[0].addr_spec == row["to_address"]


def test_each_sentence_of_an_automatic_answer_stands_in_an_article(desk: Desk) -> None:
    articles = {a["id"]: a["content"] for a in desk.select("knowledge_base?select=id,content")}
    for row, mail in sent(desk):
        body = " ".join(mail.get_body().get_content().split())  # type: ignore[union-attr]
        sentences = row["drafts"]["ai_decisions"]["draft"]["sentences"]
        assert sentences
        for sentence in sentences:
            assert " ".join(sentence["text"].split()) in body
            for cited in sentence["citations"]:
                quoted = articles[cited["article_id"]][cited["start"] : cited["end"]]
                assert quoted == sentence["text"]


def test_one_more_mail_is_decided_within_seconds(desk: Desk) -> None:
    raw = (
        b"From: Zoe <zoe@new.example>\r\nTo: support@bergbach.example\r\nSubject: Hours\r\n"
        b"Message-ID: <zoe.1@new.example>\r\n\r\nWhen is your shop open on Saturdays?\r\n"
    )
    ticket = desk.receive(raw).json()["ticket_id"]
    [decision] = wait_for(
        lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket}"), 10, "a decision in the ledger"
    )
    assert decision["category"] == "store_info"
    assert decision["waited_ms"] < 5000


def test_a_reply_of_the_same_customer_joins_its_thread_and_a_strangers_does_not(desk: Desk) -> None:
    row, mail = sent(desk)[0]

    def reply(sender: str, number: int) -> Any:
        raw = (
            f"From: {sender}\r\nTo: support@bergbach.example\r\nSubject: Re: x\r\n"
            f"Message-ID: <reply.{number}@new.example>\r\nIn-Reply-To: {mail['Message-ID']}\r\n\r\n"
            "Thank you, that helped.\r\n"
        )
        return desk.receive(raw.encode()).json()

    assert reply(row["to_address"], 1)["ticket_id"] == row["ticket_id"]
    assert reply("mallory@elsewhere.example", 2)["ticket_id"] != row["ticket_id"]
    wait_for(lambda: idle(desk), 30, "the replies to be decided on")


def test_the_same_mail_twice_is_one_interaction(desk: Desk) -> None:
    before = len(desk.select("interactions?select=id"))
    answer = desk.receive(INBOX[0].read_bytes())
    assert (answer.status_code, answer.json()["duplicate"]) == (200, True)
    assert len(desk.select("interactions?select=id")) == before


def test_an_approved_draft_leaves_once_and_threaded(desk: Desk) -> None:
    drafts = desk.select("drafts?select=id,ticket_id&state=eq.pending&order=created_at")
    assert drafts
    before = len(desk.mails())
    desk.rpc("approve_draft", p_draft_id=drafts[0]["id"], p_text="We will look into it today.")
    wait_for(lambda: len(desk.mails()) > before, 10, "the approved draft in the captured mail")
    mail = desk.mails()[0]
    assert drafts[0]["id"] in mail["MessageID"]
    assert b"We will look into it today." in desk.raw_mail(mail["ID"])
    [ticket] = desk.select(f"tickets?select=status&id=eq.{drafts[0]['ticket_id']}")
    assert ticket["status"] == "pending"


def test_autoresponders_are_never_answered(desk: Desk) -> None:
    automatic = desk.select("interactions?select=ticket_id&automatic=neq.&author=eq.customer")
    assert automatic
    for row in automatic:
        [decision] = desk.select(
            f"ai_decisions?select=outcome,reason&ticket_id=eq.{row['ticket_id']}"
        )
        assert decision["outcome"] == "none"
        assert desk.select(f"deliveries?ticket_id=eq.{row['ticket_id']}") == []


def test_the_raw_mail_is_kept_byte_for_byte(desk: Desk) -> None:
    rows = desk.select("inbound_events?select=raw,raw_path&channel=eq.email")
    assert {row["raw"] for row in rows} == {None}
    kept = {desk.stored("mail", row["raw_path"]) for row in rows}
    assert {path.read_bytes() for path in INBOX} <= kept


def test_attachments_are_kept_byte_for_byte(desk: Desk) -> None:
    rows = desk.select("attachments?select=name,path,sha256,size")
    assert {row["name"] for row in rows} >= {"statement-november.csv", "logo.png"}
    for row in rows:
        content = desk.stored("attachments", row["path"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row["size"], row["sha256"])


@pytest.mark.parametrize("pattern", [r"note", r"internal"])
def test_nothing_internal_left_the_house(desk: Desk, pattern: str) -> None:
    internal = desk.select("knowledge_base?select=content&visibility=eq.internal")
    sentences = [
        s for a in internal for s in re.split(r"(?<=[.!?])\s+", a["content"]) if len(s) > 40
    ]
    assert sentences
    for mail in desk.mails():
        raw = desk.raw_mail(mail["ID"]).decode("utf-8", "replace")
        assert not any(sentence in raw for sentence in sentences)


def test_the_evaluation_of_the_inbox_passes(desk: Desk) -> None:
    import json
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", "eval", "run", "inbox", "--json"],
        cwd=ROOT, env=desk.env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    found = {figure["metric"]: figure for figure in json.loads(done.stdout)}
    assert found["category"]["value"] >= 0.85
    assert found["answered_rightly"]["n"] > 0
    assert found["answered_rightly"]["value"] == 1
    assert found["must_not_answer_answered"]["n"] > 0
    assert found["must_not_answer_answered"]["value"] == 0
    assert done.returncode == 0


def test_inbox_folder_is_here() -> None:
    assert Path(INBOX[0]).exists()
