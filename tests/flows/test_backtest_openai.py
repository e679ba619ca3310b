"""A backtest with a candidate of another hosted model and prompt, through a server on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from autocrm.testing import openai_replies as replies
from autocrm.testing.openai_server import OpenAIServer
from tests.flows.desk import ROOT, Desk
from tests.flows.hosted import SENTENCE, TRIAGE, cited, decide, evidence_number, hosted_env


def test_another_model_and_prompt_is_asked_for_history(
    hosted_desk: Desk, openai_server: OpenAIServer, tmp_path: Path
) -> None:
    """A backtest asks the candidate's model with the candidate's prompt, and writes nothing."""
    hosted_desk.rpc("set_policy", p_category="product_care", p_mode="review")
    number = evidence_number(hosted_desk, openai_server)
    said = cited(SENTENCE, number)
    row = decide(hosted_desk, replies.answer(TRIAGE), replies.answer(said), server=openai_server)
    [draft] = hosted_desk.select(f"drafts?select=id&ticket_id=eq.{row['ticket_id']}")
    hosted_desk.rpc("approve_draft", p_draft_id=draft["id"])
    (tmp_path / "draft.md").write_text("Answer like a pirate.\n")
    file = tmp_path / "candidate.toml"
    file.write_text('[model]\nname = "other-model"\n[prompts]\ndraft = "draft.md"\n')
    before, decisions = (
        len(openai_server.requests),
        len(hosted_desk.select("ai_decisions?select=id")),
    )
    openai_server.script(replies.answer(TRIAGE), replies.answer(said))
    env = {**hosted_desk.env, **hosted_env(openai_server)}
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", "ai", "backtest", "--since", "2020-01-01",
         "--limit", "1", "--policy", str(file), "--json"],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    openai_server._replies.clear()
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert (done.returncode, report["cases"], report["failed"], report["worse"]) == (0, 1, [], [])
    answer = next(m for m in report["measures"] if m["measure"] == "answer")
    assert (answer["n"], answer["before"], answer["after"]) == (1, 1, 1), report["changed"]
    asked = [r.body for r in openai_server.requests[before:] if not r.path.endswith("/embeddings")]
    assert {body["model"] for body in asked} == {"other-model"}
    assert ["pirate" in json.dumps(body) for body in asked] == [False, True]
    assert len(hosted_desk.select("ai_decisions?select=id")) == decisions
