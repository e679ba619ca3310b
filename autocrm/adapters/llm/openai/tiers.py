"""The hosted model with the local one beside it: a second opinion, and what is left without it.

The tiers of a day's budget, best first: the model, a smaller model, the local answer, a person.
The first two are the budget's to grant; here the third takes over, and where that gives nothing
either, the reason why goes to a person.

A model that fails is another matter: a person has to know. The local result is then what they
are shown, and never leaves by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from autocrm.adapters.llm.openai.failures import REFUSED
from autocrm.domain.draft import Draft, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.errors import AutoCRMError, ModelFailed
from autocrm.ports import LLM

log = logging.getLogger(__name__)

DISAGREE = "second_opinion"  # flags
SILENT = "model_silent"
SPENT = "budget_spent"  # code of a ModelFailed
_NOT_UNDERSTOOD = frozenset({"foreign_language"})  # flags of a local opinion that is none


class TieredLLM:
    """`ports.LLM`: `hosted` where it answers, else `local`."""

    def __init__(self, hosted: LLM, local: LLM) -> None:
        self._hosted = hosted
        self._local = local

    @property
    def hosted(self) -> LLM:
        """The hosted model alone: an `OpenAILLM` can also stream its sentences."""
        return self._hosted

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        """Both opinions where both are to be had. Raises ModelFailed, Unavailable."""
        try:
            first = await self._hosted.triage(context, categories)
        except ModelFailed as error:
            return await self._local_triage(context, categories, error)
        try:
            second = await self._local.triage(context, categories)
        except AutoCRMError as error:  # no head is trained, no local model is installed
            log.warning("No second opinion: %s", error.message)
            return first
        return agreed(first, second)

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        """The hosted model's, else one that only quotes. Raises ModelFailed, Unavailable."""
        if SILENT in triage.flags:  # a model that could not classify is not asked to answer
            silent = ModelFailed(triage.priority_reasons[0])
            return await self._local_draft(context, triage, evidence, silent)
        try:
            return await self._hosted.draft(context, triage, evidence)
        except ModelFailed as error:
            if error.code == REFUSED:  # a person should see what a model will not touch
                raise
            return await self._local_draft(context, triage, evidence, error)

    async def _local_draft(
        self,
        context: TicketContext,
        triage: Triage,
        evidence: Sequence[Evidence],
        error: ModelFailed,
    ) -> Draft:
        try:
            draft = await self._local.draft(context, triage, evidence)
        except AutoCRMError:
            raise error from None
        if error.code == SPENT:
            return draft
        return replace(draft, answerable=False, reason=error.message)

    async def aclose(self) -> None:
        """Close the hosted model's connections."""
        close = getattr(self._hosted, "aclose", None)
        if close is not None:
            await close()

    async def _local_triage(
        self, context: TicketContext, categories: Sequence[str], error: ModelFailed
    ) -> Triage:
        if error.code == REFUSED:
            raise error
        try:
            triage = await self._local.triage(context, categories)
        except AutoCRMError:
            raise error from None
        if error.code == SPENT:
            return triage
        reasons = (error.message, *triage.priority_reasons)
        return replace(triage, flags=(*triage.flags, SILENT), priority_reasons=reasons)


def agreed(first: Triage, second: Triage) -> Triage:
    """The hosted model's triage, with what the local one adds.

    The local rules' flags count as well: the stricter of two readers. Where the two name
    different categories the confidence is 0 and the flag `second_opinion` is set, so that no
    threshold lets the answer leave by itself; a local head that does not understand the
    language, or knows nothing of the category, has no opinion.
    """
    flags = tuple(dict.fromkeys([*first.flags, *_rules(second)]))
    first = replace(first, flag_reasons={**first.flag_reasons, **second.flag_reasons})
    if not _has_opinion(first, second) or first.category == second.category:
        return replace(first, flags=flags)
    said = (
        f"the model says {first.category}, the local head {second.category} "
        f"({second.confidence:.2f})"
    )
    return replace(
        first,
        confidence=0.0,
        scores={**second.scores, first.category: second.scores[first.category]},
        priority_reasons=(*first.priority_reasons, said),
        flags=(*flags, DISAGREE),
    )


def _rules(second: Triage) -> list[str]:
    """Of the local flags those that rules have found; what the head finds odd is only its own."""
    return [flag for flag in second.flags if flag not in (*_NOT_UNDERSTOOD, "unfamiliar")]


def _has_opinion(first: Triage, second: Triage) -> bool:
    return first.category in second.scores and not _NOT_UNDERSTOOD & set(second.flags)
