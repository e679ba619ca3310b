"""What the verbs of answering send, and what they print."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import respx

from tests.cli.conftest import Run

ID = "5f0a3a5e-0000-4000-8000-000000000001"
DRAFT = "5f0a3a5e-0000-4000-8000-000000000002"
MACRO = "5f0a3a5e-0000-4000-8000-000000000003"
AT = "2026-11-20T10:00:00+00:00"
FOUND = {"id": ID, "number": 7, "subject": "Kettle", "customer_id": DRAFT}
MADE = {"name": "Thanks", "scope": "all", "text": "Hi", "actions": {}, "uses": 0, "active": True,
        "description": "", "id": MACRO, "teams": None, "used_at": None}  # fmt: skip


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def test_reply_uploads_its_files_first(run: Run, api: respx.MockRouter, tmp_path: Path) -> None:
    offer = tmp_path / "offer.pdf"
    offer.write_bytes(b"%PDF")
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    announced = api.post("/rest/v1/rpc/prepare_upload").respond(
        200, json={"id": DRAFT, "bucket": "attachments", "path": f"{ID}/{DRAFT}/offer.pdf"}
    )
    stored = api.post(f"/storage/v1/object/attachments/{ID}/{DRAFT}/offer.pdf").respond(
        200, json={"Key": f"attachments/{ID}/{DRAFT}/offer.pdf", "Id": ID}
    )
    sent = api.post("/rest/v1/rpc/reply_to_ticket").respond(
        200, json={"draft_id": DRAFT, "state": "approved", "send_at": AT}
    )
    done = run("ticket", "reply", "7", "--text", "See there.", "--attach", str(offer),
               "--status", "solved")  # fmt: skip
    assert done.code == 0, done.err
    assert body(announced) == {
        "p_ticket_id": ID, "p_name": "offer.pdf", "p_content_type": "application/pdf",
        "p_size": 4, "p_sha256": hashlib.sha256(b"%PDF").hexdigest(),
    }  # fmt: skip
    assert stored.calls.last.request.headers["x-upsert"] == "false"
    assert body(sent) == {"p_ticket_id": ID, "p_text": "See there.", "p_status": "solved",
                          "p_attachments": [DRAFT]}  # fmt: skip


def test_a_file_that_is_not_there_sends_nothing(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    done = run("ticket", "reply", "7", "--text", "x", "--attach", "/nowhere/x.pdf")
    assert (done.code, done.err) == (
        1, "Error: /nowhere/x.pdf cannot be read: No such file or directory.\n",
    )  # fmt: skip


def test_unsend_finds_what_is_being_sent(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    rows = [{"id": DRAFT, "state": "approved", "created_at": AT}]
    api.get("/rest/v1/drafts").respond(200, json=rows)
    said = {"draft_id": DRAFT, "state": "cancelled", "text": "Hello", "draft": None}
    route = api.post("/rest/v1/rpc/cancel_reply").respond(200, json=said)
    done = run("ticket", "unsend", "7")
    assert (done.code, done.out) == (0, "Taken back: it is a draft again.\nHello\n")
    assert body(route) == {"p_draft_id": DRAFT}


def test_unsend_says_when_it_is_too_late(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    rows = [{"id": DRAFT, "state": "sent", "created_at": AT}]
    api.get("/rest/v1/drafts").respond(200, json=rows)
    done = run("ticket", "unsend", "7")
    assert done.code == 1
    assert done.err.startswith("Error: The last answer was sent")


def test_an_approval_shows_what_was_changed(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/drafts").respond(200, json=[{"id": DRAFT, "state": "superseded"}])
    said = {"draft_id": DRAFT, "state": "approved", "edited": True, "send_at": AT,
            "difference": [["=", "Two"], ["-", " days"], ["+", " [bold]"]]}  # fmt: skip
    route = api.post("/rest/v1/rpc/approve_draft").respond(200, json=said)
    done = run("review", "approve", DRAFT, "--edit", "-", "--anyway", "--status", "solved",
               stdin=b"Two [bold]")  # fmt: skip
    assert body(route) == {"p_draft_id": DRAFT, "p_text": "Two [bold]", "p_anyway": True,
                           "p_status": "solved"}  # fmt: skip
    assert "Two[- days-]{+ [bold]+}" in done.out


def test_a_macro_that_is_there_is_changed(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/macros").respond(200, json=[MADE])
    route = api.post("/rest/v1/rpc/save_macro").respond(200, json=MADE)
    done = run("macro", "set", "thanks", "--set", "priority=4", "--tag", "happy")
    assert (done.code, done.out) == (0, "Thanks, for all.\n")
    assert body(route) == {
        "p_text": None, "p_actions": {"priority": "4", "tags_add": ["happy"]}, "p_scope": "all",
        "p_team": None, "p_description": None, "p_active": None, "p_name": None,
        "p_macro_id": MACRO,
    }  # fmt: skip


def test_one_s_own_macro_comes_before_the_team_s(run: Run, api: respx.MockRouter) -> None:
    mine = {**MADE, "id": DRAFT, "scope": "own"}
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    api.get("/rest/v1/macros").respond(200, json=[MADE, mine])
    said = {"text": "Hi", "actions": {"priority": 4}}
    route = api.post("/rest/v1/rpc/preview_macro").respond(200, json=said)
    done = run("macro", "preview", "7", "THANKS")
    assert done.out == 'Hi\n\nChanges: {"priority": 4}\n'
    assert body(route) == {"p_ticket_id": ID, "p_macro_id": DRAFT}


def test_a_canned_answer_is_named_by_shortcut_and_language(run: Run, api: respx.MockRouter) -> None:
    rows = [{"id": ID, "shortcut": "/refund", "language": "en", "scope": "all"},
            {"id": DRAFT, "shortcut": "/refund", "language": "de", "scope": "all"}]  # fmt: skip
    api.get("/rest/v1/canned_answers").respond(200, json=rows)
    gone = {"id": DRAFT, "shortcut": "/refund", "language": "de"}
    route = api.post("/rest/v1/rpc/delete_canned_answer").respond(200, json=gone)
    done = run("canned", "delete", "refund", "--language", "de")
    assert (done.code, done.out) == (0, "/refund in de is gone.\n")
    assert body(route) == {"p_answer_id": DRAFT}


def test_a_draft_is_kept_with_its_version(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    route = api.post("/rest/v1/rpc/save_member_draft").respond(200, json={"version": 3})
    done = run("draft", "save", "7", "--mode", "note", "--version", "2", stdin=b"Ask Anna")
    assert done.out == "Kept, version 3.\n"
    assert body(route) == {"p_ticket_id": ID, "p_text": "Ask Anna", "p_mode": "note",
                           "p_version": 2}  # fmt: skip
