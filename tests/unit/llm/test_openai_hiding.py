"""Personal data stays in the house where the desk wishes it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from autocrm.adapters.llm.openai import OpenAILLM, Unmetered
from autocrm.adapters.llm.openai.hiding import Hiding
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext, Turn
from autocrm.errors import ModelFailed
from autocrm.ports import Terms
from autocrm.testing import OpenAIServer
from autocrm.testing.llm import a_triage
from autocrm.testing.openai_replies import answer

Make = Callable[..., OpenAILLM]
ADDRESS = "ada@customer.example"


@pytest.fixture
def private(context: TicketContext) -> TicketContext:
    turns = (
        Turn("i1", "customer", f"I am {ADDRESS}."),
        Turn("i2", "agent", "And the other?"),
        Turn("i3", "customer", f"bob@b.example, as I wrote from {ADDRESS} \x1e How long?"),
    )
    return replace(context, subject=f"From {ADDRESS}", turns=turns)


@pytest.mark.parametrize("by", ["setting", "terms"])
async def test_hidden_on_the_way_out_and_back_on_the_way_in(
    server: OpenAIServer, make_llm: Make, make_endpoint: Callable[..., object],
    private: TicketContext, evidence: tuple[Evidence, ...], by: str,
) -> None:  # fmt: skip
    budget = Unmetered(Terms(redact=by == "terms"))
    llm = make_llm(server, endpoint=make_endpoint(server, budget=budget), redact=by == "setting")
    said = {"text": "We write to <EMAIL_1> as well.", "citations": [1]}
    server.script(answer({"answerable": True, "reason": "", "sentences": [said]}))
    draft = await llm.draft(private, a_triage(), evidence)
    sent = server.requests[0].body["input"][0]["content"]
    assert "b.example" not in sent
    assert ADDRESS not in sent
    assert sent.count("<EMAIL_1>") == 3  # the same one throughout
    assert draft.sentences[0].text == f"We write to {ADDRESS} as well."


def test_the_customer_is_hidden_by_name_also_where_nothing_tells_that_it_is_one(
    context: TicketContext,
) -> None:
    said = "Zqelm here, <PERSON_1> I mean. Ask for Vortuba, not for Vortubas."
    turns = (Turn("i1", "customer", said),)
    hiding = Hiding(True)
    hidden = hiding.hide(replace(context, subject="", customer_name="Zqelm Vortuba", turns=turns))
    assert hidden.turns[0].text == (
        "<PERSON_2> here, <PERSON_1> I mean. Ask for <PERSON_3>, not for Vortubas."
    )
    assert hiding.restore(hidden.turns[0].text) == said


def test_a_name_that_is_made_of_the_desks_words_hides_none_of_them(context: TicketContext) -> None:
    turns = (Turn("i1", "customer", "Where is Order 4417?"),)
    hidden = Hiding(True).hide(replace(context, customer_name="Order Desk", turns=turns))
    assert hidden.turns == turns


async def test_switched_off_nothing_is_changed(
    server: OpenAIServer, make_llm: Make, private: TicketContext, evidence: tuple[Evidence, ...]
) -> None:
    server.script(answer({"answerable": False, "reason": "No.", "sentences": []}))
    await make_llm(server).draft(private, a_triage(), evidence)
    assert ADDRESS in server.requests[0].body["input"][0]["content"]


async def test_what_cannot_be_hidden_is_not_sent(
    server: OpenAIServer, make_llm: Make, private: TicketContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "autocrm.ai.pii", None)  # an import of it fails
    with pytest.raises(ModelFailed, match="cannot be hidden"):
        await make_llm(server, redact=True).triage(private, ["shipping"])
    assert server.requests == []


async def test_the_tone_is_part_of_the_prompt_and_of_its_version(
    server: OpenAIServer, make_llm: Make, make_endpoint: Callable[..., object],
    context: TicketContext, evidence: tuple[Evidence, ...],
) -> None:  # fmt: skip
    said = answer({"answerable": False, "reason": "No.", "sentences": []})
    server.script(said, said)
    plain = await make_llm(server).draft(context, a_triage(), evidence)
    budget = Unmetered(Terms(tone="Short,\n friendly."))
    toned = make_llm(server, endpoint=make_endpoint(server, budget=budget))
    friendly = await toned.draft(context, a_triage(), evidence)
    assert "as the company wishes it: Short, friendly." in server.requests[1].body["instructions"]
    assert friendly.prompt_hash != plain.prompt_hash
