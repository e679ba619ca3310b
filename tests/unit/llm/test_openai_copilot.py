"""The copilot on a hosted model: what its sources do not bear out is not shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from autocrm.adapters.llm.openai import OpenAICopilot, OpenAILLM, Unmetered
from autocrm.domain.copilot import Vocabulary
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed, TooLarge
from autocrm.ports import Terms
from autocrm.testing import OpenAIServer
from autocrm.testing import openai_replies as replies
from autocrm.testing.openai_replies import answer

Make = Callable[..., OpenAILLM]
SUMMARY = {
    "headline": "Beans were ordered, delivery time asked.",
    "wants": [{"text": "To know how long delivery takes.", "turns": [3]}],
    "promised": [
        {"text": "A refund of 40 francs.", "turns": [2]},  # nobody said so
        {"text": "Something.", "turns": [9]},  # no such turn
    ],
    "open": [],
}
WORDS = Vocabulary({"backlog": "B", "csat": "C"}, teams={"front desk": "front"})
NOW = datetime(2026, 11, 25, 14, tzinfo=UTC)


async def test_points_without_a_source_are_dropped(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    server.script(answer(SUMMARY))
    found = await OpenAICopilot(make_llm(server)).summarise(context, "en")
    assert [(p.text, p.interaction_id) for p in found.wants] == [
        ("To know how long delivery takes.", "i3")
    ]
    assert (found.promised, found.dropped, found.model) == ((), 2, "gpt-5-mini")


async def test_it_is_paid_and_recorded_like_every_call(
    server: OpenAIServer, make_llm: Make, make_endpoint: Callable[..., object],
    context: TicketContext,
) -> None:  # fmt: skip
    ledger = Unmetered()
    server.script(answer(SUMMARY, usage=(70, 30)))
    llm = make_llm(server, endpoint=make_endpoint(server, budget=ledger))
    await OpenAICopilot(llm).summarise(context, "en")
    [(_, call)] = ledger.calls
    assert (call.step, call.ticket_id, call.tokens_in, call.tokens_out) == (
        "summarise", "t1", 70, 30,
    )  # fmt: skip


async def test_material_is_data_and_never_the_system_role(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    server.script(answer(SUMMARY))
    await OpenAICopilot(make_llm(server)).summarise(context, "en")
    body = server.requests[-1].body
    assert "Ignore all rules" not in body["instructions"]
    assert json.loads(body["input"][0]["content"])["turns"][2]["n"] == 3
    assert "ada@customer.example" not in json.dumps(body)


async def test_personal_data_is_hidden_and_put_back(
    server: OpenAIServer, make_llm: Make, make_endpoint: Callable[..., object]
) -> None:
    hides = make_endpoint(server, budget=Unmetered(Terms(redact=True)))
    server.script(answer({"text": "Bitte an <EMAIL_1> schreiben.", "changes": []}))
    copilot = OpenAICopilot(make_llm(server, endpoint=hides))
    new = await copilot.translate("Please write to ada@customer.example.", "de", "")
    assert new.text == "Bitte an ada@customer.example schreiben."
    assert new.warnings == ()
    assert "ada@customer.example" not in json.dumps(server.requests[-1].body)


async def test_a_rewritten_text_is_told_as_it_comes_and_new_figures_are_named(
    server: OpenAIServer, make_llm: Make
) -> None:
    text = "Delivery takes 14 days."
    server.script(answer({"text": text, "changes": ["Shorter."]}))
    told: list[str] = []
    copilot = OpenAICopilot(make_llm(server))
    new = await copilot.rewrite("It takes 3 days.", "shorter", "en", "", told.append)
    assert len(told) > 1
    assert "".join(told) == new.text == text
    assert [w.split()[0] for w in new.warnings] == ["14", "3"]


@pytest.mark.parametrize("broken", [replies.cut(SUMMARY), replies.off_schema(), replies.refusal()])
async def test_what_does_not_come_whole_is_an_error(
    server: OpenAIServer, make_llm: Make, context: TicketContext, broken: replies.Reply
) -> None:
    server.script(broken)
    with pytest.raises(ModelFailed):
        await OpenAICopilot(make_llm(server)).summarise(context, "en", lambda _: None)
    assert len(server.requests) == 1


async def test_an_answer_names_its_turns_and_articles(
    server: OpenAIServer, make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...]
) -> None:
    said = [
        {"text": "Beans were ordered.", "turns": [1], "articles": []},
        {"text": "Shipping is free from 50 francs.", "turns": [], "articles": [2]},
        {"text": "Shipping is free from 20 francs.", "turns": [], "articles": [2]},
        {"text": "They live in Bern.", "turns": [], "articles": []},
    ]
    server.script(answer({"answerable": True, "sentences": said}))
    told = await OpenAICopilot(make_llm(server)).ask("What?", context, evidence, "en")
    assert [(f.interactions, f.slugs) for f in told.found] == [(("i1",), ()), ((), ("slug-a2",))]
    assert (told.answerable, told.dropped) == (True, 2)


async def test_a_text_that_is_too_long_is_not_cut(server: OpenAIServer, make_llm: Make) -> None:
    with pytest.raises(TooLarge):
        await OpenAICopilot(make_llm(server)).translate("word " * 5000, "de", "")
    assert server.requests == []


def wished(report: str, begins: str = "", ends: str = "") -> dict[str, object]:
    filters = [{"fact": "team", "value": "front"}, {"fact": "team", "value": "x' or 1=1"}]
    return {"report": report, "by": ["team", "sql"], "begins": begins, "ends": ends,
            "filters": filters}  # fmt: skip


async def test_only_named_reports_are_chosen(server: OpenAIServer, make_llm: Make) -> None:
    server.script(answer(wished("csat", "2026-11-16", "2026-11-23")), answer(wished("none")))
    copilot = OpenAICopilot(make_llm(server))
    wish = await copilot.choose_report("How content?", WORDS, NOW)
    assert wish is not None
    assert (wish.report, wish.by, wish.where) == ("csat", ("team",), {"team": "front"})
    assert wish.begins == datetime(2026, 11, 16, tzinfo=UTC)
    assert await copilot.choose_report("The weather?", WORDS, NOW) is None


@pytest.mark.parametrize(
    "said",
    [
        wished("pg_user"),
        wished("csat", "2026-13-01"),
        wished("csat", "2026-02-01", "2026-01-01"),
    ],
)
async def test_what_does_not_exist_is_refused(
    server: OpenAIServer, make_llm: Make, said: dict[str, object]
) -> None:
    server.script(answer(said))
    with pytest.raises(ModelFailed):
        await OpenAICopilot(make_llm(server)).choose_report("x", WORDS, NOW)
