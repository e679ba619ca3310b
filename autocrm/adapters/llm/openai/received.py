"""An answer as it came: who sent it, what it says it used, and how to read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from autocrm.adapters.llm.openai.failures import Rubbish

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Received(Generic[T]):
    """`usage`: tokens in and out as the server counted them, None where it did not say.

    `read` raises ModelFailed, ValidationError and what the SDK lets through: it runs after the
    usage is known, so that an answer which is no good still counts.
    """

    request_id: str
    usage: tuple[int, int] | None
    text: str
    read: Callable[[], T]


def received(raw: Any, read: Callable[[Any], T]) -> Received[T]:
    """From the SDK's raw response; `read` gets what it parses to. Raises Rubbish."""
    body = _object(raw.content)
    text = raw.content.decode("utf-8", "replace")
    return Received(raw.request_id or "", usage_of(body), text, lambda: read(raw.parse()))


def usage_of(body: dict[str, Any]) -> tuple[int, int] | None:
    """Of /responses (input_tokens), /chat/completions and /embeddings (prompt_tokens)."""
    usage = body.get("usage")
    if not isinstance(usage, dict):
        return None
    paid = _whole(usage.get("input_tokens", usage.get("prompt_tokens")))
    got = _whole(usage.get("output_tokens", usage.get("completion_tokens", 0)))
    return None if paid is None or got is None else (paid, got)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 2**31 else None


def _object(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except ValueError as error:
        raise Rubbish("no JSON") from error
    if not isinstance(body, dict):
        raise Rubbish("no object")
    return body
