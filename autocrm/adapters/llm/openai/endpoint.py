"""One endpoint: every request goes through here, is paid, recorded, repeated or held back.

In this order: the breaker, the mail's allowance, a free place, the day's budget, the request;
then its tokens go into the ledger whatever came of it, and a failure that may pass is repeated
once, within the deadline and the retry budget, after the wait that the server asks for.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import openai

from autocrm.adapters.llm.openai import allowance
from autocrm.adapters.llm.openai.breaker import Breaker
from autocrm.adapters.llm.openai.failures import (
    EXPECTED,
    Unsupported,
    Verdict,
    is_unsupported,
    judge,
    model_failed,
    status_of,
)
from autocrm.adapters.llm.openai.patience import RetryBudget, backoff_s
from autocrm.adapters.llm.openai.received import Received
from autocrm.adapters.llm.openai.unmetered import Unmetered
from autocrm.errors import AutoCRMError, ModelFailed
from autocrm.ports import Budget, Grant, ModelCall, Offer

T = TypeVar("T")
Send = Callable[[str, float], Awaitable[Received[T]]]  # model, seconds
CONCURRENCY = 8
_LEAST_S = 0.05  # of an attempt whose money took long to be set aside
_FIRST_SHARE = 2 / 3  # of the time that is left: a first try that hangs leaves some for another


@dataclass
class Purpose:
    """What a call is for, and what all its attempts have used so far."""

    step: str
    offers: Sequence[Offer]
    ends: float  # on the endpoint's clock
    count: Callable[[str], int]  # tokens of a text, where the server does not say
    ticket_id: str = ""
    interaction_id: str = ""
    allowance: allowance.Allowance | None = None
    model: str = ""  # that answered last
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    repeats: int = field(default=1)


class _Failed(Exception):
    """An attempt that came to nothing."""

    def __init__(self, verdict: Verdict, error: Exception) -> None:
        super().__init__(str(error))
        self.verdict = verdict
        self.error = error


class Endpoint:
    """Shared by all that one process asks of one base URL."""

    def __init__(
        self,
        base_url: str,
        *,
        budget: Budget | None = None,
        concurrency: int = CONCURRENCY,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        breaker: Breaker | None = None,
    ) -> None:
        self.name = urlsplit(base_url).netloc
        self.budget = budget or Unmetered()
        self.clock = clock
        self.breaker = breaker or Breaker(clock=clock)
        self._sleep = sleep
        self._places = asyncio.Semaphore(concurrency)
        self._repeats = RetryBudget()
        self._paused_until = float("-inf")

    async def call(self, purpose: Purpose, send: Send[T]) -> T:
        """The value of the answer. Raises ModelFailed, Unsupported, Unavailable."""
        self._repeats.earn()
        for tries in range(purpose.repeats + 1):
            last = tries == purpose.repeats
            await self._wait_for_pause(purpose)
            try:
                return await self._attempt(purpose, send, last)
            except _Failed as failed:
                wait = self._wait_after(failed.verdict, tries)
                if last or not self._may_repeat(purpose, failed.verdict, wait):
                    raise model_failed(failed.error) from failed.error
                await self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _wait_after(self, verdict: Verdict, tries: int) -> float:
        if verdict.wait_s is None:
            return backoff_s(tries)
        self._paused_until = max(self._paused_until, self.clock() + verdict.wait_s)
        return verdict.wait_s

    def _may_repeat(self, purpose: Purpose, verdict: Verdict, wait: float) -> bool:
        left = purpose.allowance is None or purpose.allowance.calls > 0
        in_time = self.clock() + wait < purpose.ends
        return verdict.again and left and in_time and self._repeats.take()

    async def _wait_for_pause(self, purpose: Purpose) -> None:
        wait = self._paused_until - self.clock()
        if wait <= 0:
            return
        if self.clock() + wait >= purpose.ends:
            raise ModelFailed(f"The model is over its rate limit: try again in {ceil(wait)} s.")
        await self._sleep(wait)

    async def _attempt(self, purpose: Purpose, send: Send[T], last: bool) -> T:
        admitted = self.breaker.admit()
        try:
            self._take(purpose)
            async with self._place(purpose):
                return await self._paid(purpose, send, last, admitted)
        finally:
            self.breaker.neither(admitted)  # a probe that did not come to the request is none

    def _take(self, purpose: Purpose) -> None:
        if purpose.allowance is None:
            return
        if purpose.allowance.calls < 1:
            raise ModelFailed("The model was asked often enough for this message.")
        purpose.allowance.calls -= 1

    @asynccontextmanager
    async def _place(self, purpose: Purpose) -> AsyncIterator[None]:
        """One of the places at the endpoint, and the time to use it."""
        try:
            async with asyncio.timeout(max(purpose.ends - self.clock(), 0)):
                await self._places.acquire()
        except TimeoutError as error:
            raise ModelFailed("The model's endpoint has no free place in time.") from error
        try:
            if self.clock() >= purpose.ends:
                raise ModelFailed("The model did not answer in time.")
            yield
        finally:
            self._places.release()

    async def _paid(
        self, purpose: Purpose, send: Send[T], last: bool, admitted: object | None
    ) -> T:
        grant = await self.budget.reserve(str(uuid.uuid4()), purpose.offers)
        left = purpose.ends - self.clock()
        seconds = max(left if last else left * _FIRST_SHARE, _LEAST_S)
        started = self.clock()
        try:
            async with asyncio.timeout(seconds):
                answer = await send(grant.model, seconds)
        except EXPECTED as error:
            verdict = judge(error)
            await self._record(purpose, grant, started, verdict.status, source=verdict.worked)
            self._tell_breaker(verdict, admitted)
            if isinstance(error, openai.APIStatusError) and is_unsupported(error):
                self._give_back(purpose)  # finding out how to ask is no repeat
                raise Unsupported from error
            raise _Failed(verdict, error) from error
        self.breaker.worked()
        return await self._read(purpose, grant, started, answer)

    async def _read(self, purpose: Purpose, grant: Grant, started: float, answer: Received[T]) -> T:
        error: Exception | None = None
        try:
            value = answer.read()
        except (AutoCRMError, *EXPECTED) as failure:
            error = failure
        status = "ok" if error is None else status_of(error)
        usage = answer.usage or (purpose.offers[0].tokens_in, purpose.count(answer.text))
        source: Literal["server", "estimate"] = "server" if answer.usage else "estimate"
        await self._record(
            purpose, grant, started, status, usage, source=source, request_id=answer.request_id
        )
        if error is not None:
            raise error
        purpose.model = grant.model
        return value

    async def _record(
        self,
        purpose: Purpose,
        grant: Grant,
        started: float,
        status: str,
        usage: tuple[int, int] = (0, 0),
        *,
        source: Literal["server", "estimate", "none", "unknown"],
        request_id: str = "",
    ) -> None:
        call = ModelCall(
            step=purpose.step,
            endpoint=self.name,
            status=status,
            tokens_in=usage[0],
            tokens_out=usage[1],
            tokens_from=source,
            latency_ms=round((self.clock() - started) * 1000, 2),
            request_id=request_id,
            ticket_id=purpose.ticket_id,
            interaction_id=purpose.interaction_id,
        )
        purpose.cost_usd += await self.budget.settle(grant, call)
        purpose.tokens_in += usage[0]
        purpose.tokens_out += usage[1]

    def _tell_breaker(self, verdict: Verdict, admitted: object | None) -> None:
        if verdict.sick:
            self.breaker.failed(admitted)
        else:
            self.breaker.neither(admitted)

    def _give_back(self, purpose: Purpose) -> None:
        if purpose.allowance is not None:
            purpose.allowance.calls += 1


def client_of(api_key: str, base_url: str, seconds: float) -> Any:
    """The SDK's client without repeats of its own: those are counted and paid for here."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs every request: so do we
    return openai.AsyncOpenAI(api_key=api_key, base_url=base_url, max_retries=0, timeout=seconds)
