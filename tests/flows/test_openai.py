"""With a key: the same road through an OpenAI-compatible server, and through its failures."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from autocrm.adapters.supabase.ledger import SupabaseLedger
from autocrm.bootstrap import open_app, services_then
from autocrm.testing import openai_replies as replies
from autocrm.testing.openai_server import OpenAIServer
from autocrm.usecases.replay import replay
from tests.flows.desk import Desk, wait_for
from tests.flows.hosted import (
    KEY,
    SENTENCE,
    TRIAGE,
    cited,
    decide,
    decision_on,
    evidence_number,
    numbers,
)


def test_vectors_are_of_the_model_and_never_mixed(hosted_desk: Desk) -> None:
    chunks = hosted_desk.select("knowledge_chunks?select=embedding_model")
    assert {c["embedding_model"] for c in chunks} == {"text-embedding-3-small"}


def test_a_cited_answer_is_recorded_with_its_tokens(
    hosted_desk: Desk, openai_server: OpenAIServer
) -> None:
    number = evidence_number(hosted_desk, openai_server)
    draft = replies.answer(cited(SENTENCE, number))
    row = decide(hosted_desk, replies.answer(TRIAGE), draft, server=openai_server)
    assert (row["category"], row["outcome"]) == ("product_care", "auto"), row["reason"]
    assert row["tokens_in"] > 0
    assert row["draft"]["sentences"][0]["citations"][0]["slug"] == "grind-sizes"
    wait_for(
        lambda: hosted_desk.select(f"deliveries?ticket_id=eq.{row['ticket_id']}&state=eq.sent"),
        10,
        "sent",
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


def ask_for_order(hosted_desk: Desk, openai_server: OpenAIServer, sentence: str) -> dict[str, Any]:
    """The decision on a mail that asks for an order, answered by the model with `sentence`."""
    hosted_desk.rpc("import_orders", p_rows=[ORDER])
    hosted_desk.rpc("set_category_tools", p_category="shipping", p_tools=["order_status"])
    triage = {**TRIAGE, "category": "shipping"}
    openai_server.script(replies.answer(triage), replies.answer(cited(sentence, 1)))
    raw = (
        "From: Ord <ord@o.example>\r\nTo: support@bergbach.example\r\nSubject: Order\r\n"
        f"Message-ID: <ord.{next(numbers)}@o.example>\r\n\r\nWhere is my order B-20432?\r\n"
    )
    return decision_on(hosted_desk, openai_server, raw)


def test_a_model_tells_what_a_tool_has_read_and_nothing_else(
    hosted_desk: Desk, openai_server: OpenAIServer
) -> None:
    """Stands before the failures: an endpoint that limits its rate is left alone for seconds."""
    honest = ask_for_order(hosted_desk, openai_server, HANDED)
    assert honest["outcome"] == "auto", honest["reason"]
    assert honest["draft"]["sentences"][0]["citations"][0]["title"] == "Order B-20432"
    lying = ask_for_order(hosted_desk, openai_server, HANDED.replace("23 November", "13 November"))
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
    hosted_desk: Desk, openai_server: OpenAIServer, failure: replies.Reply, step: str
) -> None:
    first = [replies.answer(TRIAGE)] if step == "draft" else []
    row = decide(hosted_desk, *first, *[failure] * 8, server=openai_server)
    assert row["outcome"] == "review"
    assert row["reason"]
    assert row["draft"]["model"] in ("local", "none")  # a suggestion that only quotes, or nothing
    [ticket] = hosted_desk.select(f"tickets?select=status&id=eq.{row['ticket_id']}")
    assert ticket["status"] == "open"


def test_failing_embeddings_leave_the_ticket_in_review(
    hosted_desk: Desk, openai_server: OpenAIServer
) -> None:
    openai_server.script_embeddings(*[replies.rate_limited()] * 4)
    row = decide(hosted_desk, replies.answer(TRIAGE), server=openai_server)
    openai_server._embeddings.clear()
    assert row["outcome"] == "review"


def test_the_copilot_streams_through_the_gateway_and_is_paid(
    hosted_desk: Desk, openai_server: OpenAIServer
) -> None:
    """As the web application asks: a member's token, server-sent events, a row in the ledger."""
    said = "Guten Tag, wie viele Klicks braucht die Kanne?"
    openai_server.script(replies.answer({"text": said, "changes": []}, usage=(50, 20)))
    with httpx.Client(base_url=hosted_desk.config.api_url, timeout=20) as web:
        key = {"apikey": hosted_desk.settings.publishable_key}
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
    [call] = hosted_desk.select("ai_calls?step=eq.translate&select=tokens_in,tokens_out")
    assert (call["tokens_in"], call["tokens_out"]) == (50, 20)


def test_the_key_is_in_no_log(hosted_desk: Desk) -> None:
    for path in (hosted_desk.config.home / "logs").glob("*.log"):
        assert KEY not in path.read_text("utf-8", "replace")


def test_what_the_model_said_is_replayed_without_asking_it(
    hosted_desk: Desk, openai_server: OpenAIServer
) -> None:
    """Its answers and its failures alike: every decision of this file comes out the same."""
    ids = [row["id"] for row in hosted_desk.select("ai_decisions?select=id")]
    before = len(openai_server.requests)
    found = asyncio.run(replayed(hosted_desk, ids))
    assert {key: different for key, different in found.items() if different} == {}
    assert len(found) >= 4
    assert len(openai_server.requests) == before


async def replayed(hosted_desk: Desk, ids: list[str]) -> dict[str, list[str]]:
    """The stages that came out otherwise, by decision."""
    settings = replace(hosted_desk.settings, openai_api_key="")
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
