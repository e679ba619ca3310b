"""`ports.LLM` on OpenAI, or on any endpoint that speaks its language."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from openai import AsyncOpenAI
from pydantic import BaseModel

from autocrm.adapters.llm.openai.citations import grounded, overlap
from autocrm.adapters.llm.openai.ladder import Ladder, Question, Reply
from autocrm.adapters.llm.openai.material import conversation, numbered
from autocrm.adapters.llm.openai.prices import cost_usd
from autocrm.adapters.llm.openai.prompts import Prompt, data_block, load_prompt
from autocrm.adapters.llm.openai.schemas import DraftAnswer, TriageAnswer
from autocrm.adapters.llm.openai.tokens import TokenCounter
from autocrm.ai.compose import compose_mail
from autocrm.domain.draft import Draft, Sentence, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed

Compose = Callable[[Sequence[Sentence], str, str], str]  # sentences, customer's name, language
Form = TypeVar("Form", bound=BaseModel)
_FLAGS = ("injection", "abuse", "legal", "danger", "person", "secrets", "automatic")
_OTHER = "other"
DEFAULT_BASE_URL = "https://api.openai.com/v1"


class OpenAILLM:
    """Triage and draft by a hosted model.

    `deadline_s` is in seconds for a whole step, repairs included; `budget` is tokens of
    input, `max_output` tokens of answer (a reasoning model's thoughts count as answer).
    `cache_dir` is where the token tables lie; without them counts are estimated.
    """

    def __init__(
        self,
        api_key: str,
        *,
        model: str,
        cache_dir: Path | None = None,
        base_url: str | None = None,
        deadline_s: float = 30.0,
        budget: int = 8000,
        max_output: int = 4000,
        compose: Compose = compose_mail,
    ) -> None:
        self.model = model
        self._base_url = base_url or DEFAULT_BASE_URL
        self._deadline_s = deadline_s
        self._budget = budget
        self._max_output = max_output
        self._compose = compose
        self._counter = TokenCounter(cache_dir, model)
        self._client = AsyncOpenAI(
            api_key=api_key, base_url=self._base_url, max_retries=0, timeout=deadline_s
        )
        self._ladder = Ladder(self._client, model)

    def __repr__(self) -> str:
        return f"OpenAILLM(model={self.model!r}, base_url={self._base_url!r})"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        """Classify the customer's last message. Raises ModelFailed."""
        prompt = load_prompt("triage")
        material = conversation(context, self._counter, self._budget)
        user = data_block({"categories": list(categories), **material})
        reply, tokens_in, tokens_out = await self._ask(prompt, user, TriageAnswer)
        answer = reply.value
        category, confidence = _category(answer, categories)
        return Triage(
            category=category,
            confidence=confidence,
            scores={category: confidence},
            priority=answer.priority,
            priority_reasons=("judged by the model",),
            language=answer.language,
            language_confidence=1.0,
            sentiment=answer.sentiment,
            flags=tuple(flag for flag in _FLAGS if flag in answer.flags),
            model=self.model,
            model_version=prompt.hash,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost_usd=cost_usd(self.model, tokens_in, tokens_out),
        )

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        """Answer from `evidence` alone; without any, no model is asked. Raises ModelFailed.

        `answerability` is 0 where the model sees no answer, else the share of the
        answer's words that stand in the evidence it cites.
        """
        prompt = load_prompt("draft")
        if not evidence:
            return self._draft(prompt, triage, reason="Nothing was found in the help articles.")
        shown, by_number = numbered(evidence, self._counter, self._budget)
        material = conversation(context, self._counter, self._budget)
        user = data_block({"language": triage.language, **material, "evidence": shown})
        reply, tokens_in, tokens_out = await self._ask(prompt, user, DraftAnswer)
        answer = reply.value
        sentences = grounded(answer.sentences, by_number) if answer.answerable else ()
        return self._draft(
            prompt,
            triage,
            sentences=sentences,
            answerability=overlap(sentences, by_number),
            text=self._compose(sentences, context.customer_name, triage.language)
            if sentences
            else "",
            reason="" if sentences else answer.reason or "The model found no answer.",
            tokens=(tokens_in, tokens_out),
        )

    def _draft(
        self,
        prompt: Prompt,
        triage: Triage,
        *,
        reason: str,
        sentences: tuple[Sentence, ...] = (),
        answerability: float = 0.0,
        text: str = "",
        tokens: tuple[int, int] = (0, 0),
    ) -> Draft:
        return Draft(
            answerable=bool(sentences),
            answerability=answerability,
            sentences=sentences,
            text=text,
            language=triage.language,
            reason=reason,
            model=self.model,
            prompt_hash=prompt.hash,
            tokens_in=tokens[0],
            tokens_out=tokens[1],
            cost_usd=cost_usd(self.model, *tokens),
        )

    async def _ask(
        self, prompt: Prompt, user: str, form: type[Form]
    ) -> tuple[Reply[Form], int, int]:
        """The answer and the tokens it used, counted here where the endpoint did not."""
        question = Question(prompt.text, user, self._max_output)
        try:
            async with asyncio.timeout(self._deadline_s):
                reply = await self._ladder.ask(question, form)
        except TimeoutError as error:
            raise ModelFailed(f"The model did not answer within {self._deadline_s:g} s.") from error
        tokens_in, tokens_out = reply.tokens_in, reply.tokens_out
        if tokens_in is None:
            tokens_in = self._counter.count(prompt.text + user)
        if tokens_out is None:
            tokens_out = self._counter.count(reply.value.model_dump_json())
        return reply, tokens_in, tokens_out


def _category(answer: TriageAnswer, categories: Sequence[str]) -> tuple[str, float]:
    """A category that exists, and how sure; an invented one is "other", not sure at all."""
    named = answer.category.strip().lower()
    for category in categories:
        if category.lower() == named:
            return category, answer.confidence
    if _OTHER in categories:
        return _OTHER, 0.0
    raise ModelFailed("The model named a category that does not exist.")
