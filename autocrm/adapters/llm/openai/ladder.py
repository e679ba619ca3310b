"""Three ways to ask for a structured answer, best first; the one that works is remembered.

1. `/responses` with a schema  2. `/chat/completions` with a schema  3. the same with
"some JSON object", the schema told in words, and one chance to repair.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel, ValidationError

from autocrm.adapters.llm.openai.endpoint import Endpoint, Purpose
from autocrm.adapters.llm.openai.failures import (
    EXPECTED,
    REFUSED,
    Unsupported,
    model_failed,
)
from autocrm.adapters.llm.openai.questions import (
    Question,
    check_response,
    content_of,
    messages_of,
)
from autocrm.adapters.llm.openai.received import Received, received
from autocrm.adapters.llm.openai.replayed import keep_answer, keep_failure, replayed
from autocrm.adapters.llm.openai.streaming import Tell, completions_stream, responses_stream
from autocrm.domain.recording import is_fed
from autocrm.errors import ModelFailed

Form = TypeVar("Form", bound=BaseModel)
T = TypeVar("T")
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


class Ladder:
    """Asks one endpoint."""

    def __init__(self, client: AsyncOpenAI, endpoint: Endpoint) -> None:
        self._client = client
        self._endpoint = endpoint
        self._works: int | None = None  # the rung that answered last

    @property
    def rung(self) -> int | None:
        """1, 2 or 3: the way of asking that is known to work; None before the first answer."""
        return self._works

    async def ask(self, question: Question, form: type[Form], purpose: Purpose) -> Form:
        """Raises ModelFailed with the reason, Unavailable. `purpose` tells what was used."""
        ways = (self._by_responses, self._by_schema, self._by_json)

        async def on(rung: int) -> Form:
            return await ways[rung - 1](question, form, purpose)

        if is_fed():
            return replayed(form, purpose)
        try:
            answer = await self._climb(on)
        except ModelFailed as error:
            keep_failure(purpose, error)
            raise
        keep_answer(purpose, answer)
        return answer

    async def stream(
        self, question: Question, form: type[Form], purpose: Purpose, tell: Tell
    ) -> None:
        """The same, `tell`ing the text piece by piece; on the last rung all of it at once."""

        async def on(rung: int) -> None:
            if rung < 3:
                send = (responses_stream, completions_stream)[rung - 1]
                await self._endpoint.call(purpose, send(self._client, question, form, tell))
            else:
                tell((await self._by_json(question, form, purpose)).model_dump_json())

        await self._climb(on)

    async def _climb(self, on: Callable[[int], Awaitable[T]]) -> T:
        for rung in range(self._works or 1, 4):
            try:
                value = await on(rung)
            except Unsupported as error:
                refused = error
                continue
            except EXPECTED as error:
                raise model_failed(error) from error
            self._works = rung
            return value
        self._works = None
        raise model_failed(_cause(refused)) from refused

    async def _by_responses(self, question: Question, form: type[Form], purpose: Purpose) -> Form:
        async def send(model: str, seconds: float) -> Received[Form]:
            raw = await self._client.responses.with_raw_response.parse(
                model=model,
                instructions=question.system,
                input=[{"role": "user", "content": question.user}],
                text_format=form,
                max_output_tokens=question.max_output,
                store=False,  # customers' words are not kept at the provider
                timeout=seconds,
            )
            return received(raw, read)

        def read(response: Any) -> Form:
            check_response(response)
            value = response.output_parsed
            if not isinstance(value, form):
                raise ModelFailed("The model refused to answer.", code=REFUSED)
            return value

        return await self._endpoint.call(purpose, send)

    async def _by_schema(self, question: Question, form: type[Form], purpose: Purpose) -> Form:
        async def send(model: str, seconds: float) -> Received[Form]:
            raw = await self._client.chat.completions.with_raw_response.parse(
                model=model,
                messages=messages_of(question.system, question.user),
                response_format=form,
                max_completion_tokens=question.max_output,
                timeout=seconds,
            )
            return received(
                raw, lambda completion: form.model_validate_json(content_of(completion))
            )

        return await self._endpoint.call(purpose, send)

    async def _by_json(self, question: Question, form: type[Form], purpose: Purpose) -> Form:
        system = f"{question.system}\n\nAnswer with one JSON object of this JSON schema:\n"
        messages = messages_of(system + json.dumps(form.model_json_schema()), question.user)
        text = await self._json_object(messages, question.max_output, purpose)
        try:
            return _parsed(text, form)
        except ValidationError as error:
            problem = _problem(error)
        messages += [
            {"role": "assistant", "content": text},
            {"role": "user", "content": f"That is not of the schema ({problem}). Only the object."},
        ]
        return _parsed(await self._json_object(messages, question.max_output, purpose), form)

    async def _json_object(
        self, messages: list[ChatCompletionMessageParam], limit: int, purpose: Purpose
    ) -> str:
        async def send(model: str, seconds: float) -> Received[str]:
            # Servers that need this rung know the older name of the limit.
            raw = await self._client.chat.completions.with_raw_response.create(
                model=model,
                messages=messages,
                response_format={"type": "json_object"},
                max_tokens=limit,
                timeout=seconds,
            )
            return received(raw, content_of)

        return await self._endpoint.call(purpose, send)


def _parsed(text: str, form: type[Form]) -> Form:
    fenced = _FENCE.match(text)
    return form.model_validate_json(fenced[1] if fenced else text)


def _problem(error: ValidationError) -> str:
    found: list[Any] = error.errors(include_input=False, include_url=False)[:3]
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'text'}: {e['msg']}" for e in found)


def _cause(refused: Unsupported) -> Exception:
    cause = refused.__cause__
    return cause if isinstance(cause, Exception) else refused
