"""`ports.LLM` on OpenAI, or on any endpoint that speaks its language."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from autocrm.adapters.llm.openai import allowance
from autocrm.adapters.llm.openai.citations import overlap
from autocrm.adapters.llm.openai.endpoint import Endpoint, Purpose, client_of
from autocrm.adapters.llm.openai.failures import model_failed
from autocrm.adapters.llm.openai.hiding import Hiding
from autocrm.adapters.llm.openai.ladder import Ladder
from autocrm.adapters.llm.openai.material import conversation, numbered
from autocrm.adapters.llm.openai.prompts import Prompt, data_block, load_prompt, with_tone
from autocrm.adapters.llm.openai.questions import Question
from autocrm.adapters.llm.openai.reading import Task, category_of
from autocrm.adapters.llm.openai.schemas import FLAGS, DraftAnswer, triage_form
from autocrm.adapters.llm.openai.stream import SentenceReader
from autocrm.adapters.llm.openai.tokens import TokenCounter
from autocrm.ai.compose import compose_mail
from autocrm.domain.draft import Draft, Sentence, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.recording import keep
from autocrm.domain.ticket import TicketContext
from autocrm.ports import Offer

Compose = Callable[[Sequence[Sentence], str, str], str]  # sentences, customer's name, language
Form = TypeVar("Form", bound=BaseModel)
_OVERHEAD = 200  # tokens that a request has beside its texts
_MAIL = 2.0  # deadlines that all steps of one mail may take together
DEFAULT_BASE_URL = "https://api.openai.com/v1"


class OpenAILLM:
    """Triage and draft by a hosted model.

    `deadline_s` is in seconds for a whole step, repairs included; `budget` is tokens of
    input, `max_output` tokens of answer (a reasoning model's thoughts count as answer).
    `cache_dir` is where the token tables lie; without them counts are estimated.
    `smaller` is the model for when the day's budget for `model` is used up. `endpoint`:
    to be shared with what else asks the same server. `redact`: hide personal data whatever
    the terms in the database say.
    """

    def __init__(
        self,
        api_key: str,
        *,
        model: str,
        smaller: str = "",
        cache_dir: Path | None = None,
        base_url: str | None = None,
        deadline_s: float = 30.0,
        budget: int = 8000,
        max_output: int = 4000,
        compose: Compose = compose_mail,
        endpoint: Endpoint | None = None,
        redact: bool = False,
    ) -> None:
        self.model = model
        self._smaller = smaller
        self._base_url = base_url or DEFAULT_BASE_URL
        self._deadline_s = deadline_s
        self._budget = budget
        self._max_output = max_output
        self._compose = compose
        self._redact = redact
        self._counter = TokenCounter(cache_dir, model)
        self._client = client_of(api_key, self._base_url, deadline_s)
        self._endpoint = endpoint or Endpoint(self._base_url)
        self._ladder = Ladder(self._client, self._endpoint)
        self._is_warm = False
        self._warming = asyncio.Lock()

    def __repr__(self) -> str:
        return f"OpenAILLM(model={self.model!r}, base_url={self._base_url!r})"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def warm(self) -> None:
        """Load what takes a second at first use (token tables, parts of the SDK), in a thread.

        The first triage or draft does it by itself, before its deadline begins.
        """
        async with self._warming:
            if not self._is_warm:
                await asyncio.to_thread(self._load)
                self._is_warm = True

    def _load(self) -> None:
        self._counter.count("")
        self._client.responses.with_raw_response.parse  # noqa: B018  # imported when asked for
        self._client.chat.completions.with_raw_response.parse  # noqa: B018

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        """Classify the customer's last message. Raises ModelFailed, Unavailable."""
        await self.warm()
        seconds = _MAIL * self._deadline_s
        allowance.begin(context.ticket_id, context.interaction_id, seconds, self._endpoint.clock)
        prompt = load_prompt("triage")
        material = conversation(context, self._counter, self._budget, await self._hiding())
        user = data_block({"categories": list(categories), **material})
        form = triage_form(tuple(categories))
        purpose = self._purpose("triage", context, prompt, user, form)
        answer = await self._ladder.ask(self._question(prompt, user), form, purpose)
        category, confidence = category_of(answer, categories)
        return Triage(
            category=category,
            confidence=confidence,
            scores={category: confidence},
            priority=answer.priority,
            priority_reasons=("judged by the model",),
            language=answer.language,
            language_confidence=1.0,
            sentiment=answer.sentiment,
            flags=tuple(flag for flag in FLAGS if flag in answer.flags),
            model=purpose.model,
            model_version=prompt.hash,
            tokens_in=purpose.tokens_in,
            tokens_out=purpose.tokens_out,
            cost_usd=purpose.cost_usd,
        )

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        """Answer from `evidence` alone; without any, no model is asked.

        `answerability` is 0 where the model sees no answer, else the share of the answer's
        words that stand in the evidence it cites. Raises ModelFailed, Unavailable.
        """
        task = await self._task(context, triage, evidence)
        purpose = self._purpose("draft", context, task.prompt, task.user, DraftAnswer)
        if not evidence:
            reason = "Nothing was found in the help articles."
            return self._draft(context, triage, task, purpose, (), reason)
        question = self._question(task.prompt, task.user)
        answer = await self._ladder.ask(question, DraftAnswer, purpose)
        sentences = task.sentences(answer.sentences) if answer.answerable else ()
        reason = "" if sentences else task.hiding.restore(answer.reason)
        return self._draft(context, triage, task, purpose, sentences, reason)

    async def stream(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> AsyncIterator[Sentence]:
        """The sentences of a draft, each as soon as the model has written it.

        Nothing has checked them yet: for people who can see that, never for customers. Raises
        ModelFailed at the end when what came was not the whole.
        """
        if not evidence:
            return
        task = await self._task(context, triage, evidence)
        purpose = self._purpose("stream", context, task.prompt, task.user, DraftAnswer)
        purpose.repeats = 0  # what was told cannot be taken back
        pieces: asyncio.Queue[str | None] = asyncio.Queue()
        question = self._question(task.prompt, task.user)
        telling = asyncio.create_task(
            self._ladder.stream(question, DraftAnswer, purpose, pieces.put_nowait)
        )
        telling.add_done_callback(lambda _: pieces.put_nowait(None))
        reader = SentenceReader()
        try:
            while (piece := await pieces.get()) is not None:
                for sentence in task.sentences(reader.feed(piece)):
                    yield sentence
            await telling
            reader.finish()
        except ValidationError as error:
            raise model_failed(error) from error
        finally:
            telling.cancel()

    async def put(
        self,
        step: str,
        prompt: Prompt,
        user: str,
        form: type[Form],
        ticket_id: str = "",
        tell: Callable[[str], None] | None = None,
    ) -> tuple[Form, Purpose]:
        """A question of somebody who waits: paid, recorded and held back as those of a mail.

        `user`: as from `data_block`. `tell` gets the JSON in pieces as it is written, and then
        nothing is repeated. Raises ModelFailed, Unavailable.
        """
        await self.warm()
        purpose = self._purpose_of(step, ticket_id, prompt, user, form)
        question = self._question(prompt, user)
        if tell is None:
            return await self._ladder.ask(question, form, purpose), purpose
        purpose.repeats = 0  # what was told cannot be taken back
        whole: list[str] = []

        def keep_and_tell(piece: str) -> None:
            whole.append(piece)
            tell(piece)

        await self._ladder.stream(question, form, purpose, keep_and_tell)
        try:
            return form.model_validate_json("".join(whole)), purpose
        except ValidationError as error:
            raise model_failed(error) from error

    @property
    def counter(self) -> TokenCounter:
        """How tokens are counted; exact after `warm`."""
        return self._counter

    @property
    def budget(self) -> int:
        """Tokens of input that the texts of one question may have."""
        return self._budget

    async def hiding(self) -> Hiding:
        """For one question, as the desk's terms wish it. Raises Unavailable."""
        return await self._hiding()

    async def _hiding(self) -> Hiding:
        terms = await self._endpoint.budget.terms()
        keep("terms", {"tone": terms.tone, "redact": self._redact or terms.redact})
        return Hiding(self._redact or terms.redact)

    async def _task(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Task:
        await self.warm()
        terms = await self._endpoint.budget.terms()
        keep("terms", {"tone": terms.tone, "redact": self._redact or terms.redact})
        hiding = Hiding(self._redact or terms.redact)
        shown, by_number = numbered(evidence, self._counter, self._budget)
        material = conversation(context, self._counter, self._budget, hiding)
        user = data_block({"language": triage.language, **material, "evidence": shown})
        return Task(with_tone(load_prompt("draft"), terms.tone), user, by_number, hiding)

    def _draft(
        self,
        context: TicketContext,
        triage: Triage,
        task: Task,
        purpose: Purpose,
        sentences: tuple[Sentence, ...],
        reason: str,
    ) -> Draft:
        text = self._compose(sentences, context.customer_name, triage.language)
        return Draft(
            answerable=bool(sentences),
            answerability=overlap(sentences, task.by_number),
            sentences=sentences,
            text=text if sentences else "",
            language=triage.language,
            reason="" if sentences else reason or "The model found no answer.",
            model=purpose.model or self.model,
            prompt_hash=task.prompt.hash,
            tokens_in=purpose.tokens_in,
            tokens_out=purpose.tokens_out,
            cost_usd=purpose.cost_usd,
        )

    def _question(self, prompt: Prompt, user: str) -> Question:
        return Question(prompt.text, user, self._max_output)

    def _purpose(
        self, step: str, context: TicketContext, prompt: Prompt, user: str, form: type[Form]
    ) -> Purpose:
        """What may be used at most: the models, the time and the calls."""
        mail = allowance.of(context.interaction_id)
        ends = self._endpoint.clock() + self._deadline_s
        return Purpose(
            step=step,
            offers=self._offers(prompt, user, form),
            ends=min(ends, mail.ends) if mail else ends,
            count=self._counter.count,
            ticket_id=context.ticket_id,
            interaction_id=context.interaction_id,
            allowance=mail,
        )

    def _purpose_of(
        self, step: str, ticket_id: str, prompt: Prompt, user: str, form: type[Form]
    ) -> Purpose:
        """The same for a question that belongs to no mail: its calls are its own."""
        ends = self._endpoint.clock() + self._deadline_s
        return Purpose(
            step=step,
            offers=self._offers(prompt, user, form),
            ends=ends,
            count=self._counter.count,
            ticket_id=ticket_id,
            allowance=allowance.Allowance(ticket_id, "", ends),
        )

    def _offers(self, prompt: Prompt, user: str, form: type[Form]) -> list[Offer]:
        schema = json.dumps(form.model_json_schema())
        tokens_in = self._counter.count(prompt.text + user + schema) + _OVERHEAD
        offers = [Offer("model", self.model, tokens_in, self._max_output)]
        if self._smaller:
            offers.append(Offer("smaller", self._smaller, tokens_in, self._max_output))
        return offers
