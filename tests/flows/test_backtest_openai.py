"""A backtest with a candidate of another hosted model and prompt, through a server on loopback."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from autocrm.cli.demo import seed_company
from autocrm.stack import control
from autocrm.testing import openai_replies as replies
from autocrm.testing.openai_server import OpenAIServer
from tests.flows.desk import ROOT, Desk, start_desk, wait_for

SENTENCE = "A moka pot needs 12 to 14 clicks on the Kiesel."
TRIAGE = {
    "category": "product_care",
    "confidence": 0.95,
    "priority": 3,
    "language": "en",
    "sentiment": 0.0,
    "flags": [],
}
numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture(scope="module")
def desk(server: OpenAIServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home: Path = tmp_path_factory.mktemp("openai") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "sk-test-not-a-real-key")
        patch.setenv("OPENAI_BASE_URL", server.base_url)
        patch.setenv("AUTOCRM_OPENAI_DEADLINE_S", "3")
        running = start_desk(home)
        asyncio.run(seed_company(running.settings, ROOT / "seeds", lambda _: None))
    yield running
    control.stop(home)


def decide(desk: Desk, *scripted: replies.Reply, server: OpenAIServer) -> dict[str, Any]:
    """Receive a mail with these answers of the model waiting; the decision in the ledger."""
    server.script(*scripted)
    number = next(numbers)
    raw = (
        f"From: Mo <mo{number}@o.example>\r\nTo: support@bergbach.example\r\nSubject: Moka\r\n"
        f"Message-ID: <o.{number}@o.example>\r\n\r\n"
        "How many clicks does a moka pot need on the Kiesel grinder?\r\n"
    )
    ticket = desk.receive(raw.encode()).json()["ticket_id"]
    [row] = wait_for(lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket}"), 30, "a decision")
    server._replies.clear()
    found: dict[str, Any] = row
    return found


def evidence_number(desk: Desk, server: OpenAIServer) -> int:
    """Which integer the article's chunk has in the material: hash vectors rank as they like."""
    row = decide(desk, replies.answer(TRIAGE), replies.refusal(), server=server)
    slugs = [(e["slug"], e["heading"]) for e in row["evidence"]]
    return slugs.index(("grind-sizes", "Clicks on the Kiesel")) + 1


def test_another_model_and_prompt_is_asked_for_history(
    desk: Desk, server: OpenAIServer, tmp_path: Path
) -> None:
    """A backtest asks the candidate's model with the candidate's prompt, and writes nothing."""
    desk.rpc("set_policy", p_category="product_care", p_mode="review")
    number = evidence_number(desk, server)
    said = {
        "answerable": True,
        "reason": "",
        "sentences": [{"text": SENTENCE, "citations": [number]}],
    }
    row = decide(desk, replies.answer(TRIAGE), replies.answer(said), server=server)
    [draft] = desk.select(f"drafts?select=id&ticket_id=eq.{row['ticket_id']}")
    desk.rpc("approve_draft", p_draft_id=draft["id"])
    (tmp_path / "draft.md").write_text("Answer like a pirate.\n")
    file = tmp_path / "candidate.toml"
    file.write_text('[model]\nname = "other-model"\n[prompts]\ndraft = "draft.md"\n')
    before, decisions = len(server.requests), len(desk.select("ai_decisions?select=id"))
    server.script(replies.answer(TRIAGE), replies.answer(said))
    hosted = {
        "OPENAI_API_KEY": "sk-test-not-a-real-key",
        "OPENAI_BASE_URL": server.base_url,
        "AUTOCRM_OPENAI_DEADLINE_S": "3",
    }
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", "ai", "backtest", "--since", "2020-01-01",
         "--limit", "1", "--policy", str(file), "--json"],
        cwd=ROOT, env={**desk.env, **hosted}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    server._replies.clear()
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert (done.returncode, report["cases"], report["failed"], report["worse"]) == (0, 1, [], [])
    answer = next(m for m in report["measures"] if m["measure"] == "answer")
    assert (answer["n"], answer["before"], answer["after"]) == (1, 1, 1), report["changed"]
    asked = [r.body for r in server.requests[before:] if not r.path.endswith("/embeddings")]
    assert {body["model"] for body in asked} == {"other-model"}
    assert ["pirate" in json.dumps(body) for body in asked] == [False, True]
    assert len(desk.select("ai_decisions?select=id")) == decisions
