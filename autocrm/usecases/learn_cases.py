"""Replies that have lasted become solved cases: redacted first, then embedded and kept."""

from __future__ import annotations

from dataclasses import replace

from autocrm.ai.redact_case import redact_case
from autocrm.domain.knowledge import LastingAnswer
from autocrm.ports import Searching

BATCH = 50


async def learn_cases(services: Searching, most: int | None = None) -> int:
    """Keep what is not kept yet, about `most` (default: all); how many. Repeats are harmless."""
    learned = 0
    model = services.embedder.model
    while (most is None or learned < most) and (
        found := await services.knowledge.lasting_answers(model, BATCH)
    ):
        cases = [case for one in found if (case := redacted(one)).question and case.answer]
        vectors = await services.embedder.embed([case.question for case in cases])
        kept = await services.knowledge.save_cases(cases, vectors, model)
        learned += kept
        if kept < BATCH:  # the last ones, or tickets that were reopened meanwhile
            break
    return learned


def redacted(found: LastingAnswer) -> LastingAnswer:
    """The same without what tells who asked."""
    return replace(
        found,
        question=redact_case(found.question, found.names),
        answer=redact_case(found.answer, found.names),
        names=(),
    )
