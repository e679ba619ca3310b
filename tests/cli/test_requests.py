"""What each command asks of the API, and what it makes of the answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import respx

from tests.cli.conftest import SECRET, Run

ID = "5f0a3a5e-0000-4000-8000-000000000001"
DRAFT = "5f0a3a5e-0000-4000-8000-0000000000d1"
FOUND = {"id": ID, "number": 7, "subject": "Kettle", "customer_id": ID}


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def query(route: respx.Route) -> dict[str, list[str]]:
    return parse_qs(route.calls.last.request.url.query.decode())


def ticket_row(**changed: Any) -> dict[str, Any]:
    return {
        "id": ID, "number": 7, "status": "open", "priority": 1, "category": "shipping",
        "language": "en", "subject": "Where is it? [bold]", "channel": "email",
        "created_at": "2026-11-20T10:00:00+00:00", "updated_at": "2026-11-20T10:00:00+00:00",
        "customers": {"email": "mia@cafe.example", "name": "Mia"},
        "ai_decisions": [{"outcome": "review", "reason": "Why.",
                          "created_at": "2026-11-20T10:00:01+00:00"}], **changed,
    }  # fmt: skip


def test_ticket_list_asks_for_the_newest_decision_of_each(run: Run, api: respx.MockRouter) -> None:
    route = api.get("/rest/v1/tickets").respond(200, json=[ticket_row()])
    done = run("ticket", "list", "--status", "open", "--category", "shipping", "--limit", "5")
    assert done.code == 0
    for word in ("7", "open", "urgent", "shipping", "Where is it? [bold]", "review"):
        assert word in done.out
    asked = query(route)
    assert asked["status"] == ["eq.open"]
    assert asked["category"] == ["eq.shipping"]
    assert asked["limit"] == ["5"]
    assert asked["order"] == ["created_at.desc,id.asc"]
    assert asked["ai_decisions.limit"] == ["1"]
    assert asked["ai_decisions.order"] == ["created_at.desc"]
    assert route.calls.last.request.headers["apikey"] == SECRET


def test_ticket_list_as_json_is_rows(run: Run, api: respx.MockRouter) -> None:
    rows = [ticket_row(), ticket_row(number=6, ai_decisions=[])]
    api.get("/rest/v1/tickets").respond(200, json=rows)
    done = run("ticket", "list", "--json")
    first, second = json.loads(done.out)
    assert first["decision"]["outcome"] == "review"
    assert first["customer"]["email"] == "mia@cafe.example"
    assert second["decision"] is None


def test_ticket_create_takes_the_text_from_stdin(run: Run, api: respx.MockRouter) -> None:
    made = {"id": ID, "number": 8, "status": "new", "duplicate": False}
    route = api.post("/rest/v1/rpc/create_ticket").respond(200, json=made)
    done = run(
        "ticket", "create", "--customer", "mia@cafe.example", "--subject", "Kettle",
        stdin="Es tröpfelt.\n".encode(),
    )  # fmt: skip
    assert (done.code, done.out) == (0, "Ticket #8.\n")
    assert body(route) == {
        "p_subject": "Kettle", "p_text": "Es tröpfelt.\n",
        "p_customer_email": "mia@cafe.example", "p_key": None,
    }  # fmt: skip


def test_an_empty_text_is_usage(run: Run) -> None:
    assert run("ticket", "create", "--customer", "a@b.example", stdin=b" \n").code == 2


def test_ticket_show_says_delivery_unknown(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    opened = api.post("/rest/v1/rpc/open_ticket").respond(200, json=thread(state="unknown"))
    api.get("/rest/v1/attachments").respond(200, json=[FILE])
    rated = {"spell": 1, "score": 2, "created_at": "2026-11-20T10:00:00+00:00",
             "csat_comments": {"comment": "Slow [red]"}}  # fmt: skip
    api.get("/rest/v1/csat_ratings").respond(200, json=[rated])
    done = run("ticket", "show", "#7")
    assert done.code == 0
    assert body(opened) == {"p_ticket_id": ID}
    assert "DELIVERY UNKNOWN" in done.out
    assert "autocrm mail resolve" in done.out
    assert "\x1b" not in done.out
    assert "Only we read this." in done.out
    assert f"autocrm review approve {DRAFT}" in done.out
    assert "kettle.png  image/png, 12,345 bytes" in done.out
    assert f"autocrm ticket attachment {OTHER}" in done.out
    assert "Rated 2 of 5: Slow [red]" in done.out


def test_an_attachment_is_saved_once(run: Run, api: respx.MockRouter, tmp_path: Path) -> None:
    api.get("/rest/v1/attachments").respond(200, json=[{"name": "kettle.png", "path": "d/1"}])
    api.get("/storage/v1/object/attachments/d/1").respond(200, content=b"png")
    target = tmp_path / "saved.png"
    assert run("ticket", "attachment", OTHER, "--out", str(target)).code == 0
    assert target.read_bytes() == b"png"
    again = run("ticket", "attachment", OTHER, "--out", str(target))
    assert (again.code, "is there already" in again.err) == (1, True)
    assert run("ticket", "attachment", OTHER, "--out", str(target), "--force").code == 0


def test_an_attachment_nobody_showed_you(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/attachments").respond(200, json=[])
    done = run("ticket", "attachment", OTHER)
    assert (done.code, "open its ticket first" in done.err) == (1, True)
    assert run("ticket", "attachment", "kettle").code == 2


OTHER = "5f0a3a5e-0000-4000-8000-0000000000aa"
FILE = {
    "id": OTHER, "interaction_id": ID, "name": "kettle.png", "content_type": "image/png",
    "size": 12345,
}  # fmt: skip


def thread(state: str = "sent") -> dict[str, Any]:
    at = "2026-11-20T10:00:00+00:00"
    ticket = {
        "id": ID, "number": 7, "subject": "Kettle", "status": "open", "priority": 3,
        "category": None, "language": None, "channel": "email", "created_at": at,
    }  # fmt: skip
    return {
        "ticket": ticket,
        "customer": {"id": ID, "name": "Mia", "email": "mia@cafe.example", "locale": None},
        "interactions": [{"id": ID, "author": "customer", "content": "Hi \x1b[2Jthere",
                          "automatic": "", "created_at": at}],
        "notes": [{"id": ID, "content": "Only we read this.", "created_at": at}],
        "drafts": [{"id": DRAFT, "origin": "ai", "state": "pending", "text": "A draft.",
                    "final_text": None}],
        "deliveries": [{"id": ID, "state": state, "to_address": "mia@cafe.example", "attempts": 1,
                        "detail": "The send was interrupted.", "updated_at": at}],
    }  # fmt: skip


def test_a_ticket_that_is_not_here(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[])
    done = run("ticket", "show", "99")
    assert done.code == 1
    assert "There is no ticket 99" in done.err


def test_mail_receive_posts_the_raw_bytes(run: Run, api: respx.MockRouter, tmp_path: Path) -> None:
    raw = b"From: a@b.example\r\n\r\n\xff\xfe\r\n"
    (tmp_path / "a.eml").write_bytes(raw)
    answer = {"ticket_id": ID, "number": 3, "interaction_id": ID, "new_ticket": True,
              "duplicate": False}  # fmt: skip
    route = api.post("/functions/v1/inbound-email").respond(202, json=answer)
    done = run("mail", "receive", str(tmp_path / "a.eml"))
    assert done.code == 0
    assert "opened ticket #3" in done.out
    request = route.calls.last.request
    assert request.content == raw
    assert request.headers["content-type"] == "message/rfc822"
    assert request.headers["apikey"] == SECRET


def test_mail_receive_says_of_each_what_became_of_it(
    run: Run, api: respx.MockRouter, tmp_path: Path
) -> None:
    paths = [str(tmp_path / name) for name in ("one", "two", "three")]
    for path in paths:
        Path(path).write_bytes(b"x")
    known = {"ticket_id": ID, "number": 3, "interaction_id": ID, "new_ticket": False}
    api.post("/functions/v1/inbound-email").mock(
        side_effect=[
            httpx.Response(422, json={"detail": "No From.", "code": "invalid"}),
            httpx.Response(200, json={**known, "duplicate": True}),
            httpx.Response(202, json={**known, "duplicate": False}),
        ]
    )
    done = run("mail", "receive", *paths)
    assert done.code == 1
    assert done.err == f"Error: {paths[0]}: No From.\n"
    assert "known already, in ticket #3" in done.out
    assert "joined ticket #3" in done.out


def test_mail_list_shows_whom_it_went_to(run: Run) -> None:
    mail = {
        "ID": "m1", "To": [{"Name": "", "Address": "mia@cafe.example"}], "Cc": [],
        "Subject": "Re: Kettle", "Created": "2026-11-20T10:00:00+00:00",
    }  # fmt: skip
    other = {**mail, "ID": "m2", "To": [{"Name": "", "Address": "bo@else.example"}]}
    with respx.mock(base_url="http://mail.test") as api:
        api.get("/api/v1/messages").respond(200, json={"messages": [mail, other]})
        done = run("mail", "list", "--to", "MIA@", "--json")
    assert [m["ID"] for m in json.loads(done.out)] == ["m1"]


def test_an_id_of_a_mail_cannot_leave_its_path(run: Run) -> None:
    with respx.mock(base_url="http://mail.test") as api:
        route = api.get(url__regex=".*").respond(404)
        done = run("mail", "show", "../../secret?x=1")
    assert done.code == 1
    assert "There is no such mail" in done.err
    assert route.calls.last.request.url.raw_path == b"/api/v1/message/..%2F..%2Fsecret%3Fx%3D1"


def test_review_approve_finds_the_draft_of_a_ticket(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    rows = [{"id": ID, "state": "superseded"}, {"id": DRAFT, "state": "pending"}]
    api.get("/rest/v1/drafts").respond(200, json=rows)
    done_rpc = {"draft_id": DRAFT, "state": "approved", "edited": True}
    route = api.post("/rest/v1/rpc/approve_draft").respond(200, json=done_rpc)
    done = run("review", "approve", "7", "--edit", "-", stdin=b"Better.")
    assert done.code == 0
    assert body(route) == {"p_draft_id": DRAFT, "p_text": "Better."}


def test_an_empty_edit_sends_nothing(run: Run) -> None:
    done = run("review", "approve", DRAFT, "--edit", "-", stdin=b"  \n")
    assert done.code == 1
    assert "nothing is sent" in done.err


def test_a_draft_that_was_decided_on_is_said(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/drafts").respond(200, json=[{"id": DRAFT, "state": "sent"}])
    said = {"code": "PT409", "message": "This draft is sent.", "details": None, "hint": None}
    api.post("/rest/v1/rpc/reject_draft").respond(409, json=said)
    done = run("review", "reject", DRAFT, "--reason", "no")
    assert (done.code, done.err) == (1, "Error: This draft is sent.\n")


def test_policy_set_keeps_what_is_not_given(run: Run, api: respx.MockRouter) -> None:
    row = {"category": "shipping", "mode": "auto", "min_confidence": 0.7,
           "min_answerability": 0.6, "version": 4}  # fmt: skip
    route = api.post("/rest/v1/rpc/set_policy").respond(200, json=row)
    done = run("policy", "set", "shipping", "auto", "--min-confidence", "0.7")
    assert done.code == 0
    assert body(route) == {"p_category": "shipping", "p_mode": "auto", "p_min_confidence": 0.7,
                           "p_min_answerability": None}  # fmt: skip


def test_job_list_of_one_state(run: Run, api: respx.MockRouter) -> None:
    route = api.get("/rest/v1/jobs").respond(200, json=[])
    done = run("job", "list", "--state", "dead")
    assert (done.code, done.out) == (0, "No jobs.\n")
    assert query(route)["state"] == ["eq.dead"]


def test_a_new_member_gets_a_password_once(run: Run, api: respx.MockRouter) -> None:
    user = {"id": ID, "aud": "authenticated", "email": "kim@b.example", "app_metadata": {},
            "user_metadata": {}, "created_at": "2026-11-01T00:00:00Z"}  # fmt: skip
    made = api.post("/auth/v1/admin/users").respond(200, json=user)
    member = api.post("/rest/v1/rpc/set_member").respond(200, json={"id": ID})
    done = run("user", "create", "Kim@b.example", "--role", "agent", "--team", "front",
               "--team", "orders")  # fmt: skip
    password = body(made)["password"]
    assert done.code == 0
    assert len(password) >= 16
    assert done.out.count(password) == 1
    assert body(member)["p_teams"] == ["front", "orders"]
    assert body(member)["p_name"] == "kim"


def test_a_given_password_is_not_shown(
    run: Run, api: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOCRM_NEW_PASSWORD", "chosen-before")
    user = {"id": ID, "aud": "authenticated", "email": "kim@b.example", "app_metadata": {},
            "user_metadata": {}, "created_at": "2026-11-01T00:00:00Z"}  # fmt: skip
    api.post("/auth/v1/admin/users").respond(200, json=user)
    api.post("/rest/v1/rpc/set_member").respond(200, json={"id": ID})
    done = run("user", "create", "kim@b.example", "--role", "admin", "--json")
    assert "chosen-before" not in done.out + done.err
    assert "password" not in json.loads(done.out)


def test_a_user_without_a_role_is_not_left_behind(run: Run, api: respx.MockRouter) -> None:
    user = {"id": ID, "aud": "authenticated", "email": "kim@b.example", "app_metadata": {},
            "user_metadata": {}, "created_at": "2026-11-01T00:00:00Z"}  # fmt: skip
    api.post("/auth/v1/admin/users").respond(200, json=user)
    said = {"code": "PT422", "message": "Unknown team in nope.", "details": None, "hint": None}
    api.post("/rest/v1/rpc/set_member").respond(422, json=said)
    removed = api.delete(f"/auth/v1/admin/users/{ID}").respond(200, json={})
    done = run("user", "create", "kim@b.example", "--role", "agent", "--team", "nope")
    assert (done.code, done.err) == (1, "Error: Unknown team in nope.\n")
    assert removed.called


def test_kb_import_saves_nothing_when_a_category_is_unknown(
    run: Run, api: respx.MockRouter, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text('+++\ntitle = "A"\ncategory = "nope"\n+++\nText.')
    api.get("/rest/v1/ticket_categories").respond(200, json=[{"key": "shipping"}])
    done = run("kb", "import", str(tmp_path))
    assert done.code == 1
    assert f"{tmp_path / 'a.md'}:3: there is no category 'nope'; there are: shipping." in done.err


def test_kb_import_sends_what_stands_in_the_file(
    run: Run, api: respx.MockRouter, tmp_path: Path
) -> None:
    (tmp_path / "a-b.md").write_text('+++\ntitle = "A"\nlanguage = "de"\n+++\n\nText.\n')
    saved = {"id": ID, "slug": "a-b", "version": 1, "created": True, "changed": True}
    route = api.post("/rest/v1/rpc/save_article").respond(200, json=saved)
    done = run("kb", "import", str(tmp_path), "--json")
    assert json.loads(done.out) == [{"path": str(tmp_path / "a-b.md"), **saved}]
    assert body(route) == {"p_slug": "a-b", "p_title": "A", "p_language": "de",
                           "p_content": "Text.", "p_questions": []}  # fmt: skip


def test_kb_search_through_a_customers_eyes(run: Run, api: respx.MockRouter) -> None:
    customers = api.get("/rest/v1/customers").respond(200, json=[{"id": ID}])
    route = api.post("/functions/v1/search").respond(200, json={"results": []})
    done = run("kb", "search", "delivery", "--customer", "Mia@cafe.example", "--limit", "3")
    assert (done.code, done.out) == (0, "Nothing found.\n")
    assert query(customers)["email"] == ["eq.mia@cafe.example"]
    assert body(route) == {"query": "delivery", "limit": 3, "for_customer": ID}


def test_explain_without_a_decision_says_so(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    api.get("/rest/v1/ai_decisions").respond(200, json=[])
    done = run("ai", "explain", "7")
    assert done.code == 1
    assert "Nothing is decided on ticket #7 yet" in done.err
