"""Sentences while they are written, and streams that end too early."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocrm.adapters.llm.openai import OpenAILLM, Unmetered
from autocrm.adapters.llm.openai.stream import SentenceReader
from autocrm.domain.draft import Sentence
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed
from autocrm.testing import OpenAIServer
from autocrm.testing import openai_replies as replies
from autocrm.testing.llm import a_triage
from autocrm.testing.openai_replies import Reply, answer

Make = Callable[..., OpenAILLM]
TEXTS = ("Delivery takes two to three working days.", 'Say "sentences": [ {"x"} ] — it’s fine.')
DRAFT = {
    "answerable": True,
    "reason": "",
    "sentences": [{"text": TEXTS[0], "citations": [1]}, {"text": TEXTS[1], "citations": [2, 9]}],
}


async def all_of(
    llm: OpenAILLM, context: TicketContext, evidence: tuple[Evidence, ...]
) -> list[Sentence]:
    return [sentence async for sentence in llm.stream(context, a_triage(), evidence)]


@pytest.mark.parametrize("rung", [1, 2, 3])
async def test_the_same_sentences_on_every_rung(
    make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...], rung: int,
    make_endpoint: Callable[..., object],
) -> None:  # fmt: skip
    ledger = Unmetered()
    with OpenAIServer(responses=rung == 1, json_schema=rung == 2) as server:
        server.script(answer(DRAFT, usage=(77, 33)))
        llm = make_llm(server, endpoint=make_endpoint(server, budget=ledger))
        found = await all_of(llm, context, evidence)
        body = server.requests[-1].body
    assert [s.text for s in found] == list(TEXTS)
    assert [[c.chunk_id for c in s.citations] for s in found] == [["k1"], ["k2"]]
    assert body.get("stream", False) is (rung < 3)
    [call] = [c for _, c in ledger.calls if c.status == "ok"]
    assert (call.step, call.tokens_in, call.tokens_out) == ("stream", 77, 33)
    assert (server.told.tokens_in, server.told.tokens_out) == (77, 33)


@pytest.mark.parametrize(
    "broken",
    [replies.cut(DRAFT), replies.truncated(json.dumps(DRAFT)[:120]), replies.drop(),
     replies.refusal(), replies.rubbish(), replies.off_schema(), replies.rate_limited()],
    ids=["cut", "truncated", "drop", "refusal", "rubbish", "off schema", "429"],
)  # fmt: skip
@pytest.mark.parametrize("rung", [1, 2])
async def test_what_did_not_come_whole_is_told_at_the_end(
    make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...], broken: Reply,
    rung: int,
) -> None:  # fmt: skip
    with OpenAIServer(responses=rung == 1) as server:
        server.script(broken, answer(DRAFT))
        with pytest.raises(ModelFailed):
            await all_of(make_llm(server), context, evidence)
        assert len(server.requests) == rung  # what was told cannot be taken back: no repeat


async def test_a_reader_who_leaves_ends_the_call(
    server: OpenAIServer, make_llm: Make, context: TicketContext, evidence: tuple[Evidence, ...]
) -> None:
    server.script(answer(DRAFT))
    sentences = make_llm(server).stream(context, a_triage(), evidence)
    assert (await anext(sentences)).text == TEXTS[0]
    await sentences.aclose()  # type: ignore[attr-defined]


async def test_without_evidence_nothing_is_asked(
    server: OpenAIServer, make_llm: Make, context: TicketContext
) -> None:
    assert await all_of(make_llm(server), context, ()) == []
    assert server.requests == []


@given(st.lists(st.text(min_size=1, max_size=30), max_size=4), st.data())
def test_however_it_is_cut_up_the_sentences_are_the_same(
    texts: list[str], data: st.DataObject
) -> None:
    said = {
        "answerable": True, "reason": 'a "sentences": [',
        "sentences": [{"text": text, "citations": [1]} for text in texts],
    }  # fmt: skip
    whole = json.dumps(said, ensure_ascii=data.draw(st.booleans()))
    reader, found = SentenceReader(), []
    while whole:
        size = data.draw(st.integers(1, len(whole)))
        found += reader.feed(whole[:size])
        whole = whole[size:]
    assert [sentence.text for sentence in found] == texts
    assert reader.finish().answerable


@pytest.mark.parametrize("draft", [{**DRAFT, "answerable": False}, dict(reversed(DRAFT.items()))])
def test_nothing_is_given_before_the_answer_says_it_is_one(draft: dict[str, object]) -> None:
    assert SentenceReader().feed(json.dumps(draft)) == []
