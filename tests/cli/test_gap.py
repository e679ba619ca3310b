"""What the verbs of gap and suggestion send, and what they print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import respx

from tests.cli.conftest import Run

ID = "5f0a3a5e-0000-4000-8000-000000000001"
MADE = "5f0a3a5e-0000-4000-8000-000000000002"
AT = "2026-11-20T10:00:00+00:00"
SUGGESTED = {
    "id": MADE, "gap_id": ID, "title": "Norway?", "content": "In three days.", "language": "en",
    "state": "pending", "reason": "", "created_at": AT, "article_version": None,
    "knowledge_base": None,
}  # fmt: skip
GAP = {
    "id": ID, "title": "Norway?", "language": "en", "category": "shipping", "state": "open",
    "created_at": AT, "updated_at": AT, "kb_suggestions": [SUGGESTED],
    "gap_signals": [{"id": MADE, "kind": "edited", "note": "Not known.", "at": AT,
                     "question": "To Norway?", "answer": "In three days.",
                     "tickets": {"number": 7}}],
}  # fmt: skip


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def test_gaps_are_listed_and_shown(run: Run, api: respx.MockRouter) -> None:
    read = api.get("/rest/v1/knowledge_gaps").respond(200, json=[GAP])
    listed = run("gap", "list")
    assert (listed.code, listed.err) == (0, "")
    assert ID in listed.out
    assert read.calls.last.request.url.params["state"] == "eq.open"
    shown = run("gap", "show", ID)
    assert "#7 edited: Not known." in shown.out
    assert "asked: To Norway?" in shown.out
    assert f"Suggestion {MADE} (pending):" in shown.out
    assert json.loads(run("gap", "list", "--json").out)[0]["id"] == ID


def test_no_such_gap_is_said_in_a_sentence(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/knowledge_gaps").respond(200, json=[])
    done = run("gap", "show", ID)
    assert (done.code, done.err) == (1, "Error: There is no such gap on your tickets.\n")


def test_a_gap_is_reported(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[{"id": ID, "number": 7}])
    said = api.post("/rest/v1/rpc/record_feedback").respond(200, json={"signal_id": MADE})
    assert run("gap", "report", "7", "--note", "Norway").code == 0
    assert body(said) == {"p_ticket_id": ID, "p_note": "Norway"}


def test_a_suggestion_is_approved_with_another_text(
    run: Run, api: respx.MockRouter, tmp_path: Path
) -> None:
    text = tmp_path / "norway.md"
    text.write_text("In four days.")
    said = api.post("/rest/v1/rpc/approve_suggestion").respond(
        200, json={"slug": "norway", "version": 1}
    )
    done = run("suggestion", "approve", MADE, "--content", str(text), "--slug", "norway")
    assert done.out == "Article norway, version 1.\n"
    assert body(said) == {"p_suggestion_id": MADE, "p_content": "In four days.",
                          "p_slug": "norway", "p_visibility": "public", "p_reason": ""}  # fmt: skip
    missing = run("suggestion", "approve", MADE, "--content", str(tmp_path / "none.md"))
    assert (missing.code, len(said.calls)) == (1, 1)
    assert "none.md cannot be read" in missing.err


def test_a_rejection_has_a_reason(run: Run, api: respx.MockRouter) -> None:
    said = api.post("/rest/v1/rpc/reject_suggestion").respond(200, json={"state": "rejected"})
    assert run("suggestion", "reject", MADE).code == 2
    assert run("suggestion", "reject", MADE, "--reason", "Wrong.").code == 0
    assert body(said) == {"p_suggestion_id": MADE, "p_reason": "Wrong."}


def test_suggestions_are_listed_and_shown(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/kb_suggestions").respond(200, json=[SUGGESTED])
    assert MADE in run("suggestion", "list").out
    assert run("suggestion", "show", MADE).out == "Norway? (pending)\n\nIn three days.\n"


def test_the_effect_is_shares(run: Run, api: respx.MockRouter) -> None:
    figures = {"tickets": 4, "answered": 0.25, "sent": 0, "reopened": 0.5}
    none = {"tickets": 0, "answered": None, "sent": None, "reopened": None}
    api.post("/rest/v1/rpc/suggestion_effect").respond(200, json={"before": figures, "after": none})
    lines = run("suggestion", "effect", MADE).out.splitlines()
    assert any(line.split() == ["before", "4", "25", "%", "0", "%", "50", "%"] for line in lines)
    assert any(line.split() == ["after", "0"] for line in lines)


def test_contradictions_and_stale_articles_are_told(run: Run, api: respx.MockRouter) -> None:
    articles = [
        {"slug": slug, "title": "Norway", "language": "en",
         "content": f"Parcels to Norway take {days} days."}
        for slug, days in (("a", "three"), ("b", "five"))
    ]  # fmt: skip
    api.get("/rest/v1/knowledge_base").respond(200, json=articles)
    row = {"slug": "c", "why": "often corrected", "cited": 4, "changed": 3, "reopened": 0,
           "updated_at": AT}  # fmt: skip
    api.post("/rest/v1/rpc/stale_articles").respond(200, json=[row])
    done = run("kb", "check")
    assert done.code == 0, done.err
    assert "a and b: another number" in done.out
    assert "often corrected" in done.out
    told = json.loads(run("kb", "check", "--json").out)
    assert [one["fault"] for one in told["contradictions"]] == ["number"]
    assert told["stale"] == [row]
