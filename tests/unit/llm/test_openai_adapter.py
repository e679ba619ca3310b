"""The OpenAI adapter against a real HTTP server."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from autocrm.adapters.llm.openai import OpenAILLM, load_prompt
from autocrm.domain.draft import Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext, Turn
from autocrm.errors import ModelFailed
from autocrm.testing import OpenAIServer
from autocrm.testing import openai_replies as replies
from autocrm.testing.llm import a_triage
from autocrm.testing.openai_replies import Reply, answer

Make = Callable[..., OpenAILLM]
CATEGORIES = ("shipping", "billing", "other")
TRIAGE = {
    "category": "shipping", "confidence": 0.8, "priority": 3, "language": "en",
    "sentiment": 0.1, "flags": ["injection", "made-up"],
}  # fmt: skip
DRAFT = {
    "answerable": True,
    "reason": "",
    "sentences": [
        {"text": "Delivery takes two to three working days.", "citations": [1, 99]},
        {"text": "Free shipping starts at fifty.", "citations": [2, 2]},
        {"text": "We love coffee.", "citations": [0, -1]},
    ],
}
FAILURES: dict[str, tuple[Reply, str]] = {
    "429": (replies.rate_limited(7), "rate limit: try again in 7 s"),
    "no credit": (replies.error(429, "insufficient_quota"), "no credit"),
    "401": (replies.error(401, "invalid_api_key"), "refuses the API key"),
    "500": (replies.error(500), r"error \(500\)"),
    "unknown model": (replies.error(404, "model_not_found"), "does not know the model"),
    "too long": (replies.error(400, "context_length_exceeded"), "too long"),
    "refusal": (replies.refusal(), "refused"),
    "truncated": (replies.truncated(), "cut short"),
    "truncated, valid": (Reply("truncated", text=json.dumps(TRIAGE)), "cut short"),
    "empty": (replies.empty_choices(), "no answer|refused"),
    "rubbish": (replies.rubbish(), "cannot be read"),
    "no object": (replies.rubbish(b"[]"), "cannot be read|no answer|refused"),
    "html": (replies.rubbish(b"<html>gateway</html>"), "cannot be read|no answer|refused"),
    "connection": (replies.drop(), "could not be reached"),
}


async def triage(llm: OpenAILLM, context: TicketContext) -> Triage:
    return await llm.triage(context, CATEGORIES)


async def test_triage(server: OpenAIServer, make_llm: Make, context: TicketContext) -> None:
    server.script(answer(TRIAGE))
    result = await triage(make_llm(server), context)
    assert (result.category, result.confidence) == ("shipping", 0.8)
    assert result.flags == ("injection",)
    assert (result.model, result.model_version) == ("gpt-5-mini", load_prompt("triage").hash)
    assert (result.tokens_in, result.tokens_out) == (100, 20)
    assert result.cost_usd == pytest.approx(100 * 0.25e-6 + 20 * 2e-6)


async def test_what_came_from_outside_is_data_in_the_user_role(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    server.script(answer(TRIAGE))
    await triage(make_llm(server), context)
    body = server.requests[0].body
    assert body["instructions"] == load_prompt("triage").text
    assert body["store"] is False
    [turn] = body["input"]
    assert turn["role"] == "user"
    data = json.loads(turn["content"])
    assert data["message"] == context.turns[2].text
    assert [t["author"] for t in data["thread"]] == ["customer", "agent"]
    sent = json.dumps(body)
    assert "ada@customer.example" not in sent
    assert '"Ada"' not in sent


async def test_schemas_have_nothing_that_compatible_servers_refuse(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    server.script(answer(TRIAGE))
    await triage(make_llm(server), context)
    form = server.requests[0].body["text"]["format"]
    assert form["strict"] is True
    assert "minimum" not in json.dumps(form)
    assert form["schema"]["additionalProperties"] is False


async def test_draft_with_citations_that_hold(
    server: OpenAIServer, make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...]
) -> None:
    server.script(answer(DRAFT))
    draft = await make_llm(server).draft(context, a_triage("shipping"), evidence)
    first, second, third = draft.sentences
    [cited] = first.citations  # 99 was never handed out
    assert (cited.chunk_id, cited.article_version, cited.slug) == ("k1", 3, "slug-a1")
    # found word for word although the article breaks the line: offsets in the article
    assert (cited.start, cited.end) == (40, 40 + len("Delivery takes two to three\nworking days."))
    [whole] = second.citations
    assert (whole.start, whole.end) == (0, len(evidence[1].text))
    assert third.citations == ()
    assert draft.answerable
    assert 0 < draft.answerability < 1
    assert draft.text.startswith("Hello Ada,")
    assert draft.prompt_hash == load_prompt("draft").hash
    assert draft.cost_usd > 0


async def test_an_answer_in_the_words_of_its_sources_has_full_answerability(
    server: OpenAIServer, make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...]
) -> None:
    server.script(answer(DRAFT | {"sentences": DRAFT["sentences"][:1]}))  # type: ignore[index]
    draft = await make_llm(server).draft(context, a_triage(), evidence)
    assert draft.answerability == 1.0


@pytest.mark.parametrize(
    "said",
    [
        {"answerable": False, "reason": "Nothing on customs.", "sentences": []},
        {"answerable": False, "reason": "Nothing on customs.",
         "sentences": [{"text": "Still this.", "citations": [1]}]},
    ],
)  # fmt: skip
async def test_a_model_that_finds_no_answer_gives_none(
    server: OpenAIServer, make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...],
    said: dict[str, object],
) -> None:  # fmt: skip
    server.script(answer(said))
    draft = await make_llm(server).draft(context, a_triage(), evidence)
    assert (draft.answerable, draft.answerability, draft.sentences) == (False, 0.0, ())
    assert (draft.text, draft.reason) == ("", "Nothing on customs.")


async def test_answerable_without_a_sentence_is_no_answer(
    server: OpenAIServer, make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...]
) -> None:
    server.script(answer({"answerable": True, "reason": "", "sentences": []}))
    draft = await make_llm(server).draft(context, a_triage(), evidence)
    assert not draft.answerable
    assert draft.reason


async def test_without_evidence_no_model_is_asked(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    draft = await make_llm(server).draft(context, a_triage(), ())
    assert not draft.answerable
    assert server.requests == []


@pytest.mark.parametrize(
    ("features", "paths", "rung"),
    [
        ({}, ["/v1/responses"], 1),
        ({"responses": False}, ["/v1/responses", "/v1/chat/completions"], 2),
        (
            {"responses": False, "json_schema": False},
            ["/v1/responses", "/v1/chat/completions", "/v1/chat/completions"],
            3,
        ),
    ],
)
async def test_the_ladder_and_its_memory(
    make_llm: Make, context: TicketContext, features: dict[str, Any], paths: list[str], rung: int
) -> None:
    with OpenAIServer(**features) as server:
        server.script(answer(TRIAGE), answer(TRIAGE))
        llm = make_llm(server)
        assert (await triage(llm, context)).category == "shipping"
        assert server.paths() == paths
        assert (await triage(llm, context)).tokens_in == 100
        assert server.paths() == [*paths, paths[-1]]  # the rung that works is known now
        assert llm._ladder.rung == rung


async def test_the_last_rung_tells_the_schema_in_words(
    make_llm: Make, context: TicketContext
) -> None:
    with OpenAIServer(responses=False, json_schema=False) as server:
        server.script(answer("```json\n" + json.dumps(TRIAGE) + "\n```"))
        await triage(make_llm(server), context)
        system, user = server.requests[-1].body["messages"]
        assert system["role"] == "system"
        assert '"confidence"' in system["content"]
        assert context.turns[2].text not in system["content"]
        assert user["role"] == "user"


async def test_one_repair_and_no_more(make_llm: Make, context: TicketContext) -> None:
    with OpenAIServer(responses=False, json_schema=False) as server:
        server.script(replies.off_schema(), answer(TRIAGE))
        llm = make_llm(server)
        result = await triage(llm, context)
        assert (result.category, result.tokens_in, result.tokens_out) == ("shipping", 200, 40)
        assert server.requests[-1].body["messages"][2]["role"] == "assistant"
        server.script(replies.off_schema(), replies.off_schema(), answer(TRIAGE))
        with pytest.raises(ModelFailed, match="form asked for"):
            await triage(llm, context)


async def test_nothing_works_at_all(make_llm: Make, context: TicketContext) -> None:
    with OpenAIServer(responses=False, json_schema=False, json_object=False) as server:
        llm = make_llm(server)
        with pytest.raises(ModelFailed, match=r"error \(400\)"):
            await triage(llm, context)
        assert llm._ladder.rung is None


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("rung", [1, 2, 3])
async def test_every_failure_has_a_reason(
    make_llm: Make, context: TicketContext, name: str, rung: int
) -> None:
    reply, reason = FAILURES[name]
    with OpenAIServer(responses=rung == 1, json_schema=rung == 2) as server:
        server.script(reply, reply)
        with pytest.raises(ModelFailed, match=reason) as caught:
            await triage(make_llm(server), context)
    assert caught.value.message.endswith(".")
    assert "sk-test" not in caught.value.message


@pytest.mark.parametrize(
    "wrong",
    [
        {"confidence": 95}, {"priority": 9}, {"sentiment": -3}, {"language": "English"},
        {"flags": "none"}, {"extra": 1},
    ],
)  # fmt: skip
async def test_values_out_of_range_are_off_schema(
    server: OpenAIServer, make_llm: Make, context: TicketContext, wrong: dict[str, object]
) -> None:
    server.script(answer(TRIAGE | wrong))
    with pytest.raises(ModelFailed, match="form asked for"):
        await triage(make_llm(server), context)


async def test_an_invented_category_is_other_without_confidence(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    server.script(answer(TRIAGE | {"category": "espresso"}), answer(TRIAGE | {"category": "x"}))
    llm = make_llm(server)
    result = await triage(llm, context)
    assert (result.category, result.confidence) == ("other", 0.0)
    with pytest.raises(ModelFailed, match="category"):
        await llm.triage(context, ("shipping",))


async def test_the_deadline_holds_for_the_whole_step(
    make_llm: Make, context: TicketContext, server: OpenAIServer
) -> None:
    server.script(replies.hang())
    with pytest.raises(ModelFailed, match=r"time|within"):
        await triage(make_llm(server, deadline_s=0.3), context)


async def test_usage_that_is_not_told_is_counted(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    server.script(answer(TRIAGE, usage=False))
    result = await triage(make_llm(server), context)
    assert result.tokens_in > 300  # the prompt alone
    assert result.tokens_out > 10


async def test_a_flood_of_text_stays_within_the_budget(
    server: OpenAIServer, make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...]
) -> None:
    long = tuple(Turn(f"i{n}", "customer", "word " * 20_000) for n in range(5))
    flooded = TicketContext(
        **{name: getattr(context, name) for name in context.__slots__} | {"turns": long}
    )
    server.script(answer(DRAFT))
    await make_llm(server, budget=2000).draft(flooded, a_triage(), evidence * 200)
    sent = server.requests[0].body["input"][0]["content"]
    assert len(sent.split()) < 2500
    assert json.loads(sent)["evidence"][0]["n"] == 1


async def test_an_unknown_price_is_nought_and_said_once(
    server: OpenAIServer, make_llm: Make, context: TicketContext, caplog: pytest.LogCaptureFixture
) -> None:
    server.script(answer(TRIAGE), answer(TRIAGE))
    llm = make_llm(server, model="house-llm-7b")
    assert (await triage(llm, context)).cost_usd == 0.0
    await triage(llm, context)
    assert caplog.text.count("No price is known for the model house-llm-7b") == 1


async def test_the_key_shows_nowhere(
    server: OpenAIServer, make_llm: Make, context: TicketContext, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(answer(TRIAGE), replies.error(401, "invalid_api_key"))
    llm = make_llm(server)
    await triage(llm, context)
    with pytest.raises(ModelFailed):
        await triage(llm, context)
    assert server.requests[0].headers["authorization"].startswith("Bearer sk-test")
    assert "sk-test-0123456789abcdef" not in caplog.text + repr(llm)
