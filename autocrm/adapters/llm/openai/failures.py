"""Whatever goes wrong with a model, as one sentence for the person who gets the ticket.

Answers of servers are not repeated: some put a piece of the key in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Literal

import openai
from pydantic import ValidationError

from autocrm.adapters.llm.openai.patience import retry_after_s
from autocrm.errors import AutoCRMError, ModelFailed

# What the SDK lets through when a server sends bytes, shapes or types it does not expect.
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError)
EXPECTED = (openai.OpenAIError, TimeoutError, *UNREADABLE)
# The endpoint was never reached, so it did no work: names of the transport's errors.
_UNREACHED = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol"})
REFUSED = "refused"  # code of a ModelFailed: the model or its provider will not answer this

_CODES = {
    "context_length_exceeded": "The message is too long for the model.",
    "insufficient_quota": "The account of the model has no credit left.",
    "model_not_found": "The endpoint does not know the model: check its name.",
    "content_policy_violation": "The model's provider refuses the message.",
    "content_filter": "The model's provider refuses the message.",
}


class Rubbish(ValueError):
    """The answer is no JSON object."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a failure means.

    `status`: for the ledger. `again`: asking again may help. `sick`: the endpoint is unwell.
    `worked`: whether tokens may have been used that nobody told of. `wait_s`: what it asks for.
    """

    status: str
    again: bool = False
    sick: bool = False
    worked: Literal["none", "unknown"] = "none"
    wait_s: float | None = None


def judge(error: Exception) -> Verdict:
    """For what is in EXPECTED, before anything of the answer was understood."""
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return Verdict("timeout", again=True, sick=True, worked="unknown")
    if isinstance(error, openai.APIStatusError):
        return _judge_status(error)
    if isinstance(error, openai.APIConnectionError):
        reached = type(error.__cause__).__name__ not in _UNREACHED
        status = "cut" if reached else "unreachable"
        worked: Literal["none", "unknown"] = "unknown" if reached else "none"
        return Verdict(status, again=True, sick=True, worked=worked)
    return Verdict("rubbish", again=True, sick=True, worked="unknown")


def status_of(error: Exception) -> str:
    """For the ledger: why an answer that came, and was paid, is no good."""
    if isinstance(error, AutoCRMError):
        return error.code
    if isinstance(error, openai.LengthFinishReasonError):
        return "truncated"
    if isinstance(error, openai.ContentFilterFinishReasonError):
        return REFUSED
    cut = isinstance(error, ValidationError) and _is_cut(error)
    return "truncated" if cut else "off_schema"


def _is_cut(error: ValidationError) -> bool:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return first["type"] == "json_invalid" and "EOF" in first["msg"]


def _judge_status(error: openai.APIStatusError) -> Verdict:
    number = error.status_code
    name = f"http_{number}"
    if error.code in _CODES or number in (401, 403) or is_unsupported(error):
        return Verdict(name)
    wait = retry_after_s(error.response.headers, datetime.now(UTC))
    return Verdict(name, again=True, sick=number >= 500, wait_s=wait)


class Unsupported(Exception):
    """The endpoint does not know this way of asking: try the next one."""


def is_unsupported(error: openai.APIStatusError) -> bool:
    """Whether another way of asking may work. A known reason is no matter of form."""
    return error.status_code in (400, 404, 405, 415, 422, 501) and error.code not in _CODES


def model_failed(error: Exception) -> ModelFailed:
    """The sentence for `error`."""
    if isinstance(error, ModelFailed):
        return error
    sentence = _sentence(error)
    return ModelFailed(sentence, code=REFUSED if sentence == _CODES["content_filter"] else None)


def _sentence(error: Exception) -> str:
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return "The model did not answer in time."
    if isinstance(error, openai.APIStatusError):
        return _status_sentence(error)
    if isinstance(error, openai.APIConnectionError):
        return "The model could not be reached."
    if isinstance(error, openai.LengthFinishReasonError):
        return "The model's answer was cut short."
    if isinstance(error, openai.ContentFilterFinishReasonError):
        return _CODES["content_filter"]
    if isinstance(error, ValidationError):
        return _schema_sentence(error)
    return "The model's endpoint sent something that cannot be read."


def _status_sentence(error: openai.APIStatusError) -> str:
    if error.code in _CODES:
        return _CODES[str(error.code)]
    if error.status_code == 429:
        wait = retry_after_s(error.response.headers, datetime.now(UTC))
        when = f": try again in {max(ceil(wait), 1)} s" if wait is not None else ""
        return f"The model is over its rate limit{when}."
    if error.status_code in (401, 403):
        return f"The model's endpoint refuses the API key ({error.status_code})."
    return f"The model's endpoint answered with an error ({error.status_code})."


def _schema_sentence(error: ValidationError) -> str:
    if _is_cut(error):
        return "The model's answer was cut short."
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the answer"
    return f"The model's answer does not have the form asked for ({place}: {first['type']})."
