"""Repeats, waits, the breaker, the limits and the ledger of one endpoint."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from autocrm.adapters.embedding.openai import OpenAIEmbedder
from autocrm.adapters.llm.openai import Endpoint, OpenAILLM, Unmetered
from autocrm.adapters.llm.openai.breaker import Breaker
from autocrm.adapters.llm.openai.patience import RetryBudget, retry_after_s
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed
from autocrm.testing import OpenAIServer
from autocrm.testing import openai_replies as replies
from autocrm.testing.llm import a_triage
from autocrm.testing.openai_replies import Reply, answer
from autocrm.testing.openai_server import Recorded
from tests.unit.llm.waiting import KEY, Waits

Make = Callable[..., OpenAILLM]
MakeEndpoint = Callable[..., Endpoint]
CATEGORIES = ("shipping", "other")
TRIAGE = {
    "category": "shipping", "confidence": 0.8, "priority": 3, "language": "en",
    "sentiment": 0.1, "flags": [],
}  # fmt: skip
DRAFT = {
    "answerable": True, "reason": "",
    "sentences": [{"text": "Delivery takes two to three working days.", "citations": [1]}],
}  # fmt: skip
NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "Tue, 24 Nov 2026 12:00:09 GMT"}, 9),
        ({"retry-after": "Tue, 24 Nov 2026 11:59:00 GMT"}, 0),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "9999999"}, 3600),
        ({"retry-after": "inf"}, 3600),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("spoilt", "waited"),
    [
        (replies.rate_limited(7), 7.0),
        (replies.error(503, retry_after="2"), 2.0),
        (replies.error(500), None),
        (replies.rubbish(), None),
        (replies.drop(), None),
        (replies.cut(TRIAGE), None),
    ],
    ids=["429", "503", "500", "rubbish", "drop", "cut"],
)
@pytest.mark.parametrize("rung", [1, 2, 3])
async def test_what_may_pass_is_asked_once_more(
    make_llm: Make, waits: Waits, context: TicketContext, spoilt: Reply, waited: float | None,
    rung: int,
) -> None:  # fmt: skip
    with OpenAIServer(responses=rung == 1, json_schema=rung == 2) as server:
        server.script(spoilt, answer(TRIAGE))
        assert (await make_llm(server).triage(context, CATEGORIES)).category == "shipping"
    [wait] = waits.slept
    assert wait == pytest.approx(waited, abs=0.2) if waited else 0.25 <= wait <= 0.5


@pytest.mark.parametrize(
    "final",
    [
        replies.error(401, "invalid_api_key"), replies.error(429, "insufficient_quota"),
        replies.refusal(), replies.truncated(), replies.off_schema(), replies.empty_choices(),
    ],
)  # fmt: skip
async def test_what_will_not_pass_is_asked_once(
    server: OpenAIServer, make_llm: Make, context: TicketContext, final: Reply
) -> None:
    server.script(final, answer(TRIAGE))
    with pytest.raises(ModelFailed):
        await make_llm(server).triage(context, CATEGORIES)
    assert len(server.requests) == 1


async def test_a_wait_beyond_the_deadline_is_not_begun(
    server: OpenAIServer, make_llm: Make, waits: Waits, context: TicketContext
) -> None:
    server.script(replies.rate_limited(21), answer(TRIAGE))
    llm = make_llm(server, deadline_s=20.0)
    with pytest.raises(ModelFailed, match="try again in 21 s"):
        await llm.triage(context, CATEGORIES)
    with pytest.raises(ModelFailed, match="rate limit"):  # others do not even ask meanwhile
        await llm.triage(context, CATEGORIES)
    assert len(server.requests) == 1
    assert waits.slept == []


async def test_a_hanging_call_leaves_time_for_another(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    server.script(replies.hang(), answer(TRIAGE))
    assert (await make_llm(server, deadline_s=1.5).triage(context, CATEGORIES)).confidence == 0.8


async def test_a_ticket_takes_four_calls_at_most(
    server: OpenAIServer, make_endpoint: MakeEndpoint, make_llm: Make, context: TicketContext,
    evidence: tuple[Evidence, ...],
) -> None:  # fmt: skip
    """Triage and embedding with a repeat each leave none for the draft."""
    endpoint = make_endpoint(server)
    llm = make_llm(server, endpoint=endpoint)
    embedder = OpenAIEmbedder(KEY, base_url=server.base_url, endpoint=endpoint)
    server.script(replies.error(500), answer(TRIAGE), answer(DRAFT))
    server.script_embeddings(replies.rubbish())
    await llm.triage(context, CATEGORIES)
    await embedder.embed(["question"])
    with pytest.raises(ModelFailed, match="often enough"):
        await llm.draft(context, a_triage(), evidence)
    assert len(server.requests) == 4
    await embedder.aclose()


async def test_finding_out_how_to_ask_takes_none_of_them(
    make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...]
) -> None:
    with OpenAIServer(responses=False, json_schema=False) as server:
        server.script(replies.off_schema(), answer(TRIAGE), answer(DRAFT))
        llm = make_llm(server)
        await llm.triage(context, CATEGORIES)
        assert (await llm.draft(context, a_triage(), evidence)).answerable
        assert len(server.requests) == 2 + 3


async def test_the_breaker_opens_probes_and_closes(
    server: OpenAIServer, make_llm: Make, waits: Waits, context: TicketContext
) -> None:
    server.script(*[replies.error(500)] * 5)
    llm = make_llm(server)
    for _ in range(3):
        with pytest.raises(ModelFailed):
            await llm.triage(context, CATEGORIES)
    assert len(server.requests) == 5
    with pytest.raises(ModelFailed, match="left alone"):
        await llm.triage(context, CATEGORIES)
    assert len(server.requests) == 5  # nobody asked
    waits.slept.append(6)
    server.script(answer(TRIAGE))
    assert (await llm.triage(context, CATEGORIES)).category == "shipping"
    server.script(answer(TRIAGE))
    assert (await llm.triage(context, CATEGORIES)).category == "shipping"


def test_one_probe_at_a_time_and_longer_rests() -> None:
    now = [0.0]
    breaker = Breaker(failures=2, rest_s=10, clock=lambda: now[0])
    early = breaker.admit()
    breaker.failed(early)
    breaker.failed(None)
    assert breaker.state == "open"
    now[0] = 10
    probe = breaker.admit()
    assert probe is not None
    with pytest.raises(ModelFailed):
        breaker.admit()
    breaker.neither(early)  # a call of before the rest ends: the probe is still out
    assert breaker.state == "half_open"
    breaker.failed(probe)
    now[0] = 29
    with pytest.raises(ModelFailed):
        breaker.admit()
    now[0] = 30
    breaker.neither(breaker.admit())  # a probe that said nothing: the next one may try
    assert breaker.admit() is not None
    breaker.worked()
    assert (breaker.state, breaker.admit()) == ("closed", None)


async def test_a_refused_key_is_not_the_endpoints_illness(
    server: OpenAIServer, make_endpoint: MakeEndpoint, make_llm: Make, context: TicketContext
) -> None:
    endpoint = make_endpoint(server)
    server.script(*[replies.error(401, "invalid_api_key")] * 8)
    for _ in range(8):
        with pytest.raises(ModelFailed, match="API key"):
            await make_llm(server, endpoint=endpoint).triage(context, CATEGORIES)
    assert endpoint.breaker.state == "closed"


def test_repeats_are_a_share_of_the_calls() -> None:
    budget = RetryBudget(share=0.2, most=2)
    assert [budget.take() for _ in range(3)] == [True, True, False]
    for _ in range(5):
        budget.earn()
    assert [budget.take() for _ in range(2)] == [True, False]


async def test_no_more_at_a_time_than_allowed(
    make_endpoint: MakeEndpoint, make_llm: Make, context: TicketContext
) -> None:
    release = threading.Event()

    def slow(_request: Recorded) -> Reply:
        release.wait(20)
        return answer(TRIAGE)

    with OpenAIServer(model=slow) as server:
        endpoint = make_endpoint(server, concurrency=2)
        llm = make_llm(server, endpoint=endpoint)
        asked = [asyncio.create_task(llm.triage(context, CATEGORIES)) for _ in range(3)]
        while len(server.requests) < 2 or not endpoint._places._waiters:
            await asyncio.sleep(0.01)
        assert len(server.requests) == 2
        release.set()
        await asyncio.gather(*asked)
        assert len(server.requests) == 3


async def test_every_attempt_is_in_the_ledger_with_the_servers_own_tokens(
    server: OpenAIServer, make_endpoint: MakeEndpoint, make_llm: Make, context: TicketContext,
    evidence: tuple[Evidence, ...],
) -> None:  # fmt: skip
    """A refusal, a truncated and an off-schema answer were paid; a 429 and a lost one not told."""
    ledger = Unmetered()
    llm = make_llm(server, endpoint=make_endpoint(server, budget=ledger))
    spoilt = [
        replies.rate_limited(1), answer(TRIAGE, usage=(311, 42)), replies.off_schema(),
        replies.truncated(), replies.refusal(), replies.cut(TRIAGE),
        answer(TRIAGE, usage=False),
    ]  # fmt: skip
    server.script(*spoilt)
    for _ in range(5):
        try:
            await llm.triage(context, CATEGORIES)
        except ModelFailed:
            continue
    assert [(c.status, c.tokens_from) for _, c in ledger.calls] == [
        ("http_429", "none"), ("ok", "server"), ("off_schema", "server"),
        ("truncated", "server"), ("refused", "server"), ("cut", "unknown"), ("ok", "estimate"),
    ]  # fmt: skip
    told = [c for _, c in ledger.calls if c.tokens_from == "server"]
    assert sum(c.tokens_in for c in told) == server.told.tokens_in == 311 + 300
    assert sum(c.tokens_out for c in told) == server.told.tokens_out == 42 + 60
    assert [c.request_id for c in told] == ["req_2", "req_3", "req_4", "req_5"]
    assert {(c.step, c.ticket_id, c.interaction_id) for _, c in ledger.calls} == {
        ("triage", "t1", "i3")
    }
    assert {c.endpoint for _, c in ledger.calls} == {server.base_url.split("/")[2]}


async def test_the_decision_holds_the_tokens_of_repeats_too(
    make_llm: Make, context: TicketContext
) -> None:
    with OpenAIServer(responses=False, json_schema=False) as server:
        server.script(replies.off_schema(), answer(TRIAGE))
        triage = await make_llm(server).triage(context, CATEGORIES)
        assert (triage.tokens_in, triage.tokens_out) == (200, 40)
        assert triage.cost_usd == pytest.approx(200 * 0.25e-6 + 40 * 2e-6)


async def test_the_categories_stand_in_the_schema(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    server.script(answer(TRIAGE))
    await make_llm(server).triage(context, CATEGORIES)
    schema = server.requests[0].body["text"]["format"]["schema"]["properties"]
    assert schema["category"]["enum"] == ["shipping", "other"]
    assert "injection" in schema["flags"]["items"]["enum"]
