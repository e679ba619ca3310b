"""A candidate over history: the report says what changes, gates a change, and touches nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flows.desk import ROOT, Desk, raw_mail, wait_for

QUESTIONS = (
    "When is your shop open on Saturdays?",
    "How long does delivery to Germany take?",
    "How should I store my coffee beans?",
    "When is the shop in Zurich open on Sundays?",
    "How do I clean my hand grinder?",
    "How long do I have to return an unused item?",
)


@pytest.fixture(scope="module")
def desk(seeded_desk: Desk) -> Desk:
    """With decisions, each draft of which a person has sent as it was."""
    categories = {p["category"] for p in seeded_desk.select("ai_policies?select=category")}
    for category in categories:  # all of them wait for a person
        seeded_desk.rpc("set_policy", p_category=category, p_mode="review")
    for number, text in enumerate(QUESTIONS):
        seeded_desk.receive(raw_mail(f"b{number}@new.example", f"b.{number}", text))
    wait_for(
        lambda: len(seeded_desk.select("ai_decisions?select=id")) == len(QUESTIONS), 60, "decisions"
    )
    for draft in seeded_desk.select("drafts?select=id&state=eq.pending"):
        seeded_desk.rpc("approve_draft", p_draft_id=draft["id"])
    wait_for(lambda: not seeded_desk.select("jobs?select=id&state=in.(queued,running)"), 60, "rest")
    return seeded_desk


def backtest(desk: Desk, folder: Path, candidate: str, *options: str) -> tuple[int, dict[str, Any]]:
    file = folder / "candidate.toml"
    file.write_text(candidate)
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", "ai", "backtest", "--since", "2020-01-01",
         "--policy", str(file), "--json", *options],
        cwd=ROOT, env=desk.env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def measure(report: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(m for m in report["measures"] if m["measure"] == name)
    return found


def rows(desk: Desk) -> dict[str, int]:
    tables = ("ai_decisions", "ai_recordings", "drafts", "audit_log", "interactions", "ai_calls")
    return {name: len(desk.select(f"{name}?select=created_at" if name not in ("audit_log",)
                                  else f"{name}?select=id")) for name in tables}  # fmt: skip


def test_the_same_again_changes_nothing_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    before = rows(desk)
    code, report = backtest(desk, tmp_path, 'name = "the same"\n')
    assert (code, report["worse"], report["changed"], report["failed"]) == (0, [], [], [])
    assert report["cases"] == len(QUESTIONS)
    answer = measure(report, "answer")
    assert answer["n"] == answer["before"] == answer["after"] >= 5
    assert measure(report, "category")["n"] >= 5
    assert rows(desk) == before


def test_answers_that_leave_by_themselves_are_coverage_gained(desk: Desk, tmp_path: Path) -> None:
    code, report = backtest(desk, tmp_path, '[policies."*"]\nmode = "auto"\n')
    coverage = measure(report, "coverage")
    assert (code, coverage["before"]) == (0, 0)
    assert coverage["after"] == coverage["won"] == len(report["changed"]) >= 3
    assert {c["after"]["outcome"] for c in report["changed"]} == {"auto"}


def test_a_knowledge_base_that_answers_nothing_is_worse(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "weather.md").write_text('+++\ntitle = "Weather"\n+++\n\nIt rained on Tuesday.\n')
    candidate = '[knowledge]\nfolder = "kb"\n'
    code, report = backtest(desk, tmp_path, candidate)
    assert code == 1
    assert report["worse"] == ["answer"]
    lost = measure(report, "answer")
    assert lost["lost"] == lost["before"] >= 5
    assert all(c["before"]["text"] != c["after"]["text"] for c in report["changed"])
    assert backtest(desk, tmp_path, candidate, "--no-gate")[0] == 0


@pytest.mark.parametrize(
    ("candidate", "problem"),
    [
        ("[policies.billing]\nmode = 'always'\n", "a policy takes mode"),
        ("[knowlege]\nfolder = 'kb'\n", "there is no 'knowlege'"),
        ("[head]\nversion = 'unknown'\n", "There is no triage head"),
        ("[policies.weather]\nmode = 'off'\n", "There is no policy for 'weather'"),
    ],
)
def test_a_candidate_that_cannot_be_is_refused(
    desk: Desk, tmp_path: Path, candidate: str, problem: str
) -> None:
    file = tmp_path / "candidate.toml"
    file.write_text(candidate)
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", "ai", "backtest", "--since", "2020-01-01",
         "--policy", str(file)],
        cwd=ROOT, env=desk.env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert problem in done.stderr
