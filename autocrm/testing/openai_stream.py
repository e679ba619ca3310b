"""The same replies as server-sent events, in pieces of a few characters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from autocrm.testing.openai_replies import Reply

_PIECE = 16  # characters


def response_events(reply: Reply, whole: dict[str, Any]) -> bytes:
    """As POST /responses streams them: the last event holds the whole."""
    begun = {**whole, "status": "in_progress", "output": [], "usage": None}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress"}
    part = {"type": "output_text", "text": "", "annotations": []}
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": begun},
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "content": []}},
        {"type": "response.content_part.added", **place, "part": part},
    ]
    if reply.kind != "refusal":
        events += [
            {"type": "response.output_text.delta", **place, "delta": piece, "logprobs": []}
            for piece in _pieces(reply.text)
        ]
    end = "response.incomplete" if whole["status"] == "incomplete" else "response.completed"
    events.append({"type": end, "response": whole})
    numbered = [{**event, "sequence_number": n} for n, event in enumerate(events)]
    return b"".join(
        f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in numbered
    )


def completion_events(reply: Reply, whole: dict[str, Any]) -> bytes:
    """As POST /chat/completions streams them, [DONE] at the end."""
    head = {"id": whole["id"], "object": "chat.completion.chunk", "created": 0,
            "model": whole["model"]}  # fmt: skip
    field = "refusal" if reply.kind == "refusal" else "content"
    chunks = [_chunk({"role": "assistant"})]
    chunks += [_chunk({field: piece}) for piece in _pieces(reply.text)]
    for choice in whole["choices"]:
        chunks.append(_chunk({}, choice["finish_reason"]))
    told = [{"choices": choices} for choices in chunks]
    told.append({"choices": [], "usage": whole["usage"]})
    lines = [f"data: {json.dumps({**head, **chunk})}\n\n" for chunk in told]
    return "".join([*lines, "data: [DONE]\n\n"]).encode()


def _chunk(delta: dict[str, Any], finish: str | None = None) -> list[dict[str, Any]]:
    return [{"index": 0, "delta": delta, "finish_reason": finish}]


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE]
