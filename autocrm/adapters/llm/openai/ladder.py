"""Three ways to ask for a structured answer, best first; the one that works is remembered.

1. `/responses` with a schema  2. `/chat/completions` with a schema  3. the same with
"some JSON object", the schema told in words, and one chance to repair.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import openai
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
from pydantic import BaseModel, ValidationError

from autocrm.adapters.llm.openai.failures import (
    EXPECTED,
    Unsupported,
    is_unsupported,
    model_failed,
)
from autocrm.errors import ModelFailed

Form = TypeVar("Form", bound=BaseModel)
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    """`system` is ours, `user` is data from outside; never the other way round."""

    system: str
    user: str
    max_output: int


@dataclass(frozen=True, slots=True)
class Reply(Generic[Form]):
    """A parsed answer and what it used; None where the endpoint did not say."""

    value: Form
    tokens_in: int | None
    tokens_out: int | None


class Ladder:
    """Asks one model at one endpoint."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client = client
        self._model = model
        self._works: int | None = None  # the rung that answered last

    @property
    def rung(self) -> int | None:
        """1, 2 or 3: the way of asking that is known to work; None before the first answer."""
        return self._works

    async def ask(self, question: Question, form: type[Form]) -> Reply[Form]:
        """Raises ModelFailed with the reason. The caller holds the deadline."""
        first = self._works or 1
        self._works = None
        for rung in range(first, 4):
            try:
                reply = await self._on(rung, question, form)
            except Unsupported as error:
                refused = error
                continue
            except EXPECTED as error:
                raise model_failed(error) from error
            self._works = rung
            return reply
        raise model_failed(_cause(refused)) from refused

    async def _on(self, rung: int, question: Question, form: type[Form]) -> Reply[Form]:
        try:
            if rung == 1:
                return await self._by_responses(question, form)
            if rung == 2:
                return await self._by_schema(question, form)
            return await self._by_json(question, form)
        except openai.APIStatusError as error:
            if is_unsupported(error):
                raise Unsupported from error
            raise

    async def _by_responses(self, question: Question, form: type[Form]) -> Reply[Form]:
        response = await self._client.responses.parse(
            model=self._model,
            instructions=question.system,
            input=[{"role": "user", "content": question.user}],
            text_format=form,
            max_output_tokens=question.max_output,
            store=False,  # customers' words are not kept at the provider
        )
        if response.status == "incomplete":
            raise ModelFailed("The model's answer was cut short.")
        value = response.output_parsed
        if not isinstance(value, form):
            raise ModelFailed("The model refused to answer.")
        usage = response.usage
        return Reply(
            value, usage.input_tokens if usage else None, usage.output_tokens if usage else None
        )

    async def _by_schema(self, question: Question, form: type[Form]) -> Reply[Form]:
        completion = await self._client.chat.completions.parse(
            model=self._model,
            messages=_messages(question.system, question.user),
            response_format=form,
            max_completion_tokens=question.max_output,
        )
        text = _content(completion)
        return Reply(form.model_validate_json(text), *_usage(completion))

    async def _by_json(self, question: Question, form: type[Form]) -> Reply[Form]:
        system = f"{question.system}\n\nAnswer with one JSON object of this JSON schema:\n"
        messages = _messages(system + json.dumps(form.model_json_schema()), question.user)
        first = await self._json_object(messages, question.max_output)
        text = _content(first)
        try:
            return Reply(_parsed(text, form), *_usage(first))
        except ValidationError as error:
            problem = _problem(error)
        messages += [
            {"role": "assistant", "content": text},
            {"role": "user", "content": f"That is not of the schema ({problem}). Only the object."},
        ]
        second = await self._json_object(messages, question.max_output)
        used = (_sum(a, b) for a, b in zip(_usage(first), _usage(second), strict=True))
        return Reply(_parsed(_content(second), form), *used)

    async def _json_object(
        self, messages: list[ChatCompletionMessageParam], limit: int
    ) -> ChatCompletion:
        # Servers that need this rung know the older name of the limit.
        return await self._client.chat.completions.create(
            model=self._model,
            messages=messages,
            response_format={"type": "json_object"},
            max_tokens=limit,
        )


def _messages(system: str, user: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "system", "content": system}, {"role": "user", "content": user}]


def _content(completion: ChatCompletion) -> str:
    """The text of the answer. `choices` may be empty, although the type denies it."""
    if not completion.choices:
        raise ModelFailed("The model sent no answer.")
    choice = completion.choices[0]
    if choice.finish_reason == "length":
        raise ModelFailed("The model's answer was cut short.")
    if choice.finish_reason == "content_filter":
        raise ModelFailed("The model's provider refuses the message.")
    if choice.message.refusal or not choice.message.content:
        raise ModelFailed("The model refused to answer.")
    return choice.message.content


def _parsed(text: str, form: type[Form]) -> Form:
    fenced = _FENCE.match(text)
    return form.model_validate_json(fenced[1] if fenced else text)


def _problem(error: ValidationError) -> str:
    found: list[Any] = error.errors(include_input=False, include_url=False)[:3]
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'text'}: {e['msg']}" for e in found)


def _usage(completion: ChatCompletion) -> tuple[int | None, int | None]:
    usage = completion.usage
    return (usage.prompt_tokens, usage.completion_tokens) if usage else (None, None)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _cause(refused: Unsupported) -> Exception:
    cause = refused.__cause__
    return cause if isinstance(cause, Exception) else refused
