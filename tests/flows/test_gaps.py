"""What a person had to say instead of the AI is its next answer, once an admin has agreed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest

from tests.flows.desk import ROOT, Desk, raw_mail, wait_for

QUESTION = "How long does a parcel with coffee take to Japan?"
ANSWER = "Parcels with coffee reach Japan in twelve days."


@pytest.fixture(scope="module")
def desk(seeded_desk: Desk) -> Desk:
    """Everything waits for a person, whose answers leave at once."""
    for row in seeded_desk.select("ai_policies?select=category"):
        seeded_desk.rpc("set_policy", p_category=row["category"], p_mode="review")
    seeded_desk.rpc("set_setting", p_key="undo_send_seconds", p_value=0)
    return seeded_desk


def ask(desk: Desk, name: str) -> dict[str, Any]:
    """Receive the question; the decision on it."""
    answer = desk.receive(raw_mail(f"{name}@postbox.example", f"gap.{name}", QUESTION, "Japan"))
    ticket = answer.json()["ticket_id"]
    [made] = wait_for(
        lambda: desk.select(f"ai_decisions?select=*&ticket_id=eq.{ticket}"), 60, "a decision"
    )
    found: dict[str, Any] = made
    return found


def autocrm(desk: Desk, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", *arguments, "--json"],
        cwd=ROOT, env=desk.env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_answer_of_a_person_becomes_the_next_answer(desk: Desk) -> None:
    first = ask(desk, "hannah")
    assert ANSWER not in json.dumps(first["draft"])
    said = f"Dear Hannah,\n\nThank you for asking. {ANSWER}\n\nKind regards,\nReto"
    drafts = desk.select(f"drafts?select=id&ticket_id=eq.{first['ticket_id']}&state=eq.pending")
    if drafts:
        desk.rpc("approve_draft", p_draft_id=drafts[0]["id"], p_text=said)
    else:
        desk.rpc("reply_to_ticket", p_ticket_id=first["ticket_id"], p_text=said)
    wait_for(
        lambda: desk.select(
            f"interactions?select=id&type=eq.reply&ticket_id=eq.{first['ticket_id']}"
        ),
        20, "the answer to leave",
    )  # fmt: skip
    [signal] = desk.select("gap_signals?select=kind,gap_id")
    assert (signal["kind"], signal["gap_id"]) == ("edited" if drafts else "unanswered", None)

    [job] = desk.select("jobs?select=id,state&kind=eq.gaps.find")
    assert job["state"] == "queued"
    hasten(desk, job["id"])
    [made] = wait_for(lambda: desk.select("kb_suggestions?select=*"), 20, "a suggestion")
    assert made["content"] == ANSWER
    [gap] = autocrm(desk, "gap", "list")
    shown = json.dumps(autocrm(desk, "gap", "show", gap["id"]))
    assert ANSWER in shown
    assert "Hannah" not in shown

    saved = autocrm(desk, "suggestion", "approve", made["id"])
    wait_for(
        lambda: desk.select(
            f"knowledge_chunks?select=id&limit=1&article_id=eq.{saved['id']}"
        ),
        20, "the article to be embedded",
    )  # fmt: skip
    second = ask(desk, "tobias")
    assert ANSWER in json.dumps(second["draft"])
    effect = autocrm(desk, "suggestion", "effect", made["id"])
    assert (effect["before"]["tickets"], effect["after"]["tickets"]) == (1, 1)
    assert effect["after"]["answered"] == 1


def hasten(desk: Desk, job_id: str) -> None:
    """Do a job now that waits for more signals."""
    answer = httpx.patch(
        f"{desk.config.api_url}/rest/v1/jobs?id=eq.{job_id}",
        headers={"apikey": desk.settings.secret_key},
        json={"run_at": "2020-01-01T00:00:00Z"},
        timeout=20,
    )
    answer.raise_for_status()
