"""Keeping the house tidy, and deleting what no row names any more."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from autocrm.domain.knowledge import LastingAnswer
from autocrm.errors import Unavailable
from autocrm.pipeline import HANDLERS
from autocrm.ports import Job, Tidied
from autocrm.testing import FixedClock, HashEmbedder, Shelf
from autocrm.usecases.learn_cases import BATCH
from autocrm.usecases.tidy_up import CASES, EVERY_S, LIMIT, RETRY_S, keep_tidy, tidy_up

SILENT = Unavailable("Nobody answers.")


class Enough(Exception):
    """Ends a loop that has no end."""


class House:
    """`ports.Timers` with so much to tidy up."""

    def __init__(self, *results: Tidied | Exception) -> None:
        self.results = list(results)
        self.limits: list[int] = []

    async def tidy_up(self, limit: int) -> Tidied:
        self.limits.append(limit)
        if not self.results:
            raise Enough
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


class Past:
    """The part of `ports.Knowledge` that keeps solved cases: so many are not kept yet."""

    def __init__(self, left: int, *failures: Exception) -> None:
        self.left = left
        self.failures = list(failures)

    async def lasting_answers(self, model: str, limit: int) -> list[LastingAnswer]:
        if self.failures:
            raise self.failures.pop(0)
        return [ANSWER] * min(limit, self.left)

    async def save_cases(self, cases: list[LastingAnswer], vectors: list[Any], model: str) -> int:
        assert len(cases) == len(vectors)
        self.left -= len(cases)
        return len(cases)


ANSWER = LastingAnswer("t", "r", "en", "When do you open?", "At nine.")


def services(house: House, clock: FixedClock | None = None, past: Past | None = None) -> Any:
    return SimpleNamespace(
        timers=house, clock=clock or FixedClock(), knowledge=past or Past(0),
        embedder=HashEmbedder(), reranker=None,
    )  # fmt: skip


async def test_it_goes_on_until_all_is_tidy(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    house = House(Tidied(LIMIT, 3, more=True), Tidied(2, 0, more=False))
    assert await tidy_up(services(house)) == EVERY_S
    assert house.limits == [LIMIT, LIMIT]
    assert f"{LIMIT + 2} unused uploads and 3 read notifications" in caplog.text


async def test_nothing_to_do_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert await tidy_up(services(House(Tidied(0, 0, more=False)))) == EVERY_S
    assert caplog.text == ""


async def test_an_outage_is_waited_out() -> None:
    clock, house = FixedClock(), House(SILENT, Tidied(0, 0, more=False))
    with pytest.raises(Enough):
        await keep_tidy(services(house, clock))
    assert clock.slept == [RETRY_S, EVERY_S]


async def test_solved_cases_are_learned_some_an_hour() -> None:
    past = Past(CASES + BATCH, SILENT)
    house = House(*[Tidied(0, 0, more=False)] * 3)
    clock = FixedClock()
    with pytest.raises(Enough):
        await keep_tidy(services(house, clock, past))
    assert clock.slept == [EVERY_S] * 3  # the failure of the first hour ended nothing
    assert past.left == 0
    past, house = Past(CASES + BATCH), House(Tidied(0, 0, more=False))
    with pytest.raises(Enough):
        await keep_tidy(services(house, past=past))
    assert past.left == BATCH


def job(*paths: str) -> Job:
    payload = {"bucket": "attachments", "paths": list(paths)}
    return Job(id="1", kind="files.delete", payload=payload, attempts=1, token="t")


async def test_files_are_deleted_be_they_there_or_not() -> None:
    shelf = Shelf()
    for path in ("new/1/a.png", "new/2/b.png"):
        await shelf.put("attachments", path, b"x", "image/png")
    house: Any = SimpleNamespace(files=shelf)
    for _ in range(2):
        await HANDLERS["files.delete"](house, job("new/1/a.png", "new/3/c.png"))
    assert list(shelf.files) == [("attachments", "new/2/b.png")]


async def test_a_silent_storage_is_tried_again_by_the_queue() -> None:
    shelf = Shelf()
    shelf.fail_with(SILENT)
    house: Any = SimpleNamespace(files=shelf)
    with pytest.raises(Unavailable):
        await HANDLERS["files.delete"](house, job("new/1/a.png"))
