"""The hosted model with the local one beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autocrm.adapters.llm.openai.tiers import DISAGREE, TieredLLM, agreed
from autocrm.ai.decide import decide
from autocrm.domain.draft import Check, Policy, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed, NotConfigured, Unavailable
from autocrm.testing import ScriptedLLM
from autocrm.testing.llm import a_draft, a_triage

SPENT = ModelFailed("The budget is used up.", code="budget_spent")
REFUSED = ModelFailed("The model refused to answer.", code="refused")


def local(category: str, other: str, **given: object) -> Triage:
    scores = {category: 0.7, other: 0.3}
    return replace(a_triage(category), scores=scores, confidence=0.7, model="local", **given)  # type: ignore[arg-type]


@pytest.fixture
def hosted() -> ScriptedLLM:
    return ScriptedLLM()


@pytest.fixture
def beside() -> ScriptedLLM:
    return ScriptedLLM()


async def test_two_who_agree(
    hosted: ScriptedLLM, beside: ScriptedLLM, context: TicketContext
) -> None:
    hosted.script_triage(a_triage("shipping", confidence=0.9, flags=("person",)))
    beside.script_triage(local("shipping", "billing", flags=("legal", "unfamiliar")))
    said = await TieredLLM(hosted, beside).triage(context, ["shipping", "billing"])
    assert (said.category, said.confidence, said.flags) == ("shipping", 0.9, ("person", "legal"))


def test_disagreement_goes_to_review_whatever_the_threshold() -> None:
    said = agreed(a_triage("shipping", confidence=0.99), local("billing", "shipping"))
    assert (said.category, said.confidence) == ("shipping", 0.0)
    assert DISAGREE in said.flags
    assert "the local head billing (0.70)" in said.priority_reasons[-1]
    policy = Policy("shipping", "auto", 0.01, 0.0, 1)
    drafted = replace(a_draft(), answerable=True, sentences=(None,))  # type: ignore[arg-type]
    decision = decide(said, drafted, [Check("any", True)], policy)
    assert (decision.outcome, decision.reason[:35]) == (
        "review", "The category is not certain enough ",
    )  # fmt: skip


@pytest.mark.parametrize(
    "second",
    [
        local("billing", "shipping", flags=("foreign_language",)),
        replace(local("billing", "returns"), scores={"billing": 0.7, "returns": 0.3}),
    ],
    ids=["does not understand the language", "does not know the category"],
)
def test_who_knows_nothing_does_not_disagree(second: Triage) -> None:
    said = agreed(a_triage("shipping", confidence=0.9), second)
    assert (said.confidence, DISAGREE in said.flags) == (0.9, False)


async def test_without_a_local_head_the_model_stands_alone(
    hosted: ScriptedLLM, beside: ScriptedLLM, context: TicketContext
) -> None:
    beside.script_triage(NotConfigured("No model is installed."))
    said = await TieredLLM(hosted, beside).triage(context, ["shipping"])
    assert said.model == "scripted"


async def test_when_the_budget_is_spent_the_local_answer_is_one(
    hosted: ScriptedLLM, beside: ScriptedLLM, context: TicketContext,
    evidence: tuple[Evidence, ...],
) -> None:  # fmt: skip
    hosted.script_triage(SPENT)
    hosted.script_draft(SPENT)
    beside.script_triage(local("billing", "shipping"))
    tiered = TieredLLM(hosted, beside)
    triage = await tiered.triage(context, ["shipping", "billing"])
    assert (triage.category, triage.model, triage.flags) == ("billing", "local", ())
    assert (await tiered.draft(context, triage, evidence)).answerable


@pytest.mark.parametrize("step", ["triage", "draft"])
async def test_when_the_model_fails_the_local_result_is_for_a_person(
    hosted: ScriptedLLM, beside: ScriptedLLM, context: TicketContext, step: str,
    evidence: tuple[Evidence, ...],
) -> None:  # fmt: skip
    if step == "triage":
        hosted.script_triage(ModelFailed("It is down."))
    hosted.script_draft(ModelFailed("It is down."))
    beside.script_triage(local("shipping", "billing"))
    tiered = TieredLLM(hosted, beside)
    triage = await tiered.triage(context, ["shipping", "billing"])
    draft = await tiered.draft(context, triage, evidence)
    assert triage.category == "shipping"
    assert (draft.answerable, draft.reason) == (False, "It is down.")
    assert draft.sentences
    assert len(hosted.drafted) == (step == "draft")


async def test_a_refusal_is_for_a_person(
    hosted: ScriptedLLM, beside: ScriptedLLM, context: TicketContext,
    evidence: tuple[Evidence, ...],
) -> None:  # fmt: skip
    hosted.script_triage(REFUSED)
    hosted.script_draft(REFUSED)
    tiered = TieredLLM(hosted, beside)
    with pytest.raises(ModelFailed, match="refused"):
        await tiered.triage(context, ["shipping"])
    with pytest.raises(ModelFailed, match="refused"):
        await tiered.draft(context, a_triage(), evidence)
    assert beside.triaged == beside.drafted == []


async def test_where_neither_gives_anything_the_first_reason_is_told(
    hosted: ScriptedLLM, beside: ScriptedLLM, context: TicketContext,
    evidence: tuple[Evidence, ...],
) -> None:  # fmt: skip
    hosted.script_triage(SPENT)
    hosted.script_draft(SPENT)
    beside.script_triage(ModelFailed("No head is trained."))
    beside.script_draft(NotConfigured("No model is installed."))
    tiered = TieredLLM(hosted, beside)
    with pytest.raises(ModelFailed, match="budget"):
        await tiered.triage(context, ["shipping"])
    with pytest.raises(ModelFailed, match="budget"):
        await tiered.draft(context, a_triage(), evidence)


async def test_a_database_that_is_away_is_waited_for(
    hosted: ScriptedLLM, beside: ScriptedLLM, context: TicketContext
) -> None:
    hosted.script_triage(Unavailable("The API did not answer."))
    with pytest.raises(Unavailable):
        await TieredLLM(hosted, beside).triage(context, ["shipping"])
