"""Server-sent events of the copilot: pieces, then the whole, or why there is none."""

from __future__ import annotations

import asyncio

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from autocrm.errors import ModelFailed
from autocrm.ports import Tell
from functions.assist.events import answered


class Said(BaseModel):
    text: str


async def events(answer: object) -> str:
    assert isinstance(answer, StreamingResponse)
    return "".join([str(chunk) async for chunk in answer.body_iterator])


async def test_pieces_come_before_the_whole() -> None:
    async def work(tell: Tell | None) -> Said:
        assert tell is not None
        tell("Hel")
        await asyncio.sleep(0)
        tell("lo\n\nthere")
        return Said(text="Hello\n\nthere")

    assert await events(await answered(work, stream=True)) == (
        'event: piece\ndata: {"text": "Hel"}\n\n'
        'event: piece\ndata: {"text": "lo\\n\\nthere"}\n\n'
        'event: done\ndata: {"text":"Hello\\n\\nthere"}\n\n'
    )


async def test_a_failure_is_the_last_event() -> None:
    async def work(tell: Tell | None) -> Said:
        assert tell is not None
        tell("Hel")
        raise ModelFailed("The model did not answer in time.")

    last = (await events(await answered(work, stream=True))).strip().split("\n\n")[-1]
    assert last.startswith("event: error\n")
    assert '"status": 502' in last


async def test_a_reader_who_leaves_ends_the_work() -> None:
    ended = asyncio.Event()

    async def work(tell: Tell | None) -> Said:
        assert tell is not None
        tell("Hel")
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return Said(text="")

    answer = await answered(work, stream=True)
    assert isinstance(answer, StreamingResponse)
    pieces = aiter(answer.body_iterator)
    assert "Hel" in str(await anext(pieces))
    await pieces.aclose()  # type: ignore[attr-defined]
    await asyncio.wait_for(ended.wait(), 5)


async def test_without_a_stream_the_answer_is_the_answer() -> None:
    async def work(tell: Tell | None) -> Said:
        assert tell is None
        return Said(text="Hello")

    assert await answered(work, stream=False) == Said(text="Hello")
