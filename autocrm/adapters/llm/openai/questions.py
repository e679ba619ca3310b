"""What is asked, and what an answer must not be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

from autocrm.adapters.llm.openai.failures import REFUSED
from autocrm.errors import ModelFailed


@dataclass(frozen=True, slots=True)
class Question:
    """`system` is ours, `user` is data from outside; never the other way round."""

    system: str
    user: str
    max_output: int


def messages_of(system: str, user: str) -> list[ChatCompletionMessageParam]:
    """For /chat/completions."""
    return [{"role": "system", "content": system}, {"role": "user", "content": user}]


def check_response(response: Any) -> None:
    """Of /responses: whole, or ModelFailed."""
    if response.status == "incomplete":
        raise ModelFailed("The model's answer was cut short.", code="truncated")
    if response.status not in (None, "completed"):
        raise ModelFailed("The model sent no answer.", code="no_answer")


def content_of(completion: ChatCompletion) -> str:
    """The text of the answer. `choices` may be empty, although the type denies it."""
    if not completion.choices:
        raise ModelFailed("The model sent no answer.", code="no_answer")
    choice = completion.choices[0]
    if choice.finish_reason == "length":
        raise ModelFailed("The model's answer was cut short.", code="truncated")
    if choice.finish_reason == "content_filter":
        raise ModelFailed("The model's provider refuses the message.", code=REFUSED)
    if choice.message.refusal or not choice.message.content:
        raise ModelFailed("The model refused to answer.", code=REFUSED)
    return choice.message.content
