"""The two upper rungs, piece by piece. A stream that just ends is no answer.

The SDK gives no error when a connection closes before the end: only the event that completes an
answer, or a `finish_reason`, tells that it is whole.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from openai import AsyncOpenAI
from pydantic import BaseModel

from autocrm.adapters.llm.openai.failures import REFUSED, Rubbish
from autocrm.adapters.llm.openai.questions import (
    Question,
    check_response,
    content_of,
    messages_of,
)
from autocrm.adapters.llm.openai.received import Received, usage_of
from autocrm.errors import ModelFailed

Tell = Callable[[str], None]
SendStream = Callable[[str, float], Awaitable[Received[None]]]


def responses_stream(
    client: AsyncOpenAI, question: Question, form: type[BaseModel], tell: Tell
) -> SendStream:
    """POST /responses with stream."""

    async def send(model: str, seconds: float) -> Received[None]:
        async with client.responses.stream(
            model=model,
            instructions=question.system,
            input=[{"role": "user", "content": question.user}],
            text_format=form,
            max_output_tokens=question.max_output,
            store=False,
            timeout=seconds,
        ) as events:
            last = await _told(events, tell, "response.output_text.delta")
        if last is None or last.type not in ("response.completed", "response.incomplete"):
            raise Rubbish("the stream was cut")
        response = last.response
        return _whole(response, response.output_text, lambda: _check(response))

    return send


def completions_stream(
    client: AsyncOpenAI, question: Question, form: type[BaseModel], tell: Tell
) -> SendStream:
    """POST /chat/completions with stream."""

    async def send(model: str, seconds: float) -> Received[None]:
        async with client.chat.completions.stream(
            model=model,
            messages=messages_of(question.system, question.user),
            response_format=form,
            max_completion_tokens=question.max_output,
            stream_options={"include_usage": True},
            timeout=seconds,
        ) as events:
            await _told(events, tell, "content.delta")
            completion: Any = events.current_completion_snapshot
        if not completion.choices or completion.choices[0].finish_reason is None:
            raise Rubbish("the stream was cut")
        text = completion.choices[0].message.content or ""
        return _whole(completion, text, lambda: _content(completion))

    return send


async def _told(events: AsyncIterator[Any], tell: Tell, kind: str) -> Any:
    """Tell the pieces; the last event, None where there was none."""
    last = None
    async for event in events:
        if event.type == kind:
            tell(event.delta)
        last = event
    return last


def _whole(answer: Any, text: str, read: Callable[[], None]) -> Received[None]:
    usage = answer.usage.model_dump() if answer.usage else None
    return Received(answer.id or "", usage_of({"usage": usage}), text, read)


def _check(response: Any) -> None:
    check_response(response)
    if not response.output_text:
        raise ModelFailed("The model refused to answer.", code=REFUSED)


def _content(completion: Any) -> None:
    content_of(completion)
