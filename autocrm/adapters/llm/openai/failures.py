"""Whatever goes wrong with a model, as one sentence for the person who gets the ticket.

Answers of servers are not repeated: some put a piece of the key in them.
"""

from __future__ import annotations

import openai
from pydantic import ValidationError

from autocrm.errors import ModelFailed

# What the SDK lets through when a server sends bytes, shapes or types it does not expect.
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError)
EXPECTED = (openai.OpenAIError, *UNREADABLE)

_CODES = {
    "context_length_exceeded": "The message is too long for the model.",
    "insufficient_quota": "The account of the model has no credit left.",
    "model_not_found": "The endpoint does not know the model: check its name.",
    "content_policy_violation": "The model's provider refuses the message.",
    "content_filter": "The model's provider refuses the message.",
}


class Unsupported(Exception):
    """The endpoint does not know this way of asking: try the next one."""


def is_unsupported(error: openai.APIStatusError) -> bool:
    """Whether another way of asking may work. A known reason is no matter of form."""
    return error.status_code in (400, 404, 405, 415, 422, 501) and error.code not in _CODES


def model_failed(error: Exception) -> ModelFailed:
    """The sentence for `error`."""
    return ModelFailed(_sentence(error))


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
        wait = error.response.headers.get("retry-after", "")
        when = f": try again in {wait} s" if wait.isdigit() else ""
        return f"The model is over its rate limit{when}."
    if error.status_code in (401, 403):
        return f"The model's endpoint refuses the API key ({error.status_code})."
    return f"The model's endpoint answered with an error ({error.status_code})."


def _schema_sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid" and "EOF" in first["msg"]:
        return "The model's answer was cut short."
    place = ".".join(str(part) for part in first["loc"]) or "the answer"
    return f"The model's answer does not have the form asked for ({place}: {first['type']})."
