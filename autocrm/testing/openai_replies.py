"""What a scripted OpenAI server may answer, failures included."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Kind = Literal["answer", "refusal", "truncated", "empty", "status", "raw", "hang", "drop", "cut"]
Usage = tuple[int, int]  # tokens in, tokens out


@dataclass(frozen=True)
class Reply:
    """One scripted answer; make one with the functions below."""

    kind: Kind
    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    usage: Usage | None = (100, 20)


def answer(value: Any, *, usage: bool | Usage = True) -> Reply:
    """A proper answer: `value` as JSON, or as it is when it is a string.

    `usage`: tokens in and out that the server tells of; True for 100 and 20, False for none.
    """
    told = (100, 20) if usage is True else usage or None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Reply("answer", text=text, usage=told)


def off_schema() -> Reply:
    """JSON, but not what was asked for."""
    return answer({"mood": "sunny"})


def refusal(text: str = "I cannot help with that.") -> Reply:
    """The model declines."""
    return Reply("refusal", text=text)


def truncated(text: str = '{"answerable": true, "sent') -> Reply:
    """The limit of tokens was reached in the middle."""
    return Reply("truncated", text=text)


def empty_choices() -> Reply:
    """Status 200, and no answer in it."""
    return Reply("empty")


def error(status: int, code: str = "", **headers: str) -> Reply:
    """An error in OpenAI's form; headers as keywords, "_" for "-"."""
    body = {"error": {"message": "scripted", "type": "error", "code": code or None}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply("status", status=status, headers=named, body=json.dumps(body).encode())


def rate_limited(retry_after: float | str = 7) -> Reply:
    """429 with a Retry-After."""
    return error(429, "rate_limit_exceeded", retry_after=str(retry_after))


def cut(value: Any) -> Reply:
    """A proper answer whose second half never arrives: the connection breaks in its middle."""
    return replace(answer(value), kind="cut")


def rubbish(body: bytes = b"\xff\xfe\x00{not json") -> Reply:
    """Status 200, announced as JSON, and bytes that are none."""
    return Reply("raw", body=body)


def hang(seconds: float = 60.0) -> Reply:
    """Nothing for so long (or until the server stops), then the connection closes."""
    return Reply("hang", seconds=seconds)


def drop() -> Reply:
    """The connection breaks without an answer."""
    return Reply("drop")


def response_body(reply: Reply, model: str) -> dict[str, Any]:
    """`reply` as POST /responses gives it."""
    part: dict[str, Any] = {"type": "output_text", "text": reply.text, "annotations": []}
    if reply.kind == "refusal":
        part = {"type": "refusal", "refusal": reply.text}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    cut = reply.kind == "truncated"
    return {
        "id": "resp_1", "object": "response", "created_at": 0, "model": model,
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "output": [] if reply.kind == "empty" else [message | {"content": [part]}],
        "parallel_tool_calls": False, "tool_choice": "auto", "tools": [],
        "usage": _usage(reply, "input_tokens", "output_tokens") | {
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        } if reply.usage else None,
    }  # fmt: skip


def completion_body(reply: Reply, model: str) -> dict[str, Any]:
    """`reply` as POST /chat/completions gives it."""
    refused = reply.kind == "refusal"
    message = {
        "role": "assistant",
        "content": None if refused else reply.text,
        "refusal": reply.text if refused else None,
    }
    finish = "length" if reply.kind == "truncated" else "stop"
    choice = {"index": 0, "finish_reason": finish, "message": message}
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": model,
        "choices": [] if reply.kind == "empty" else [choice],
        "usage": _usage(reply, "prompt_tokens", "completion_tokens") if reply.usage else None,
    }  # fmt: skip


def _usage(reply: Reply, paid: str, got: str) -> dict[str, Any]:
    tokens_in, tokens_out = reply.usage or (0, 0)
    return {paid: tokens_in, got: tokens_out, "total_tokens": tokens_in + tokens_out}
