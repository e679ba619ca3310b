"""Each function through the gateway, as whoever calls it; and each alone."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from autocrm.stack.ports import free_ports
from tests.flows.desk import ROOT, Desk, wait_for

NAMES = ("health", "inbound-email", "triage", "answer", "search")
MAIL = (
    b"From: Ada <ada@f.example>\r\nTo: support@bergbach.example\r\nSubject: Hours\r\n"
    b"Message-ID: <f.1@f.example>\r\n\r\nWhen is the shop open on Saturday?\r\n"
)


def call(
    desk: Desk, name: str, body: Any = None, key: str | None = None, **headers: str
) -> httpx.Response:
    """POST /functions/v1/NAME with JSON and the publishable key (or `key`)."""
    return httpx.post(
        f"{desk.config.api_url}/functions/v1/{name}",
        json=body,
        headers={"apikey": key or desk.settings.publishable_key, **headers},
        timeout=20,
    )


def is_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert {"type", "title", "detail", "code"} <= set(body)
    assert body["detail"].strip()
    return body


def test_health_is_open(seeded_desk: Desk) -> None:
    answer = httpx.get(f"{seeded_desk.config.api_url}/functions/v1/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_a_mail_needs_the_secret_key(seeded_desk: Desk) -> None:
    url = f"{seeded_desk.config.api_url}/functions/v1/inbound-email"
    headers = {"Content-Type": "message/rfc822", "apikey": seeded_desk.settings.publishable_key}
    is_problem(httpx.post(url, content=MAIL, headers=headers), 403)
    assert seeded_desk.select("inbound_events?select=id&provider_id=like.*f.example*") == []
    accepted = seeded_desk.receive(MAIL)
    assert (accepted.status_code, accepted.json()["new_ticket"]) == (202, True)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "message/rfc822", 422),
        (b"Subject: nobody\r\n\r\nhello", "message/rfc822", 422),
        (b"{}", "application/json", 422),
        (b"x" * (10 * 1024 * 1024 + 1), "message/rfc822", 413),
    ],
    ids=["empty", "no sender", "not a mail", "too large"],
)
def test_bad_mails_get_a_sentence(
    seeded_desk: Desk, content: bytes, kind: str, status: int
) -> None:
    url = f"{seeded_desk.config.api_url}/functions/v1/inbound-email"
    headers = {"Content-Type": kind, "apikey": seeded_desk.settings.secret_key}
    is_problem(httpx.post(url, content=content, headers=headers, timeout=30), status)


def test_search_as_anon_finds_public_articles(seeded_desk: Desk) -> None:
    found = call(seeded_desk, "search", {"query": "How do I clean my hand grinder?", "limit": 3})
    results = found.json()["results"]
    assert len(results) == 3
    assert results[0]["slug"] == "clean-hand-grinder"
    assert [r["score"] for r in results] == sorted((r["score"] for r in results), reverse=True)


def test_a_search_explains_itself_without_telling_more(seeded_desk: Desk) -> None:
    """What is left out is told to whoever may read it, and to nobody else."""
    [customer, *_] = seeded_desk.select("customers?select=id&limit=1")
    asked = {"query": "What are the refund limits for agents?", "limit": 4, "explain": True}
    anon = call(seeded_desk, "search", asked).json()
    assert {r["slug"] for r in anon["results"]}
    assert (anon["left_out"], anon["solved"]) == ([], [])
    body = {**asked, "for_customer": customer["id"]}
    secret = call(seeded_desk, "search", body, seeded_desk.settings.secret_key).json()
    assert [r["chunk_id"] for r in secret["results"]] == [r["chunk_id"] for r in anon["results"]]
    hidden = {r["slug"]: r["reason"] for r in secret["left_out"]}
    assert hidden == {"refund-limits": "internal article: not for customers"}


def test_nobody_searches_for_somebody_else(seeded_desk: Desk) -> None:
    [customer, *_] = seeded_desk.select("customers?select=id&limit=1")
    body = {"query": "x", "for_customer": customer["id"]}
    is_problem(call(seeded_desk, "search", body), 403)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("search", {}),
        ("search", {"query": ""}),
        ("search", {"query": "x", "limit": 1000}),
        ("search", {"query": "x", "for_customer": "not-a-uuid"}),
        ("triage", {"subject": "only"}),
        ("answer", {}),
        ("answer", {"question": "x", "ticket_id": "00000000-0000-0000-0000-000000000000"}),
    ],
)
def test_unreadable_requests_say_what_is_wrong(seeded_desk: Desk, name: str, body: Any) -> None:
    assert is_problem(call(seeded_desk, name, body), 422)["code"] == "invalid"


def test_triage_says_what_a_text_is_about(seeded_desk: Desk) -> None:
    body = {"subject": "Double charge", "text": "You charged my credit card twice for one order!"}
    found = call(seeded_desk, "triage", body).json()
    assert (found["category"], found["language"]) == ("billing", "en")
    assert abs(sum(found["scores"].values()) - 1) < 0.01


def test_answer_quotes_articles_and_records_nothing(seeded_desk: Desk) -> None:
    wait_for(lambda: not seeded_desk.select("jobs?select=id&state=in.(queued,running)"), 20, "idle")
    before = len(seeded_desk.select("ai_decisions?select=id"))
    found = call(seeded_desk, "answer", {"question": "How do I clean my hand grinder?"}).json()
    [article] = seeded_desk.select("knowledge_base?select=content&slug=eq.clean-hand-grinder")
    assert found["answerable"]
    cited = [(s["text"], c) for s in found["sentences"] for c in s["citations"]]
    assert cited
    for text, source in cited:
        if source["slug"] == "clean-hand-grinder":
            assert article["content"][source["start"] : source["end"]] == text
    time.sleep(0.5)
    assert len(seeded_desk.select("ai_decisions?select=id")) == before


def test_a_ticket_is_answered_only_for_members_who_see_it(seeded_desk: Desk) -> None:
    ticket = seeded_desk.receive(MAIL).json()["ticket_id"]
    is_problem(call(seeded_desk, "answer", {"ticket_id": ticket}), 403)
    found = call(seeded_desk, "answer", {"ticket_id": ticket}, key=seeded_desk.settings.secret_key)
    assert found.json()["category"] == "store_info"


def test_a_wrong_token_is_refused(seeded_desk: Desk) -> None:
    answer = call(seeded_desk, "search", {"query": "x"}, Authorization="Bearer rubbish")
    assert answer.status_code == 401


@contextmanager
def alone(desk: Desk, name: str) -> Iterator[str]:
    """One function served by itself; yields its base URL."""
    [port] = free_ports(1)
    env = {**desk.env, "AUTOCRM_FUNCTIONS_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "functions", name], cwd=ROOT, env=env)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: _answers(url), 20, f"{name} to start")
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/openapi.json").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("name", NAMES)
def test_each_function_starts_alone(seeded_desk: Desk, name: str) -> None:
    with alone(seeded_desk, name) as url:
        paths = httpx.get(f"{url}/openapi.json").json()["paths"]
        assert list(paths) == [f"/{name}"]
        slow = 60  # seconds; the first question loads the models
        key = {"apikey": seeded_desk.settings.secret_key}
        answer = {
            "health": lambda: httpx.get(f"{url}/health"),
            "inbound-email": lambda: httpx.post(
                f"{url}/inbound-email",
                content=MAIL,
                headers={**key, "Content-Type": "message/rfc822"},
            ),
            "triage": lambda: httpx.post(
                f"{url}/triage", json={"text": "Where is it?"}, headers=key, timeout=slow
            ),
            "answer": lambda: httpx.post(
                f"{url}/answer", json={"question": "Hours?"}, headers=key, timeout=slow
            ),
            "search": lambda: httpx.post(
                f"{url}/search", json={"query": "hours"}, headers=key, timeout=slow
            ),
        }[name]()
        assert answer.status_code in (200, 202), answer.text


def cites_rightly(question: dict[str, Any], answer: dict[str, Any]) -> bool:
    cited = {c["slug"] for s in answer["sentences"] for c in s["citations"]}
    said = any(piece in answer["text"] for piece in question["must_say"])
    return bool(question["answerable"]) and cited <= set(question["articles"]) and said


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        # Written by people who had seen the articles alone. The first set is deliberately
        # deceptive; both were used to fit ai/answerability.py, so this guards, it does not prove.
        ("questions.toml", 5, 2),
        ("questions_validation.toml", 10, 1),
    ],
)
def test_questions_of_others_are_answered_rightly_or_not_at_all(
    seeded_desk: Desk, file: str, right: int, wrong: int
) -> None:
    questions = tomllib.loads((ROOT / "tests" / "data" / file).read_text("utf-8"))["question"]
    answers = [
        call(seeded_desk, "answer", {"question": f"{q['subject']}\n{q['text']}"}).json()
        for q in questions
    ]
    sent = [(q, a) for q, a in zip(questions, answers, strict=True) if a["outcome"] == "auto"]
    bad = [q["text"] for q, a in sent if not cites_rightly(q, a)]
    assert len(bad) <= wrong, bad
    assert len(sent) - len(bad) >= right
