"""Triage, retrieve, draft, validate, decide: pure values handed on, one commit at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace

from autocrm.ai.decide import decide
from autocrm.ai.ledger import inputs_of
from autocrm.ai.turns import query_of_context
from autocrm.ai.validate import validate
from autocrm.domain.draft import Answer, Check, Decision, Draft, Policy, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.recording import keep, recording
from autocrm.domain.ticket import NORMAL, TicketContext
from autocrm.errors import ModelFailed
from autocrm.ports import Job, Services
from autocrm.usecases.retrieve import retrieve
from autocrm.usecases.trace import KeptSearch, code_hash
from autocrm.usecases.use_tools import Used, use_tools

UNTRIAGED = "other"
NO_MODEL = "none"


async def answer_ticket(
    services: Services, ticket_id: str, interaction_id: str, job: Job
) -> Answer:
    """Decide on one interaction and record it. A model that fails leaves the ticket in review."""
    context = await services.tickets.context(ticket_id, interaction_id)
    with recording() as recorded:
        answer = replace(await think(services, context), recordings=recorded.kept)
    answer = await _with_vector(services, context, answer)
    await services.tickets.record_answer(context, answer, services.embedder.model, job)
    return answer


async def think(
    services: Services, context: TicketContext, for_customer: str | None = ""
) -> Answer:
    """The whole decision without recording it.

    `for_customer`: whose eyes the search looks through; "" (default) the requester's, None
    the caller's own.
    """
    clock = Stopwatch()
    policies = await services.policies.all()
    reader = context.customer_id if for_customer == "" else for_customer
    model = services.embedder.model
    keep("inputs", inputs_of(context, policies, reader, model, code_hash()))
    automatic = _automatic(context)
    if automatic:
        return _not_for_answering(policies, automatic, clock)
    with clock.stage("triage"):
        triage = await _triage(services, context, sorted(policies))
    policy = policies.get(triage.category) or _cautious(triage.category)
    used = Used()
    if policy.tools:
        with clock.stage("tools"):
            used = await use_tools(services, context, triage, policy)
    evidence: list[Evidence] = list(used.evidence)
    try:
        with clock.stage("retrieve"):
            evidence += await retrieve(KeptSearch(services), query_of_context(context), reader)
        with clock.stage("draft"):
            draft = await _draft(services, context, triage, evidence)
    except ModelFailed as error:
        keep("failed", error.message)
        draft = _undrafted(triage, error.message)
    with clock.stage("validate"):
        checks = _model_checks(draft) + used.checks + validate(context, triage, evidence, draft)
    decision = decide(triage, draft, checks, policy)
    keep("decided", asdict(decision))
    timings, wishes = clock.timings_ms(), used.wishes_of(draft)
    return Answer(
        triage, tuple(evidence), draft, checks, decision, policy, timings, wishes=wishes
    )  # fmt: skip


async def _with_vector(services: Services, context: TicketContext, answer: Answer) -> Answer:
    """By the local model, which costs nothing; none where it does not know the language."""
    embedder = services.head_embedder or services.embedder
    known = embedder.languages is None or answer.triage.language in embedder.languages
    if not known or not context.question() or _automatic(context):
        return answer
    vector = (await embedder.embed([context.question()]))[0]
    return replace(answer, vector=tuple(vector), vector_model=embedder.model)


class Stopwatch:
    """Milliseconds a stage, and in all."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._stages[name] = round((time.perf_counter() - start) * 1000, 2)

    def timings_ms(self) -> dict[str, float]:
        return {**self._stages, "total": round((time.perf_counter() - self._start) * 1000, 2)}


async def _triage(services: Services, context: TicketContext, categories: Sequence[str]) -> Triage:
    try:
        return await services.llm.triage(context, categories)
    except ModelFailed as error:
        keep("failed_triage", error.message)
        return _untriaged(error.message)


async def _draft(
    services: Services, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
) -> Draft:
    """Raises ModelFailed."""
    if "model_failed" in triage.flags:  # a model that could not classify is not asked to answer
        raise ModelFailed(triage.priority_reasons[0])
    return await services.llm.draft(context, triage, evidence)


def _model_checks(draft: Draft) -> tuple[Check, ...]:
    failed = draft.model == NO_MODEL
    return (Check("model_answered", not failed, draft.reason if failed else ""),)


def _automatic(context: TicketContext) -> str:
    asked = context.customer_turns(last=1)
    return asked[0].automatic if asked else ""


def _untriaged(reason: str) -> Triage:
    return Triage(
        category=UNTRIAGED,
        confidence=0.0,
        scores={},
        priority=NORMAL,
        priority_reasons=(reason,),
        language="und",
        language_confidence=0.0,
        sentiment=0.0,
        flags=("model_failed",),
        model=NO_MODEL,
        model_version=NO_MODEL,
    )


def _undrafted(triage: Triage, reason: str) -> Draft:
    return Draft(
        answerable=False,
        answerability=0.0,
        sentences=(),
        text="",
        language=triage.language,
        reason=reason,
        model=NO_MODEL,
        prompt_hash=NO_MODEL,
    )


def _cautious(category: str) -> Policy:
    return Policy(category, "review", min_confidence=1.0, min_answerability=1.0, version=0)


def _not_for_answering(policies: dict[str, Policy], automatic: str, clock: Stopwatch) -> Answer:
    triage = replace(_untriaged(""), flags=("automatic",), priority_reasons=())
    decision = Decision("none", f"Sent by a machine, not answered: {automatic}", 0.0, {})
    keep("decided", asdict(decision))
    policy = policies.get(UNTRIAGED) or _cautious(UNTRIAGED)
    checks = (Check("not_automatic", False, automatic),)
    return Answer(triage, (), None, checks, decision, policy, clock.timings_ms())
