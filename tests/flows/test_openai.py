"""With a key: the same road through an OpenAI-compatible server, and through its failures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from autocrm.adapters.supabase.ledger import SupabaseLedger
from autocrm.bootstrap import open_app, services_then
from autocrm.cli.demo import seed_company
from autocrm.stack import control
from autocrm.testing import openai_replies as replies
from autocrm.testing.openai_server import OpenAIServer
from autocrm.usecases.replay import replay
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
    return row


def evidence_number(desk: Desk, server: OpenAIServer) -> int:
    """Which integer the article's chunk has in the material: hash vectors rank as they like."""
    row = decide(desk, replies.answer(TRIAGE), replies.refusal(), server=server)
    slugs = [(e["slug"], e["heading"]) for e in row["evidence"]]
    return slugs.index(("grind-sizes", "Clicks on the Kiesel")) + 1


def test_vectors_are_of_the_model_and_never_mixed(desk: Desk) -> None:
    chunks = desk.select("knowledge_chunks?select=embedding_model")
    assert {c["embedding_model"] for c in chunks} == {"text-embedding-3-small"}


def test_a_cited_answer_is_recorded_with_its_tokens(desk: Desk, server: OpenAIServer) -> None:
    number = evidence_number(desk, server)
    draft = {
        "answerable": True,
        "reason": "",
        "sentences": [{"text": SENTENCE, "citations": [number]}],
    }
    row = decide(desk, replies.answer(TRIAGE), replies.answer(draft), server=server)
    assert (row["category"], row["outcome"]) == ("product_care", "auto"), row["reason"]
    assert row["tokens_in"] > 0
    assert row["draft"]["sentences"][0]["citations"][0]["slug"] == "grind-sizes"
    wait_for(
        lambda: desk.select(f"deliveries?ticket_id=eq.{row['ticket_id']}&state=eq.sent"), 10, "sent"
    )


ORDER = {
    "number": "B-20432",
    "email": "ord@o.example",
    "status": "shipped",
    "placed_at": "2026-11-20T09:00:00Z",
    "shipped_at": "2026-11-23T09:00:00Z",
    "carrier": "Swiss Post",
    "expected_on": "2199-11-27",
}
HANDED = "Your order B-20432 was handed to Swiss Post on Monday, 23 November 2026."


def ask_for_order(desk: Desk, server: OpenAIServer, sentence: str) -> dict[str, Any]:
    """The decision on a mail that asks for an order, answered by the model with `sentence`."""
    desk.rpc("import_orders", p_rows=[ORDER])
    desk.rpc("set_category_tools", p_category="shipping", p_tools=["order_status"])
    triage = {**TRIAGE, "category": "shipping"}
    said = {"answerable": True, "reason": "", "sentences": [{"text": sentence, "citations": [1]}]}
    server.script(replies.answer(triage), replies.answer(said))
    raw = (
        "From: Ord <ord@o.example>\r\nTo: support@bergbach.example\r\nSubject: Order\r\n"
        f"Message-ID: <ord.{next(numbers)}@o.example>\r\n\r\nWhere is my order B-20432?\r\n"
    )
    ticket = desk.receive(raw.encode()).json()["ticket_id"]
    [row] = wait_for(lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket}"), 30, "a decision")
    server._replies.clear()
    return row


def test_a_model_tells_what_a_tool_has_read_and_nothing_else(
    desk: Desk, server: OpenAIServer
) -> None:
    """Stands before the failures: an endpoint that limits its rate is left alone for seconds."""
    honest = ask_for_order(desk, server, HANDED)
    assert honest["outcome"] == "auto", honest["reason"]
    assert honest["draft"]["sentences"][0]["citations"][0]["title"] == "Order B-20432"
    lying = ask_for_order(desk, server, HANDED.replace("23 November", "13 November"))
    assert lying["outcome"] == "review"


@pytest.mark.parametrize(
    "failure",
    [
        replies.rate_limited(),
        replies.hang(),
        replies.off_schema(),
        replies.truncated(),
        replies.refusal(),
        replies.empty_choices(),
        replies.rubbish(),
        replies.drop(),
        replies.error(500),
    ],
    ids=[
        "429",
        "hang",
        "off schema",
        "truncated",
        "refusal",
        "no choices",
        "rubbish",
        "drop",
        "500",
    ],
)
@pytest.mark.parametrize("step", ["triage", "draft"])
def test_a_failing_model_leaves_the_ticket_in_review(
    desk: Desk, server: OpenAIServer, failure: replies.Reply, step: str
) -> None:
    first = [replies.answer(TRIAGE)] if step == "draft" else []
    row = decide(desk, *first, *[failure] * 8, server=server)
    assert row["outcome"] == "review"
    assert row["reason"]
    assert row["draft"]["model"] in ("local", "none")  # a suggestion that only quotes, or nothing
    [ticket] = desk.select(f"tickets?select=status&id=eq.{row['ticket_id']}")
    assert ticket["status"] == "open"


def test_failing_embeddings_leave_the_ticket_in_review(desk: Desk, server: OpenAIServer) -> None:
    server.script_embeddings(*[replies.rate_limited()] * 4)
    row = decide(desk, replies.answer(TRIAGE), server=server)
    server._embeddings.clear()
    assert row["outcome"] == "review"


def test_the_copilot_streams_through_the_gateway_and_is_paid(
    desk: Desk, server: OpenAIServer
) -> None:
    """As the web application asks: a member's token, server-sent events, a row in the ledger."""
    said = "Guten Tag, wie viele Klicks braucht die Kanne?"
    server.script(replies.answer({"text": said, "changes": []}, usage=(50, 20)))
    with httpx.Client(base_url=desk.config.api_url, timeout=20) as web:
        key = {"apikey": desk.settings.publishable_key}
        sign_in = {"email": "anna.keller@bergbach.example", "password": "demo-anna-2026"}
        token = web.post("/auth/v1/token?grant_type=password", headers=key, json=sign_in).json()
        asked = {"text": "Hello, how many clicks?", "language": "de", "stream": True}
        path = "/functions/v1/assist/translate"
        assert web.post(path, headers=key, json=asked).status_code == 403
        member = {**key, "Authorization": f"Bearer {token['access_token']}"}
        answer = web.post(path, headers=member, json=asked)
    assert answer.headers["content-type"].startswith("text/event-stream")
    last = [line for line in answer.text.splitlines() if line.startswith("data: ")][-1]
    assert json.loads(last.removeprefix("data: "))["text"] == said
    [call] = desk.select("ai_calls?step=eq.translate&select=tokens_in,tokens_out")
    assert (call["tokens_in"], call["tokens_out"]) == (50, 20)


def test_the_key_is_in_no_log(desk: Desk) -> None:
    for path in (desk.config.home / "logs").glob("*.log"):
        assert "sk-test-not-a-real-key" not in path.read_text("utf-8", "replace")


def test_what_the_model_said_is_replayed_without_asking_it(
    desk: Desk, server: OpenAIServer
) -> None:
    """Its answers and its failures alike: every decision of this file comes out the same."""
    ids = [row["id"] for row in desk.select("ai_decisions?select=id")]
    before = len(server.requests)
    found = asyncio.run(replayed(desk, ids))
    assert {key: different for key, different in found.items() if different} == {}
    assert len(found) >= 4
    assert len(server.requests) == before


async def replayed(desk: Desk, ids: list[str]) -> dict[str, list[str]]:
    """The stages that came out otherwise, by decision."""
    settings = replace(desk.settings, openai_api_key="")
    assert not settings.uses_openai
    async with open_app(settings) as app:
        ledger = SupabaseLedger(app.client)
        found = {}
        for key in ids:
            recorded = await ledger.recorded(key)
            services = await services_then(app, ledger, recorded)
            said = await replay(services, ledger, recorded, today=False)
            found[key] = [stage.name for stage in said.stages if not stage.same]
        return found
