"""A decision is made again out of the ledger, to the byte; another version gives something else."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from autocrm.usecases.import_articles import read_article
from tests.flows.desk import ROOT, Desk, raw_mail, wait_for

QUESTIONS = {
    "hours": "When is your shop open on Saturdays?",
    "delivery": "How long does delivery to Germany take?",
    "complaint": "My grinder broke after two days and I want my money back!",
}


def autocrm(desk: Desk, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autocrm.cli", *words],
        cwd=ROOT, env=desk.env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def replay(desk: Desk, decision: str, *options: str) -> dict[str, Any]:
    done = autocrm(desk, "ai", "replay", decision, "--json", *options)
    assert done.stdout, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if said["same"] else 1)
    return said


def different(stages: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {s["stage"]: s["differences"] for s in stages if not s["same"]}


@pytest.fixture(scope="module")
def decided(seeded_desk: Desk) -> dict[str, dict[str, Any]]:
    """Decisions by the name of their question."""
    tickets = {
        name: seeded_desk.receive(raw_mail(f"{name}@new.example", name, text)).json()["ticket_id"]
        for name, text in QUESTIONS.items()
    }
    tickets["machine"] = seeded_desk.receive(
        raw_mail("auto@new.example", "machine", "I am away until Monday.").replace(
            b"Subject:", b"Auto-Submitted: auto-replied\r\nSubject:"
        )
    ).json()["ticket_id"]

    def all_decided() -> dict[str, dict[str, Any]] | None:
        rows = {r["ticket_id"]: r for r in seeded_desk.select("ai_decisions?select=*")}
        found = {name: rows[t] for name, t in tickets.items() if t in rows}
        return found if len(found) == len(tickets) else None

    rows: dict[str, dict[str, Any]] = wait_for(all_decided, 60, "decisions")
    return rows


@pytest.mark.parametrize("name", [*QUESTIONS, "machine"])
def test_every_stage_comes_out_the_same_to_the_byte(
    seeded_desk: Desk, decided: dict[str, dict[str, Any]], name: str
) -> None:
    said = replay(seeded_desk, decided[name]["id"])
    assert different(said["stages"]) == {}
    assert (said["same"], said["same_today"]) == (True, True)
    assert [s["stage"] for s in said["stages"]] == [
        "code", "inputs", "search", "triage", "retrieve", "draft", "validate", "decide",
    ]  # fmt: skip


def test_the_evidence_has_the_hash_of_its_text_and_the_words_stay_where_they_are(
    seeded_desk: Desk, decided: dict[str, dict[str, Any]]
) -> None:
    row = decided["hours"]
    assert all(len(e["text_hash"]) == 64 for e in row["evidence"])
    steps = seeded_desk.select(f"ai_recordings?decision_id=eq.{row['id']}")
    assert {s["step"] for s in steps} == {"inputs", "search", "head", "decided"}
    assert QUESTIONS["hours"] not in json.dumps(steps)


def test_another_version_of_an_article_changes_the_result(
    seeded_desk: Desk, decided: dict[str, dict[str, Any]]
) -> None:
    row = decided["hours"]
    [cited] = {c["slug"] for s in row["draft"]["sentences"] for c in s["citations"]}
    file = read_article(next((ROOT / "seeds" / "kb").rglob(f"{cited}.md")))
    quoted = row["draft"]["sentences"][0]["text"]
    changed = "We have closed for good, all days of the week."
    save(seeded_desk, file, quoted, changed)

    said = replay(seeded_desk, row["id"])
    assert said["same"]  # with the articles of then
    assert not said["same_today"]
    assert {"retrieve", "draft"} <= set(different(said["today"]))

    said = replay(seeded_desk, row["id"], "--article", f"{cited}@2", "--no-today")
    assert not said["same"]
    assert {"search", "retrieve", "draft"} <= set(different(said["stages"]))
    assert said["today"] is None


def save(desk: Desk, file: Any, old: str, new: str) -> None:
    """A second version, embedded."""
    questions = json.loads(json.dumps(file.questions).replace(json.dumps(old)[1:-1], new))
    assert old in file.content
    kept = ("title", "language", "category", "visibility", "status", "source")
    desk.rpc(
        "save_article",
        p_slug=file.slug,
        p_content=file.content.replace(old, new),
        p_questions=questions,
        **{f"p_{name}": file.fields[name] for name in kept if name in file.fields},
    )
    wait_for(
        lambda: not desk.select("jobs?select=id&kind=eq.article.embed&state=in.(queued,running)"),
        30, "the new version to be embedded",
    )  # fmt: skip


def test_what_cannot_be_replayed_says_why(seeded_desk: Desk) -> None:
    done = autocrm(seeded_desk, "ai", "replay", "not-an-id")
    assert done.returncode == 1
    assert "names no decision" in done.stderr
    done = autocrm(seeded_desk, "ai", "replay", "00000000-0000-4000-8000-000000000000")
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no decision" in done.stderr
